"""The bundled example: ten pages about an invented event, as a newsroom would have captured them.

    >>> from stemma import demo
    >>> len(demo.pages())
    10

`index()` tells what each page is there to show.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from stemma.model import Capture


def pages() -> list[Traversable]:
    """The pages in the order they were published, as readable resources with a `.name` (`NN-outlet.html` or `.txt`)."""
    folder = files(__name__) / "pages"
    return sorted((page for page in folder.iterdir() if page.name[:2].isdigit()), key=lambda page: page.name)


def captures() -> list[Capture]:
    """The pages as captures. A dump does not name its outlet; who captured it knew, so it is given with it."""
    outlets = {entry["file"]: entry["outlet"] for entry in index()["pages"]}
    return [
        Capture(page.name, "html", page.read_bytes(), file=page.name)
        if page.name.endswith(".html")
        else Capture(page.name, "dump", page.read_bytes(), outlet=outlets[page.name], file=page.name)
        for page in pages()
    ]


def index() -> dict[str, Any]:
    """What the example is `about`, and for each of its `pages` the `file`, `outlet`, `role` and what it `shows`."""
    found: dict[str, Any] = json.loads((files(__name__) / "index.json").read_text(encoding="utf-8"))
    return found
