"""Stemma reads news pages about an event and tells what they rest on.

The public face. Each floor can be used alone:

>>> import stemma
>>> article = stemma.read(stemma.Capture(id="1", kind="body", content="…"))      # doctest: +SKIP
>>> annotations = stemma.annotate(article)                                       # doctest: +SKIP

Everything is imported when it is first used, so that `import stemma` costs little.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from stemma._version import __version__

if TYPE_CHECKING:
    from stemma.annotate import annotate as annotate
    from stemma.annotate import annotate_many as annotate_many
    from stemma.errors import StemmaError as StemmaError
    from stemma.library import Library as Library
    from stemma.library import verify as verify
    from stemma.model import Annotated as Annotated
    from stemma.model import Annotations as Annotations
    from stemma.model import Article as Article
    from stemma.model import Capture as Capture
    from stemma.model import Story as Story
    from stemma.read import read as read
    from stemma.relate import compare as compare
    from stemma.relate import relate as relate

_LAZY = {
    "Annotated": "stemma.model",
    "Annotations": "stemma.model",
    "Article": "stemma.model",
    "Capture": "stemma.model",
    "Library": "stemma.library",
    "StemmaError": "stemma.errors",
    "Story": "stemma.model",
    "annotate": "stemma.annotate",
    "annotate_many": "stemma.annotate",
    "compare": "stemma.relate",
    "read": "stemma.read",
    "relate": "stemma.relate",
    "verify": "stemma.library",
}

__all__ = ["__version__", *_LAZY]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'stemma' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
