"""Reading: a capture of any news page becomes a clean, dated, credited `Article`.

`read` is pure: it gets a capture and gives an article. `stemma.read.sources` finds captures in files, folders, feeds
and archives; `stemma.read.fetch` gets them over the network.
"""

from __future__ import annotations

import sys
import types

from stemma.model import Article, Capture


def read(capture: Capture) -> Article:
    """The article of a capture.

    HTML and dumps are cleaned; a body is kept byte for byte. What the capture says of itself (title, outlet,
    published, timezone, language) wins over what is found on the page. `Article.sections` cover the body.

    Raises `EmptyInput`, `Unreadable`, `TooLarge` or `NoArticle` (all `InputError`).
    """
    from stemma.read import assemble

    return assemble.article(capture)


class _Floor(types.ModuleType):
    """The floor can be called by its own name: `stemma.read(capture)` works whatever was imported before."""

    def __call__(self, capture: Capture) -> Article:
        return read(capture)


sys.modules[__name__].__class__ = _Floor
