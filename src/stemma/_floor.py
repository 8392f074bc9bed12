"""Floors that can be called by their own name.

`stemma.read` is both a package and the function in it: importing `stemma.read.sources` puts the package into the name
`stemma.read`, where a moment before the function was. So the package itself is callable, and does what that does.
"""

from __future__ import annotations

import sys
import types
from typing import Any


class _Floor(types.ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(self, self.__name__.rpartition(".")[2])(*args, **kwargs)


def callable_floor(name: str) -> None:
    """Make the package `name` callable: it calls its function of the same name."""
    sys.modules[name].__class__ = _Floor
