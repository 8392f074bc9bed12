"""Headlines: no period, the present tense for the past, "police say" at the end, speakers before a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from stemma.lang import words as vocabulary
from stemma.lang.en import nouns, spans
from stemma.lang.en.clauses import assertions, certainty_of, clauses, signed
from stemma.lang.en.parties import source_like
from stemma.lang.en.reading import reading
from stemma.lang.en.telling import telling
from stemma.lang.proposals import Proposal
from stemma.model import Article, Assertion, Attribution, Certainty, Clause, Tense

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

_WORD = re.compile(r"[^\W\d_][\w’']*")
TITLED = 0.7
"""A title with so many of its longer words in capitals is in title case."""
SPEAKER = 5
"""A speaker before or after a colon has at most so many words."""
SURE = 0.9
LONGEST = 300
"""Characters; what is longer is no title."""
Told = TypeVar("Told", Assertion, Clause)


def text(article: Article) -> Article | None:
    """See `stemma.lang.Titles`; what is longer than `LONGEST` is no title."""
    title = article.title or ""
    if not title.strip() or len(title) > LONGEST:
        return None
    return Article(article.id, plain(title, article.body), outlet=article.outlet, url=article.url)


def propose(title: Article, doc: Doc) -> list[Proposal]:
    """See `stemma.lang.Titles`."""
    return [*spans.propose(title, doc), *colons(title.body, doc)]


def told(
    title: Article, doc: Doc, attributions: Sequence[Attribution]
) -> tuple[tuple[Assertion, ...], tuple[Clause, ...]]:
    """See `stemma.lang.Titles`."""
    said = tuple(_past(c, doc) for c in clauses(title, doc, attributions))
    own = tuple(_past(s, doc) for s in assertions(title, doc, attributions))
    if not own and not attributions and (one := whole(title, doc)) is not None:
        own = (one,)
    return own, said


def _past(one: Told, doc: Doc) -> Told:
    """A clause of a title with the time that a title means."""
    time = tense(doc, one.content[0], one.tense)
    if time == one.tense or one.reading is None:
        return one
    text = " ".join(doc.text[s:e] for s, e in one.content)
    return replace(one, tense=time, reading=replace(one.reading, tense=time, telling=telling(text, "assert", time)))


def plain(title: str, body: str) -> str:
    """`title` of the same length, title case taken off: words that the body has in small letters are small.

    Only so does the parser see verbs in "Storm Kills Four On Coast".
    """
    words = [m for m in _WORD.finditer(title) if len(m[0]) > 3]
    if not words or sum(m[0][0].isupper() for m in words) < TITLED * len(words):
        return title
    small = vocabulary.of("en")["function-words"].union(w for w in _WORD.findall(body) if w[0].islower())
    out = title
    for number, match in enumerate(_WORD.finditer(title)):
        low = match[0].lower()
        if number and len(low) == len(match[0]) and low in small:
            out = out[: match.start()] + low + out[match.end() :]
    return out


def colons(title: str, doc: Doc) -> Iterator[Proposal]:
    """Who speaks before or after a colon: "Mayor: We will rebuild", "Storm kills four: officials"."""
    for mark in (m for m in re.finditer(r":\s+|\s+[–—]\s+", title)):
        before, after = (0, mark.start()), (mark.end(), len(title.rstrip()))
        lead = len(mark[0]) - len(mark[0].lstrip())
        cue = (mark.start() + lead, mark.start() + lead + 1)
        for source, content in ((after, before), (before, after)):
            who, said = _words(doc, source), _words(doc, content)
            if not 0 < len(who) <= SPEAKER or len(said) < 2 or any(t.pos_ in ("VERB", "AUX") for t in who):
                continue
            head = who[-1]
            known = nouns.type_of(head.lower_, head.lemma_) is not None or source_like(head)
            if known and any(t.pos_ in ("VERB", "AUX") for t in said):
                yield Proposal((content,), (cue,), (source,), "indirect", SURE, "pattern")
                return


def _words(doc: Doc, span: tuple[int, int]) -> list[Token]:
    found = doc.char_span(*span, alignment_mode="contract")
    return [] if found is None else [t for t in found if not t.is_punct and not t.is_space]


def tense(doc: Doc, span: tuple[int, int], found: Tense) -> Tense:
    """The time a clause of a title speaks of: "to close" lies ahead, the present of a deed is past."""
    words = _words(doc, span)
    head = min(words, key=lambda t: len(list(t.ancestors)), default=None)
    if any(w.lower_ in ("will", "set", "may", "could") and w.i + 1 < len(doc) for w in words) and found == "future":
        return "future"
    for word in words:
        aim = word.lower_ == "to" and word.pos_ == "PART" and word.i > 0 and word.nbor(-1).pos_ in ("NOUN", "PROPN")
        if aim and not any(w.tag_ in ("VBD", "VBZ", "VBP", "MD") for w in words[: words.index(word)]):
            return "future"
    if head is not None and found in ("present", "unknown"):
        copula = head.lemma_ == "be" or any(c.dep_ == "aux" for c in head.children)
        if not copula and head.tag_ in ("VBZ", "VBP", "VBN", "VBD", "NNS", "NN", "VB", "VBG"):
            return "past"
    return found


def whole(title: Article, doc: Doc) -> Assertion | None:
    """The title as one statement of the page where it has no finite clause, but a verb or a count: "Four dead"."""
    text = title.body.strip()
    start = title.body.index(text) if text else 0
    told = any(t.tag_ in ("VBN", "VBG", "VB", "VBZ", "VBD", "VBP") for t in doc)
    counted = any(t.like_num for t in doc) and any(t.pos_ == "ADJ" for t in doc)
    if len(text.split()) < 3 or text.endswith("?") or not (told or counted):
        return None
    head = next((t for t in doc if t.head.i == t.i), None)
    sure: Certainty = signed(text, certainty_of(head)) if head is not None else "CT+"
    span = (start, start + len(text))
    time = tense(doc, span, "unknown")
    made = reading(text, certainty=sure, tense=time, head=head)
    return Assertion("s1", (span,), sure, tense=time, reading=made)
