"""Who says a quotation in the draft, and who says it in the pages where its words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from stemma.check.forms import form
from stemma.check.held import Ground, meets
from stemma.check.quotations import Match
from stemma.check.sentence import Sentence
from stemma.lang import words as vocabulary
from stemma.lang.words import LANGUAGE
from stemma.model import Finding, Span, Statement
from stemma.relate.claims.origins import words as name_words

BESIDE = 320
"""Characters before and after a quotation in which a page names who says it."""
Same = Literal["same", "other", "unclear"]


def findings(
    sentence: Sentence, quote: Span, matches: Sequence[Match], said: dict[str, list[Statement]]
) -> Iterator[Finding]:
    """Whether the speaker of a quotation is the one of the pages. `said` are the statements of each page."""
    speakers = [
        s for s in sentence.statements if s.attribution is not None and meets(s.content, quote) and telling(sentence, s)
    ]
    if not speakers:
        return
    speaker = speakers[0]
    verdicts = [_in(sentence.ground, speaker, match, said.get(match.article, [])) for match in matches]
    best = next((v for v in verdicts if v[0] == "same"), None)
    if best is None and 2 * sum(v[0] == "other" for v in verdicts) <= len(verdicts):
        return
    found = best or next((v for v in verdicts if v[0] == "other"), None)
    if found is None:
        return
    same, match, other = found
    span = place(sentence, speaker, quote)
    result: Literal["found", "misattributed"] = "found" if same == "same" else "misattributed"
    note = f"said there by {other.origin}" if other is not None and other.origin else ""
    page = sentence.ground.pages[match.article]
    where = _source(page.member.annotations.attributions, other) if other else ()
    evidence = where or match.spans
    words = " … ".join(page.text(match.where)[start:end] for start, end in evidence)
    yield Finding("speaker", result, span, match.article, evidence, note, words, match.where)


def _source(attributions: Sequence[object], other: Statement) -> tuple[Span, ...]:
    from stemma.model import Attribution

    for one in attributions:
        if isinstance(one, Attribution) and one.id == other.attribution:
            return one.source
    return ()


def _unquoted(sentence: Sentence) -> str:
    """The words of a sentence outside its quotations: who is named inside one does not speak it."""
    text, at = sentence.text, sentence.span[0]
    for start, end in sentence.quotes:
        text = text[: start - at] + " " * (end - start) + text[end - at :]
    return text


def telling(sentence: Sentence, statement: Statement) -> bool:
    """Whether the sentence itself names who speaks: no pronoun, nobody of a sentence before, nobody unnamed."""
    return statement.named and bool(_name(statement).intersection(map(form, _tokens(_unquoted(sentence)))))


def _name(statement: Statement) -> frozenset[str]:
    known = vocabulary.of(LANGUAGE)
    told = frozenset(word for word in map(form, name_words(statement.origin or "")) if len(word) > 1)
    return told - known["forms-of-address"] - known["suffixes"]


def _in(
    ground: Ground, speaker: Statement, match: Match, said: Sequence[Statement]
) -> tuple[Same, Match, Statement | None]:
    """Whether a page gives the words to `speaker`, with the statement that shows it."""
    holders = [s for s in said if s.attribution is not None and s.where == match.where and _holds(s, match)]
    for one in holders:
        if same(speaker, one):
            return "same", match, one
    text = ground.pages[match.article].text(match.where)
    first, last = match.spans[0][0], match.spans[-1][1]
    around = {form(w) for w in _tokens(text[max(0, first - BESIDE) : first] + " " + text[last : last + BESIDE])}
    beside = bool(_last(speaker) & around)
    others = [one for one in holders if one.named and _apart(speaker, one)]
    if others and (not beside or _printed(ground, match, others[0])):
        return "other", match, others[0]
    if not beside and not holders:
        return "other", match, None
    return "unclear", match, None


def _tokens(text: str) -> list[str]:
    from stemma.text import tokens

    return tokens(text)


def _holds(statement: Statement, match: Match) -> bool:
    return any(meets(statement.content, span) for span in match.spans)


def _last(speaker: Statement) -> frozenset[str]:
    """The word that a page would name a person by; all words of another party."""
    words = [form(w) for w in _tokens(speaker.origin or "")]
    name = _name(speaker)
    told = [w for w in words if w in name]
    return frozenset(told[-1:]) if speaker.origin_type == "person" else frozenset(told)


def same(a: Statement, b: Statement) -> bool:
    """Whether two statements may be of one party: by identity, name, or by what the page tells of who says it."""
    if a.identity is not None and a.identity == b.identity:
        return True
    ours, theirs = _name(a), _name(b)
    if ours and theirs and (ours <= theirs or theirs <= ours):
        return True
    told = frozenset(form(w) for w in _tokens(" ".join([*b.chain, b.role or ""])))
    return bool(ours) and ours <= told


def _apart(a: Statement, b: Statement) -> bool:
    """Whether two parties are certainly two: both named, no word of the name in common."""
    return not _name(a) & _name(b)


def _printed(ground: Ground, match: Match, other: Statement) -> bool:
    """Whether the page names the other speaker in the sentence of the quotation itself."""
    page = ground.pages[match.article]
    source = _source(page.member.annotations.attributions, other)
    lines = [line.span for line in page.lines if line.where == match.where and meets(match.spans, line.span)]
    return any(meets(source, span) for span in lines)


def place(sentence: Sentence, speaker: Statement, quote: Span) -> Span:
    """Where the draft names the speaker; the quotation where it does not in this sentence."""
    source = _source(sentence.draft.annotations.attributions, speaker)
    return next((span for span in source if meets((sentence.span,), span)), quote)
