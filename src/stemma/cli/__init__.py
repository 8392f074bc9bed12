"""The commands. Thin: they take options, call the floors below and print. Heavy imports happen inside each command."""

from stemma.cli import corrections, exports, libraries, pages, serving, stories, watches
from stemma.cli.base import main

__all__ = ["corrections", "exports", "libraries", "main", "pages", "serving", "stories", "watches"]
