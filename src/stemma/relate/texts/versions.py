"""One address captured again: what was added, removed and changed, and whether the page said so.

Newsrooms rewrite stories in place. A change is *silent* where the page gives no later time of modification and no new
correction or update for it (what NewsDiffs and the Internet Archive's change studies look for).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stemma import clock
from stemma.houses import own_page
from stemma.model import Article, Edit, Revision, Spans
from stemma.relate.texts.align import Sentence, align, difference, groups, read
from stemma.text import fold


def versions(articles: Iterable[Article]) -> tuple[Revision, ...]:
    """The revisions of the pages among `articles` that were captured more than once, each against the one before.

    Versions are ordered by when they were fetched, else modified, else published; captures without any such time are
    left out, since their order is not known. Captures whose words are the same give no revision.
    """
    pages: dict[str, list[Article]] = {}
    for article in articles:
        if (page := own_page(article)) and _when(article):
            pages.setdefault(page, []).append(article)
    found = []
    for held in pages.values():
        held.sort(key=lambda a: (clock.order_key(_when(a), a.timezone), a.id))
        kept = held[0]
        for article in held[1:]:
            made = revision(kept, article)
            if made.changed:
                found.append(made)
            kept = article
    return tuple(sorted(found, key=lambda r: (clock.order_key(r.time), r.after)))


def revision(before: Article, after: Article) -> Revision:
    """What `after`, the later capture of a page, changed against `before`."""
    old, new = read(before.body), read(after.body)
    pairs = align(old, new)
    edits = []
    for left, right in groups(pairs):
        removed, added = difference([old[i] for i in left], [new[j] for j in right])
        if removed or added:
            edits.append(Edit(_spans(old, left), _spans(new, right), removed, added))
    titles = (before.title, after.title)
    return Revision(
        before=before.id,
        after=after.id,
        time=after.modified or _when(after),
        added=tuple(s.span for j, s in enumerate(new) if j not in {p.j for p in pairs}),
        removed=tuple(s.span for i, s in enumerate(old) if i not in {p.i for p in pairs}),
        edits=tuple(edits),
        title=titles if fold(titles[0] or "") != fold(titles[1] or "") else None,
        silent=not _told(before, after),
    )


def _told(before: Article, after: Article) -> bool:
    """Whether the later version says that it is one: a later time, another correction, another dated section."""
    if len(after.corrections) > len(before.corrections) or len(after.sections) > len(before.sections):
        return True
    old, new = (clock.bounds(a.modified or a.published, a.timezone) for a in (before, after))
    return new is not None and (old is None or new[0] > old[0])


def _when(article: Article) -> str | None:
    return article.fetched or article.modified or article.published


def _spans(sentences: Sequence[Sentence], numbers: Sequence[int]) -> Spans:
    return tuple(sentences[n].span for n in numbers)
