"""What a story is called: its headline and keywords; and the headlines that a page shows of other stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from stemma.clock import bounds
from stemma.model import Article, Capture
from stemma.relate.stories.features import Vector, dot, term, tongue, unit
from stemma.relate.stories.summary import StorySummary
from stemma.text import printed


def headlines(article: Article) -> tuple[Article, ...]:
    """The teasers of a page as articles without a body, to be placed like others; each headline once.

    The id is `ID#teaser-N`, N counted from 1 in page order. A time that is not ISO 8601 ("45 mins ago") is left out.
    """
    found: dict[str, Article] = {}
    for n, teaser in enumerate(article.teasers, 1):
        key = " ".join(term(word, article.language) for word in printed(teaser.title))
        if key and key not in found:
            found[key] = Article(
                id=f"{article.id}#teaser-{n}",
                body="",
                url=teaser.url,
                outlet=article.outlet,
                title=teaser.title,
                language=article.language,
                published=teaser.time if bounds(teaser.time) else None,
                timezone=article.timezone,
                fetched=article.fetched,
            )
    return tuple(found.values())


def teasers(article: Article) -> tuple[Capture, ...]:
    """`headlines` as captures whose body is empty, to be added to a library."""
    return tuple(
        Capture(
            id=one.id,
            kind="body",
            content="",
            url=one.url,
            outlet=one.outlet,
            title=one.title,
            published=one.published,
            timezone=one.timezone,
            language=one.language,
            fetched=one.fetched,
        )
        for one in headlines(article)
    )


def title(articles: Iterable[Article], weight: Mapping[str, float] | None = None) -> str | None:
    """The headline, verbatim, that says best what the articles are about; None if none has one.

    Best is nearest to the words of all headlines and leads, where every outlet counts once however often it wrote; a
    headline that several outlets print gains. Very short and long ones, questions, quotes and shouting lose a little,
    labels and documents ("Live:", "Opinion:", "Statement on …") more; of equals the earliest stands. An agency's slug
    before it ("UPDATE 4-") is left out. `weight` is what the headline of an article counts, by id (default: 1).
    """
    headed = [(article, text) for article in articles if (text := _told(article))]
    vectors = [_flat(text, article) for article, text in headed]
    by_outlet = Counter(article.outlet or article.id for article, _ in headed)
    outlets: dict[str, set[str]] = {}
    centre: Vector = {}
    for (article, text), vector in zip(headed, vectors, strict=True):
        outlets.setdefault(text.casefold(), set()).add(article.outlet or article.id)
        lead = _flat(article.body[:300], article)
        for source in (vector, lead):
            for t, w in source.items():
                centre[t] = centre.get(t, 0.0) + w / by_outlet[article.outlet or article.id]
    best: tuple[float, str] | None = None
    for (article, text), vector in zip(headed, vectors, strict=True):
        count = len(printed(text))
        labels = tongue(article.language).labels
        score = dot(vector, centre) * (1.0 if 5 <= count <= 16 else 0.8)
        score *= 0.8 if text.isupper() or text.endswith(("?", "...", "…")) or text[0] in "'\"‘“„«" else 1.0
        score *= 0.5 if labels and labels.match(text) else 1.0
        score *= 1 + 0.1 * min(3, len(outlets[text.casefold()]) - 1)
        score *= (weight or {}).get(article.id, 1.0)
        if best is None or score > best[0] + 1e-9:
            best = (score, text)
    return best[1] if best else None


def _told(article: Article) -> str:
    """The headline of an article without the slug that an agency puts before it ("UPDATE 4-", "CORRECTED-")."""
    own = tongue(article.language)
    title = (article.title or "").strip()
    return own.slugs.sub("", title, count=1).strip() if own.slugs else title


def _flat(text: str, article: Article) -> Vector:
    """The terms of a text of an article, each weighing the same."""
    own = tongue(article.language)
    return unit(dict.fromkeys(map(own.term, printed(text)), 1.0))


def keywords(story: StorySummary, most: int = 8) -> tuple[str, ...]:
    """The terms that weigh most in a story, numbers left out."""
    weights: Vector = {}
    for member in story.members:
        for t, w in member.query.items():
            weights[t] = weights.get(t, 0.0) + w
    ranked = sorted(weights, key=lambda t: (-weights[t], t))
    return tuple(t for t in ranked if t.isalpha() and len(t) > 2)[:most]


def spelled(keywords: Iterable[str], articles: Iterable[Article]) -> tuple[str, ...]:
    """Keywords as the articles print them most often: a keyword is a word without its ending."""
    forms: dict[str, Counter[str]] = {}
    for article in articles:
        own = tongue(article.language)
        for word in printed(f"{article.title or ''}\n{article.body[:LOOKED_THROUGH]}"):
            forms.setdefault(own.term(word), Counter())[word] += 1
    found = (min(forms[k], key=lambda w: (-forms[k][w], w)) if k in forms else k for k in keywords)
    return tuple(dict.fromkeys(found))


LOOKED_THROUGH = 3000
"""Characters of a body in which the printed form of a keyword is looked for."""
