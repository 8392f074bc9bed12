"""Headlines: no period, the present tense for the past, "police say" at the end, speakers before a colon.

One subject leads a headline: "Voss calls ruling 'absurd', says Koss 'sold the town'" is Voss all through.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from stemma.lang import words as vocabulary
from stemma.lang.en import lexicon, names, nouns, spans
from stemma.lang.en.clauses import assertions, certainty_of, clauses, signed
from stemma.lang.en.parties import source_like
from stemma.lang.en.reading import reading
from stemma.lang.en.telling import telling
from stemma.lang.proposals import Proposal
from stemma.model import Article, Assertion, Attribution, Certainty, Clause, Span, Tense

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
    led = [*chained(title.body, doc), *colons(title.body, doc)]
    taken = {p.cue for p in led} | {p.content for p in led}
    who = _span(leader(doc))
    others = (p for p in spans.propose(title, doc) if p.cue not in taken and p.content not in taken)
    return [*(_by_leader(p, who) for p in others), *led]


def _by_leader(found: Proposal, who: Span | None) -> Proposal:
    """A proposal whose source runs on from the leader into what he does, with the leader alone."""
    runs_on = who and len(found.source) == 1 and found.source[0][0] == who[0] and found.source[0][1] > who[1]
    return replace(found, source=(who,)) if runs_on and who else found


def _span(words: Sequence[Token]) -> Span | None:
    return (words[0].idx, words[-1].idx + len(words[-1].text)) if words else None


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

    Only so does the parser see verbs in "Storm Kills Four On Coast". Verbs of speech are small in any case.
    """
    words = [m for m in _WORD.finditer(title) if len(m[0]) > 3]
    if not words or sum(m[0][0].isupper() for m in words) < TITLED * len(words):
        return title
    small = vocabulary.of("en")["function-words"].union(w for w in _WORD.findall(body) if w[0].islower())
    out = title
    for number, match in enumerate(_WORD.finditer(title)):
        low = match[0].lower()
        verb = low in _speaking() and match[0] not in names.given_names()
        if number and len(low) == len(match[0]) and (low in small or verb):
            out = out[: match.start()] + low + out[match.end() :]
    return out


@functools.cache
def _speaking() -> frozenset[str]:
    """The present of the verbs that tell of words, or are done by words: "say", "says", "defend", "defends"."""
    base = lexicon.SAYING | lexicon.NAMING | vocabulary.of("en")["deeds"]
    return frozenset(form for verb in base for form in (verb, f"{verb}s", f"{verb}es"))


def leader(doc: Doc) -> list[Token]:
    """The words before the first verb, a shout in quotation marks left out ("'Shame!' Marl blasts …"), or none.

    They are who the headline is about, and who says what comes after a comma without a subject of its own.
    """
    found: list[Token] = []
    inside = False
    for token in doc:
        if token.text in _MARKS:
            inside = not inside
        elif inside or (token.is_punct and not found):
            continue
        elif token.pos_ in ("VERB", "AUX") or (token.lower_ in _speaking() and token.i + 1 < len(doc) and found):
            return found
        elif token.is_punct and token.text != "-":
            return []
        else:
            found.append(token)
    return []


_MARKS = frozenset("‘’'\"“”")


def chained(title: str, doc: Doc) -> Iterator[Proposal]:
    """What the lead says in a second part: "Voss calls ruling 'absurd', *says* Koss 'sold the town'"."""
    who = leader(doc)
    source = _span(who)
    if source is None or len(who) > SPEAKER:
        return
    for verb in doc[who[-1].i + 2 :]:
        before = next((t for t in reversed(doc[: verb.i]) if t.text not in _MARKS), None)
        if before is None or before.text != "," or verb.lemma_ not in lexicon.SAYING or verb.lower_ not in _speaking():
            continue
        behind = [t for t in doc[verb.i + 1 :] if not t.is_space]
        if len(behind) < 2 or (behind[0].is_punct and behind[0].text not in _MARKS):
            continue
        content = (behind[0].idx, len(title.rstrip()))
        yield Proposal((content,), ((verb.idx, verb.idx + len(verb.text)),), (source,), "indirect", SURE, "pattern")
        return


def colons(title: str, doc: Doc) -> Iterator[Proposal]:
    """Who speaks before or after a colon: "Mayor: We will rebuild", "Storm kills four: officials"."""
    for mark in (m for m in re.finditer(r":\s+|\s+[–—]\s+", title)):
        before, after = (0, mark.start()), (mark.end(), len(title.rstrip()))
        lead = len(mark[0]) - len(mark[0].lstrip())
        cue = (mark.start() + lead, mark.start() + lead + 1)
        for source, content in ((after, before), (before, after)):
            who, said = _words(doc, source), _words(doc, content)
            if source == before and (addressed := _span(_addressed(who))):
                yield Proposal((content,), (cue,), (addressed,), "indirect", SURE, "pattern")
                return
            if source == before and title[content[0]] in _MARKS and (leading := leader(doc)):
                who = leading  # "Cole stands by Tarr: ‘I'm on your side’"
            if not 0 < len(who) <= SPEAKER or len(said) < 2 or any(map(_acts, who[:-1])):
                continue
            if who[-1].pos_ in ("VERB", "AUX"):
                continue
            source, head = _span(who) or source, who[-1]
            known = nouns.type_of(head.lower_, head.lemma_) is not None or source_like(head)
            if known and any(t.pos_ in ("VERB", "AUX") for t in said):
                yield Proposal((content,), (cue,), (source,), "indirect", SURE, "pattern")
                return


def _acts(word: Token) -> bool:
    """Whether a word is a verb, or one that only title case makes look like a name."""
    return word.pos_ in ("VERB", "AUX") or (word.lower_ in _speaking() and word.text.islower())


def _addressed(who: Sequence[Token]) -> list[Token]:
    """Who speaks in "Voss to Koss: Step down"."""
    at = next((n for n, t in enumerate(who) if t.lower_ == "to"), 0)
    capitals = all(t.text[:1].isupper() for t in who if t.lower_ != "to")
    return list(who[:at]) if 0 < at < len(who) - 1 and capitals else []


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
