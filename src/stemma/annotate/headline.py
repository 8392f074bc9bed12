"""The title of a page, annotated like its text (`stemma.model.Headline`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from stemma.annotate.chains import attributions
from stemma.lang.en import headlines
from stemma.lang.en.clauses import assertions, clauses
from stemma.lang.en.spans import propose
from stemma.lang.en.telling import telling
from stemma.model import Article, Assertion, Clause, Headline

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc

Told = TypeVar("Told", Assertion, Clause)
LONGEST = 300
"""Characters; what is longer is no title."""


def titled(article: Article) -> Article | None:
    """The title of `article` as a text of its own, ready for parsing; None where there is none to read."""
    title = article.title or ""
    if not title.strip() or len(title) > LONGEST:
        return None
    return Article(article.id, headlines.plain(title, article.body), outlet=article.outlet, url=article.url)


def headline(title: Article, doc: Doc) -> Headline:
    """What the title says. `doc` is the parse of `title.body`, which has the length of the title itself."""
    found, _ = attributions(title, doc, [*propose(title, doc), *headlines.colons(title.body, doc)])
    said = [_past(c, doc) for c in clauses(title, doc, found)]
    own = [_past(s, doc) for s in assertions(title, doc, found)]
    if not own and not found and (whole := headlines.whole(title, doc)) is not None:
        own = [whole]
    return Headline(
        attributions=tuple(replace(a, id=f"h{a.id}") for a in found),
        assertions=tuple(replace(s, id=f"h{s.id}") for s in own),
        clauses=tuple(replace(c, attribution=f"h{c.attribution}") for c in said),
    )


def _past(one: Told, doc: Doc) -> Told:
    """A clause of a title with the time that a title means."""
    time = headlines.tense(doc, one.content[0], one.tense)
    if time == one.tense or one.reading is None:
        return one
    text = " ".join(doc.text[s:e] for s, e in one.content)
    return replace(one, tense=time, reading=replace(one.reading, tense=time, telling=telling(text, "assert", time)))
