"""How a claim is shown: a whole sentence of a page, word for word, with the part that makes the claim told apart.

A sentence is cut into pieces that join to its exact text (with the quotation mark that it lacks at an
end); `core` is true of those that make the claim. Offsets are code
points of the page's body, or of its title where the sentence is a headline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from stemma import clock
from stemma import text as words
from stemma.lang import words as vocabulary
from stemma.model import Annotated, Claim, Figure, Span, Statement, Story, Where
from stemma.steps import agree, steps

OPEN, CLOSE = "‹", "›"
"""What stands around the part that makes the claim where there is neither colour nor type to tell it by."""
MARKS = {"“": "”", '"': '"'}
"""Marks that open a quotation, with those that close it."""
ALIKE = 0.5
"""Share of the words of the shorter of two statements that both must have for one to be shown for the other."""
EDGES = "\"'“”‘’()[],.;:!?… "
"""What stands at a word and is no part of it."""
SHORTEST, LONGEST = 4, 60
"""Sentences of fewer words lean on others; of more they are not taken in place of one that leans."""
BACK = 2
"""So many sentences before one that is about somebody whom they name are shown with it."""
CLOSERS = "\"'”’)] "
"""What may stand behind a mark at the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a sentence; `core` where it makes the claim."""

    text: str
    core: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence of `article` that shows a claim, and the statement in it. `span` is None where no page is at hand."""

    parts: tuple[Part, ...]
    statement: Statement | None
    article: str | None = None
    where: Where = "body"
    span: Span | None = None

    @property
    def sentence(self) -> str:
        """The whole sentence, word for word, its quotation marks balanced."""
        return "".join(part.text for part in self.parts)

    @property
    def core(self) -> str:
        """The part that makes the claim."""
        return " … ".join(part.text for part in self.parts if part.core)

    @property
    def marked(self) -> str:
        """The sentence on one line, its core between ‹ and › unless that is all of it but a few letters."""
        if all(part.core or len(part.text) < 3 for part in self.parts):
            return self.sentence
        return "".join(f"{OPEN}{part.text}{CLOSE}" if part.core else part.text for part in self.parts)


Place = tuple[str, Where, Span | None]
"""Where a sentence stands: its article, in body or title, its span."""


def sentences(story: Story, articles: Mapping[str, Annotated]) -> dict[str, Shown]:
    """The sentence of each claim of `story`, by id: `shown`, no sentence of the board in place of another's."""
    by_id = {claim.id: claim for claim in story.claims}
    ordered = [by_id[id] for id in story.board if id in by_id]
    taken = {_place(one) for claim in ordered for one in claim.statements if one.id == claim.shown}
    found: dict[str, Shown] = {}
    for claim in (*ordered, *(claim for claim in story.claims if claim.id not in story.board)):
        found[claim.id] = shown(claim, articles, story.figures, taken)
        if claim.id in story.board and (best := found[claim.id].statement):
            taken.add(_place(best))
    return found


def _place(one: Statement) -> Place:
    return one.article, one.where, one.sentence


def shown(
    claim: Claim,
    articles: Mapping[str, Annotated],
    figures: Iterable[Figure] = (),
    taken: Collection[Place] = (),
) -> Shown:
    """The sentence that shows `claim`: of the statement whose words it has, or of the one with the newest value.

    Where that sentence leans on others (a question, "It can …") and the claim has one that stands alone better, that
    one shows it, unless it is `taken`. What still leans is shown with the whole of its quotation.

    A toll is shown with the value that holds: a sentence with a replaced one tells yesterday's news. `figures` are
    those of the story. Where the page is not at hand, or the sentence not known, the claim's own words stand alone.
    """
    best = _standing(claim, articles, taken)
    for figure in figures:
        if figure.claim == claim.id:
            best = _newest(claim, figure, best)
    text = _text(best, articles)
    if best is None or text is None:
        return Shown((Part(claim.text, True),), best, best.article if best else None)
    span = _sentence(best, text)
    if leaning(text[span[0] : span[1]]):
        span = _quotation(text, span)
    if best.where == "body" and _points(best, text, span):
        span = _introduced(text, span, articles[best.article])
    before, after = _marks(text, span)
    parts = (Part(before, False), *_parts(text, span, best), Part(after, False))
    return Shown(tuple(part for part in parts if part.text), best, best.article, best.where, span)


def _standing(claim: Claim, articles: Mapping[str, Annotated], taken: Collection[Place]) -> Statement | None:
    """The statement whose words the claim has, unless it leans on others and another one of its kind leans less."""
    first = next((one for one in claim.statements if one.id == claim.shown), None)
    text = _text(first, articles)
    if first is None or text is None:
        return first
    best, least = first, leaning(_cut(text, _sentence(first, text)))
    because = set(claim.history[-1].because)
    for one in claim.statements:
        if first.id in because and one.id not in because and one.origin != first.origin:
            continue  # what the status rests on is shown in nobody else's words
        printed = _text(one, articles)
        if not least or printed is None or not _of_a_kind(one, first) or _place(one) in taken:
            continue
        sentence = _cut(printed, _sentence(one, printed))
        if (cost := leaning(sentence)) < least and len(sentence.split()) <= LONGEST:
            best, least = one, cost
    return best


def _of_a_kind(one: Statement, other: Statement) -> bool:
    """Whether two statements say a thing in like words with the same figures, alike for or against it and on whose
    word."""
    a, b = (set(words.tokens(words.fold(each.text))) - words.STOPWORDS for each in (one, other))
    if len(a & b) < ALIKE * min(len(a), len(b)):
        return False
    told, others = ({(q.what, q.low, q.high) for q in each.reading.figures} for each in (one, other))
    alike = told == others and one.reading.polarity == other.reading.polarity and one.certainty == other.certainty
    return alike and one.act == other.act and (one.attribution is None) == (other.attribution is None)


def leaning(sentence: str) -> int:
    """How much of a sentence cannot be understood alone: 0 stands for itself."""
    known = vocabulary.of(vocabulary.LANGUAGE)
    said = sentence.split()
    if not said:
        return 9
    asks = said[-1].rstrip(CLOSERS).endswith("?")
    opens, tells = (one.strip(EDGES).casefold() for one in (said[0], said[max(0, len(said) - 2)]))  # "…", he said.
    leans = known["leaning-openers"]
    return 2 * (opens in leans) + 2 * asks + 2 * (len(said) < SHORTEST) + (tells in leans)


def _points(best: Statement, text: str, span: Span) -> bool:
    """Whether who or what a sentence is about is told before it. Whose words it has is told beside it."""
    if not pointing(_cut(text, span)):
        return False
    return best.attribution is None or pointing(text[best.content[0][0] : span[1]])


def pointing(sentence: str) -> bool:
    """Whether a sentence begins with what is named before it: "He sold it", "Notably, his brother did not sign"."""
    return vocabulary.of(vocabulary.LANGUAGE).expression("pointing").match(sentence) is not None


def _introduced(text: str, span: Span, page: Annotated) -> Span:
    """`span` with the sentences before it, up to the first that stands alone; `span` where none is near enough."""
    before = [one for one in page.annotations.sentences if one[1] <= span[0]][-BACK:]
    for start, end in reversed(before):
        start = after_dateline(text, start, end)
        if len(text[start : span[1]].split()) > LONGEST:
            break
        if not pointing(text[start:end]) and not leaning(text[start:end]):
            return start, span[1]
    return span


def _quotation(text: str, span: Span) -> Span:
    """`span` with the sentences before and behind it that its quotation runs over, unless that is too long."""
    before, after = _marks(text, span)
    within = _paragraph(text, span)
    if not (before or after):
        return span
    start = text.rfind(before, within[0], span[0]) if before else span[0]
    end = text.find(after, span[1], within[1]) + 1 if after else span[1]
    end = end or within[1]
    if start < 0 or len(text[start:end].split()) > LONGEST or _lacking(text[start:end])[0]:
        return span
    return start, end


def _cut(text: str, span: Span) -> str:
    return text[span[0] : span[1]]


def _marks(text: str, span: Span) -> tuple[str, str]:
    """The quotation marks that a sentence lacks at its ends; both of one that stands unmarked inside a quotation."""
    sentence = text[span[0] : span[1]]
    if any(mark in sentence for mark in '“”"'):
        return _lacking(sentence)
    first, last = _paragraph(text, span)
    inside = text[first:last]
    if not any(mark in inside for mark in MARKS):
        return "", ""
    for start, end in words.quoted(inside):
        opened = inside[start - 1 : start]
        if opened in MARKS and start <= span[0] - first and span[1] - first <= end:
            # A quotation that its page never closes ends with its paragraph.
            closed = inside[end : end + 1] in ("", MARKS[opened])
            return (opened, MARKS[opened]) if closed else ("", "")
    return "", ""


def _paragraph(text: str, span: Span) -> Span:
    """The line of `text` around `span`: a page's paragraph, without asking for all of them."""
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, end if end >= 0 else len(text)


def _lacking(sentence: str) -> tuple[str, str]:
    """The quotation mark that must stand before a sentence, and the one after it, for its marks to be balanced.

    A quotation of several sentences is opened in its first and closed in its last.
    """
    if not any(mark in sentence for mark in '“”"'):
        return "", ""
    depth, before = 0, 0
    for letter in (one for one in sentence if one in "“”"):
        depth += (letter == "“") - (letter == "”")
        before, depth = (before + 1, 0) if depth < 0 else (before, depth)
    if before or depth:
        return "“" * min(1, before), "”" * min(1, depth)
    if '"' not in sentence:
        return "", ""
    marks = [at for at, letter in enumerate(sentence) if letter == '"' and not sentence[at - 1 : at].isdigit()]
    if len(marks) % 2 == 0:
        return "", ""
    # What stands close before a letter opens, what stands close behind one closes.
    opens = [at == 0 or sentence[at - 1] in " (—–-[" for at in marks]
    return ('"', "") if not opens[0] else ("", '"')


def _newest(claim: Claim, figure: Figure, best: Statement | None) -> Statement | None:
    """`best`, unless it gives a replaced value of `figure`: then the latest statement of the value that holds."""
    values = steps(figure.series)
    if best is None or not values:
        return best
    told = [value for value in figure.series if _in(best, value.article, value.where, value.span)]
    if not told or any(agree(value, values[-1]) for value in told):
        return best
    holding = [
        one
        for one in claim.statements
        for value in figure.series
        if agree(value, values[-1]) and _in(one, value.article, value.where, value.span)
    ]
    return max(holding, key=lambda s: (s.where == "body", clock.order_key(s.time), s.id), default=best)


def _in(one: Statement, article: str, where: Where, span: Span) -> bool:
    return one.article == article and one.where == where and any(a <= span[0] and span[1] <= b for a, b in one.content)


def _text(statement: Statement | None, articles: Mapping[str, Annotated]) -> str | None:
    if statement is None or statement.sentence is None or statement.article not in articles:
        return None
    article = articles[statement.article].article
    return article.title if statement.where == "title" else article.body


def _sentence(statement: Statement, text: str) -> Span:
    """The sentence of `statement` in `text`, without a dateline that the claim has no word of."""
    start, end = statement.sentence or (0, len(text))
    start = min([start, *(a for a, _ in statement.content)])
    end = max([end, *(b for _, b in statement.content)])
    behind = after_dateline(text, start, end)
    if all(a >= behind for a, _ in statement.content):
        start = behind
    return start, min(end, len(text))


def after_dateline(text: str, start: int, end: int) -> int:
    """Where the news of a sentence `text[start:end]` begins: behind its dateline if it has one, else at `start`."""
    opening = vocabulary.of(vocabulary.LANGUAGE).expression("dateline-opening").match(text, start, end)
    return opening.end() if opening else start


def _parts(text: str, span: Span, statement: Statement) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = span[0]
    for start, end in sorted(statement.content):
        start, end = max(at, start), min(end, span[1])
        if start < end:
            parts += [Part(text[at:start], False), Part(text[start:end], True)]
            at = end
    parts.append(Part(text[at : span[1]], False))
    return tuple(part for part in parts if part.text)
