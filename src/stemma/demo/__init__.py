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

from stemma.model import Capture, CaptureKind


def pages() -> list[Traversable]:
    """The pages in the order they were published, as readable resources with a `.name` (`NN-outlet.html` or `.txt`)."""
    folder = files(__name__) / "pages"
    return sorted((page for page in folder.iterdir() if page.name[:2].isdigit()), key=lambda page: page.name)


def captures() -> list[Capture]:
    """The pages as captures. A dump does not name its outlet, nor a page its owner: who captured it knew, and tells."""
    said = {entry["file"]: entry for entry in index()["pages"]}

    def capture(page: Traversable) -> Capture:
        known, name = said[page.name], page.name
        kind: CaptureKind = "html" if name.endswith(".html") else "dump"
        outlet = known["outlet"] if kind == "dump" else None
        return Capture(name, kind, page.read_bytes(), outlet=outlet, file=name, owner=known.get("owner"))

    return [capture(page) for page in pages()]


def index() -> dict[str, Any]:
    """What the example is `about`, and of its `pages` the `file`, `outlet`, `owner`, `role` and what each `shows`."""
    found: dict[str, Any] = json.loads((files(__name__) / "index.json").read_text(encoding="utf-8"))
    return found
