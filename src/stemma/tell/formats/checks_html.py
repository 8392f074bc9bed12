"""A checked draft as one self-contained HTML page that runs nothing and loads nothing."""

from __future__ import annotations

from collections.abc import Sequence

from stemma._version import __version__
from stemma.model import CheckedSentence
from stemma.tell import checks
from stemma.tell.formats.compare_html import POLICY
from stemma.tell.formats.html import environment


def checked(given: str, found: Sequence[CheckedSentence], name: str) -> str:
    """The draft as it was `given`, called `name`, with its findings: a whole HTML document as text."""
    env = environment()
    return env.get_template("checks.html").render(
        name=name,
        checked=checks.view(given, found),
        href=None,
        claim_href=None,
        style=env.get_template("report.css").render(),
        policy=POLICY,
        version=__version__,
    )
