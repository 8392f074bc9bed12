"""The commands. Thin: they take options, call the floors below and print. Heavy imports happen inside each command."""

from stemma.cli import corrections, drafts, exports, following, libraries, pages, serving, stories, watches
from stemma.cli.base import main

__all__ = [
    "corrections", "drafts", "exports", "following", "libraries", "main", "pages", "serving", "stories", "watches",
]  # fmt: skip
