"""Reading: a capture of any news page becomes a clean, dated, credited `Article`.

`read` is pure: it gets a capture and gives an article. `stemma.read.sources` finds captures in files, folders, feeds
and archives; `stemma.read.fetch` gets them over the network.
"""

from __future__ import annotations

from stemma._floor import callable_floor
from stemma.model import Article, Capture


def read(capture: Capture) -> Article:
    """The article of a capture.

    HTML and dumps are cleaned; a body is kept byte for byte. What the capture says of itself (title, outlet,
    published, timezone, language) wins over what is found on the page. `Article.sections` cover the body.

    Raises `EmptyInput`, `Unreadable`, `TooLarge` or `NoArticle` (all `InputError`).
    """
    from dataclasses import replace

    from stemma.read import assemble

    made = assemble.article(capture)
    return replace(made, flags=(*made.flags, "claimed-origin")) if capture.fetched_from else made


callable_floor(__name__)
