"""Finds the pages of a library that a draft may rest on, and has it checked against them. Keeps nothing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from stemma import clock, text, urls
from stemma.annotate import annotate
from stemma.check import draft as drafts
from stemma.check.draft import Draft
from stemma.check.held import Held
from stemma.check.verifying import verify as check
from stemma.errors import NotFound, TooLarge
from stemma.library.rows import StoryRows
from stemma.library.store import Store
from stemma.model import Annotated, Article, CheckedSentence, Story
from stemma.relate.stories.features import Frequencies, term
from stemma.relate.stories.sketches import hashes

SOUGHT = 8
"""Words of a sentence that pages are looked for by: the rarest ones."""
FOUND = 8
"""Pages that are taken from one search."""
PAGES, FEWEST, EACH = 60, 8, 4
"""Pages that one draft is compared with, besides those that it cites: the fewest, and so many more a sentence."""
STORIES = 4
"""Stories whose claims are looked at: those of most pages that were found."""
PART = 0.5
"""A story counts for a sentence where it has so much of the vote of the best one: each costs as much as ten pages."""
ID = "\0draft"
"""An id that no page has."""
CITED = 100
"""Different citations of a draft that are looked up."""


def verify(
    store: Store,
    given: bytes | str,
    *,
    name: str = "the draft",
    story: str | None = None,
    related: Callable[[str], Story | None],
) -> tuple[CheckedSentence, ...]:
    """What the library holds of each sentence of the draft that was `given`.

    With `story` it is compared with the pages of that story, and those it cites, alone. `related` gives a story by id.
    Raises `NotFound` (no such story) and, for a draft that cannot be used, `InputError`.
    """
    draft = drafts.read(given, name=name, known=lambda id: _is_article(store, id))
    targets = list(dict.fromkeys(cite.target for cite in draft.cites if cite.target))
    if len(targets) > CITED:
        raise TooLarge(f"more than {CITED} different citations", input=name, remedy=drafts.REMEDY)
    cited = {target: _cited(store, target) for target in targets}
    given_ids = [id for found in cited.values() for id in found]
    if story is not None:
        pages, stories = store.sequences(story), [story]
        if not pages:
            raise NotFound("no such story", input=story, remedy="stemma stories --all lists them")
        ids = [store.ids_of(pages)[seq] for seq in pages][-PAGES:]
    else:
        ids, stories = _candidates(store, draft)
        stories += [held for id in given_ids if (held := store.story_of(id)) is not None]
    ids = list(dict.fromkeys([*given_ids, *ids]))
    members = {id: member for id in ids if (member := store.article(id)) is not None}
    told = [found for id in dict.fromkeys(stories) if (found := related(id)) is not None]
    made = _annotated(draft, members.values(), name)
    return check(draft, made, Held(members, told, cited))


def _annotated(draft: Draft, members: Iterable[Annotated], name: str) -> Annotated:
    """The draft, annotated like a page; its times are told from when the newest page was written."""
    newest = max((m.article.published for m in members if m.article.published), key=clock.order_key, default=None)
    article = Article(ID, draft.text, published=newest, language="en")
    notes = annotate(article)
    if notes.read is not None:
        raise TooLarge("more words, marks or sentences than are read", input=name, remedy=drafts.REMEDY)
    return Annotated(article, notes)


def _is_article(store: Store, id: str) -> bool:
    return store.one("SELECT 1 FROM articles WHERE id = ?", (id,)) is not None


def _cited(store: Store, target: str) -> tuple[str, ...]:
    """The ids of the captures that a citation leads to, the newest first."""
    if _is_article(store, target):
        return (target,)
    page = urls.page(target if "://" in target else f"https://{target}")
    inner = page.partition("#")[2] or page
    like = "".join(f"\\{c}" if c in "%_\\" else c for c in inner.partition("?")[0])
    rows = store.rows("SELECT id, url FROM articles WHERE url LIKE ? ESCAPE '\\' ORDER BY seq DESC", (f"%{like}%",))
    return tuple(id for id, url in rows if urls.page(url) == page)


def _candidates(store: Store, draft: Draft) -> tuple[list[str], list[str]]:
    """Ids of the pages that share most rare words with sentences of the draft, and of the stories of most of them."""
    frequencies = StoryRows(store).frequencies
    votes: defaultdict[str, float] = defaultdict(float)
    stories: defaultdict[str, float] = defaultdict(float)
    sentences = text.sentences(draft.text)
    for start, end in sentences:
        words = _rarest(draft.text[start:end], frequencies)
        mine: defaultdict[str, float] = defaultdict(float)
        for rank, (id, story) in enumerate(store.search_some(words, FOUND)):
            votes[id] += 1.0 / (rank + 2)
            if story:
                mine[story] += 1.0 / (rank + 2)
        for story, vote in mine.items():
            if vote >= PART * max(mine.values()):
                stories[story] += vote
    best = sorted(stories, key=lambda story: -stories[story])[:STORIES]
    most = min(PAGES, FEWEST + EACH * len(sentences))
    pages = sorted(votes, key=lambda id: -votes[id])[: most // 2]
    for story in best:
        named = store.ids_of(store.sequences(story)[-PAGES:])
        pages += [named[seq] for seq in sorted(named, reverse=True)]
    return list(dict.fromkeys(pages))[:most], best


def _rarest(sentence: str, frequencies: Frequencies) -> Sequence[str]:
    """The words of a sentence by which it is looked for: the rarest ones, in the order of the sentence."""
    words = [w for w in dict.fromkeys(text.tokens(sentence)) if w.casefold() not in text.STOPWORDS]
    weights = frequencies.idf(hashes([term(word) for word in words]))
    chosen = sorted(range(len(words)), key=lambda i: -weights[i])[:SOUGHT]
    return [part for i in sorted(chosen) for part in words[i].replace("’", "'").split("'") if len(part) > 1]
