"""Two compared articles as one self-contained HTML page: side by side, aligned, with the words that differ marked."""

from __future__ import annotations

from stemma._version import __version__
from stemma.model import Article, Comparison
from stemma.tell import sides, wording
from stemma.tell.formats.html import environment

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page runs nothing and loads nothing."""


def compare(comparison: Comparison, a: Article, b: Article) -> str:
    """`comparison` of `a` and `b`: a whole HTML document as text (UTF-8 when written)."""
    env = environment()
    rows = sides.rows(comparison, a, b)
    names = (sides.name(a, b), sides.name(b, a))
    return env.get_template("compare.html").render(
        articles=(a, b),
        names=names,
        rows=rows,
        shared=sum(row.score is not None for row in rows),
        alone=[sum(len(side) for side in half) for half in zip(*_alone(rows), strict=True)] or [0, 0],
        summary=sides.summary(comparison, a, b),
        probabilities=[
            (kind.replace("-", " "), wording.percent(p))
            for kind, p in sorted(comparison.derivation.probabilities.items(), key=lambda item: -item[1])
            if p >= 0.01
        ],
        heading=sides.heading,
        style=env.get_template("report.css").render(),
        policy=POLICY,
        version=__version__,
    )


def _alone(rows: tuple[sides.Row, ...]) -> list[tuple[tuple[object, ...], tuple[object, ...]]]:
    return [(row.left, row.right) for row in rows if row.score is None]
