"""What an HTML page declares about its story: JSON-LD, then OpenGraph and other meta elements, then microdata.

After schema.org, ogp.me and the HTML standard.
"""

from __future__ import annotations

from typing import Any

from stemma.read import jsonld, metas
from stemma.read.declaration import Declared


def read(tree: Any, url: str | None) -> Declared:
    """Everything declared in an lxml HTML tree; `url` is the page's own address, for relative links."""
    found = Declared()
    jsonld.read(tree, found)
    metas.read(tree, found, url)
    metas.microdata(tree, found)
    return found
