"""Quotations: where they stand, whose they are when no clause says so, and where a speech goes on.

A speaker is held across sentences and paragraphs as in the sieves of Muzny et al. (2017): a quotation with a reporting
verb beside it belongs to that verb; one that stands alone after another goes on with the speech before it.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.lang.en import lexicon
from stemma.lang.en.marks import DOUBLE, Quoted, over_lines, stretches
from stemma.lang.en.trees import noun_phrase, subject
from stemma.lang.proposals import Proposal, kind_of
from stemma.model import Span, Spans
from stemma.text import paragraphs, quoted

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

MARKS = "\"”’'»“`«‘"
OPENING_PAIR = re.compile(r"(?<![\w.,!?…'])''(?=[\w\[$(])")
CLOSING_PAIR = re.compile(r"(?<=[\w.,!?…)\]—-])''(?!')")
LONG_NAME = 14
"""Words behind a quotation in which the verb of its speaker stands, behind title, name and place."""
SHORT = 3
"""Fewer words in quotation marks are a name or a scare quote unless a verb introduces them."""


@functools.lru_cache(maxsize=4)
def quotations(body: str) -> Spans:
    """The stretches in quotation marks, marks included. Rules, tagger and bounds ask for the same body in turn."""
    pairs = "''" in body  # two apostrophes for one mark, as some wire systems write
    text = CLOSING_PAIR.sub('" ', OPENING_PAIR.sub(' "', body)) if pairs else body
    double = stretches(text)
    found = []
    for one in double:
        start, end = one.start, one.end
        while end < len(text) and text[end] in MARKS and not one.goes_on:
            end += 1
        if pairs:
            start -= body[start - 1 : start + 1] == "''"
            end += body[end - 1 : end + 1] == "''"
        found.append((start, end))
    lines = [s for s in over_lines(text) if not any(s[0] < e and b < s[1] for b, e in found)]
    others = [o for o in _others(text, double) if not any(o[0] < e and b < o[1] for b, e in lines)]
    return tuple(sorted([*found, *lines, *others]))


def _others(text: str, double: Sequence[Quoted]) -> Iterator[Span]:
    """Stretches in other marks than “ ” and " that stand in none of `double`, marks included."""
    starts = [one.start for one in double]
    for inner, end in quoted(text):
        start = inner
        while start > 0 and not text[start - 1].isalnum() and not text[start - 1].isspace():
            start -= 1
        at = bisect.bisect_left(starts, end) - 1
        if DOUBLE.search(text, start, inner) or (at >= 0 and double[at].end > start):
            continue
        while end < len(text) and text[end] in MARKS:
            end += 1
        if text[end - 1] not in MARKS and start > 0 and not text[:start].rstrip(" ").endswith("\n"):
            continue  # a mark that nothing closes, in mid-paragraph
        yield start, end


def token_ranges(doc: Doc, quotes: Spans) -> list[tuple[int, int]]:
    """`quotes` as first and last token numbers."""
    found = []
    at = 0
    for start, end in quotes:
        first = bisect.bisect_right(doc.offsets, start, at) - 1
        first = at if first < at else first + (doc[first].idx + len(doc[first]) <= start)
        at = bisect.bisect_left(doc.offsets, end, first)
        if at > first:
            found.append((first, at - 1))
    return found


def complete(content: Spans, quotes: Spans, cue: Spans) -> Spans:
    """`content` with the quotations it touches made whole, marks and all, unless the cue is inside them."""
    merged = [list(span) for span in content]
    for span in merged:
        for start, end in quotes:
            if end <= span[0] or start >= span[1] or any(start < c[1] and c[0] < end for c in cue):
                continue
            span[0], span[1] = min(span[0], start), max(span[1], end)
    return merge((s, e) for s, e in merged)


def merge(where: Iterable[Span]) -> Spans:
    """Spans in order, those that overlap or touch made one."""
    joined: list[list[int]] = []
    for start, end in sorted(where):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return tuple((s, e) for s, e in joined)


def introduced(doc: Doc, quotes: Spans, taken: list[Proposal]) -> Iterator[tuple[Span, set[int], set[int]]]:
    """Quotations that no proposal holds, with the reporting verb of their sentence: (span, cue, source)."""
    held = [span for p in taken for span in (*p.content, *p.source)]
    for (start, end), (first, last) in zip(quotes, token_ranges(doc, quotes), strict=False):
        if any(s < end and start < e for s, e in held):
            continue
        verb = _verb_beside(doc, first, last)
        if verb is None:
            continue
        who = subject(verb) or inverted(verb)
        if who is None or first <= who.i <= last or who.lower_ in ("it", "that", "which", "this", "there"):
            continue
        yield (start, end), {verb.i}, {i for i in noun_phrase(who) if not first <= i <= last}


def inverted(verb: Token) -> Token | None:
    """The head of the noun phrase right after a verb ("…," said the woman), where the parser gave it to another."""
    doc = verb.doc
    i = first = verb.i + 1 + (doc[verb.i + 1 : verb.i + 2].text in ("in", "back", "out", "up", "on", "off"))
    while i < min(len(doc), verb.i + 8) and doc[i].tag_ in ("DT", "JJ", "CD", "NN", "NNS", "NNP", "PRP$", "POS", "PRP"):
        i += 1
    last = doc[i - 1]
    return last if i > first and last.pos_ in ("NOUN", "PROPN", "PRON") and last.tag_ != "POS" else None


def _verb_beside(doc: Doc, first: int, last: int) -> Token | None:
    """The nearest reporting verb beside a quotation: after it, or before it with a comma or colon between."""
    speech = lexicon.SAYING | lexicon.MANNER | {"ask", "call", "think", "sing", "chant", "question", "wonder"}
    stop = doc[last].sent.end
    for i in range(last + 1, min(stop, last + LONG_NAME)):
        token = doc[i]
        if token.text[0] in MARKS or token.text in (".", ";"):
            break
        if token.pos_ == "VERB" and token.lemma_ in speech and token.dep_ != "acl":
            return token
    begin = doc[first].sent.start
    before = doc[first - 1].text if first > begin else ""
    if doc[last].i - first < SHORT and before not in (",", ":"):
        return None
    for i in range(first - 1, begin - 1, -1):
        token = doc[i]
        if (
            token.pos_ == "VERB"
            and token.lemma_ in speech
            and token.dep_ != "acl"
            and (before in (",", ":") or first - i < 4)
        ):
            return token
    return None


def continued(body: str, quotes: Spans, proposals: Sequence[Proposal], sentences: Sequence[Span]) -> list[Proposal]:
    """`proposals` with the quotations added that go on with their speech, and those they touch made whole.

    A quotation goes on if it is the next paragraph of one that nothing closed; or if it fills its sentences, no
    proposal outside of quotations holds it, and it follows at once on the speaker's words or on the sentence that
    reports them; or if it fills a whole paragraph after one that ended in the speaker's quoted words. Behind a report
    in the writer's words it is a proposal of its own, with the same cue and source.
    """
    blocks = list(paragraphs(body))
    outer = [k for k, p in enumerate(proposals) if p.source and not within(p.cue, quotes)]
    held = sorted((span, k) for k in outer for span in proposals[k].content)
    told = sorted((max(p.content[-1], p.cue[-1], p.source[-1])[1], k) for k in outer for p in (proposals[k],))
    added: dict[int, list[Span]] = {}
    run: list[Span] = []  # paragraphs of one speech whose speaker is still to come
    before: tuple[Span, int | None] = ((0, 0), None)
    at = block = 0
    for start, end in quotes:
        while at < len(held) and held[at][0][1] <= start:
            at += 1
        near = held[max(0, at - 4) : bisect.bisect_left(held, ((end, 0), 0))]
        owners = {k for (s, e), k in near if s < end and start < e}
        while block < len(blocks) and blocks[block][1] <= start:
            block += 1
        opens = block < len(blocks) and start <= blocks[block][0] + 1
        goes_on = opens and _unclosed(body, before[0]) and block > 0 and before[0][1] >= blocks[block - 1][1] - 1
        run = run if goes_on else []
        owner: int | None = None
        if owners:
            owner = min(owners) if len(owners) == 1 or not goes_on else before[1]
            if len(owners) == 1 and owner is not None and _touches(proposals[owner], (start, end)):
                added.setdefault(owner, []).extend([(start, end), *run])
        elif goes_on:
            owner = before[1]
        elif block < len(blocks):
            owner = _resumed(body, (start, end), proposals, told, before, sentences)
            if owner is None and _whole_after(blocks, block, (start, end), before, body, sentences):
                owner = before[1]
        if owner is None:
            run.append((start, end))
        elif not owners:
            added.setdefault(owner, []).append((start, end))
        before = ((start, end), owner)
    return _with(proposals, added, quotes)


def _with(proposals: Sequence[Proposal], added: dict[int, list[Span]], quotes: Spans) -> list[Proposal]:
    """`proposals` with the quotations that were found for each; for a report in the writer's words, set beside it."""
    done: list[Proposal] = []
    for k, p in enumerate(proposals):
        if k not in added:
            done.append(p)
        elif p.kind == "indirect":
            done += [p, replace(p, content=merge(added[k]), kind="direct")]
        else:
            content = merge((*p.content, *added[k]))
            done.append(replace(p, content=content, kind=kind_of(content, quotes)))
    return done


def _unclosed(body: str, quote: Span) -> bool:
    return quote[1] > 0 and body[quote[1] - 1] not in MARKS


def _touches(owner: Proposal, quote: Span) -> bool:
    """Whether a proposal holds a part of a quotation, and neither its cue nor its source stands in it."""
    return owner.kind != "indirect" and not any(s < quote[1] and quote[0] < e for s, e in (*owner.cue, *owner.source))


def _resumed(
    body: str,
    quote: Span,
    proposals: Sequence[Proposal],
    told: Sequence[tuple[int, int]],
    before: tuple[Span, int | None],
    sentences: Sequence[Span],
) -> int | None:
    """Whose speech a quotation goes on with that follows at once: in mid-sentence, or on the sentence that reports."""
    start, end = quote
    last = bisect.bisect_right(told, (start, len(proposals))) - 1
    if last < 0:
        return None
    k = told[last][1]
    if proposals[k].kind != "indirect" and _resumes(body, proposals[k], start):
        return k
    if not _fills(body, start, end, sentences) or len(body[start:end].split()) < SHORT:
        return None
    at = bisect.bisect_right(sentences, (start, len(body))) - 1
    if at < 1:
        return None
    first, close = sentences[at - 1]
    speaking = {j for _, j in told[max(0, last - 3) : last + 1] if first <= proposals[j].cue[0][0] < close}
    if before[1] is not None and first < before[0][1] and before[1] in speaking | {k}:
        return before[1]
    if len({proposals[j].source for j in speaking}) == 1:
        return max(speaking)
    return before[1] if before[0][1] > first and "\n\n" not in body[before[0][1] : start] else None


def _whole_after(
    blocks: Sequence[Span],
    block: int,
    quote: Span,
    before: tuple[Span, int | None],
    body: str,
    sentences: Sequence[Span],
) -> bool:
    """Whether a quotation fills its paragraph, and the one before it ended in quoted words or in who said them."""
    whole = quote[0] <= blocks[block][0] + 1 and quote[1] >= blocks[block][1] - 1
    if not whole or block == 0 or len(body[slice(*quote)].split()) < SHORT:
        return False
    return before[0][0] >= blocks[block - 1][0] and _fills(body, *quote, sentences)


def within(where: Spans, quotes: Spans) -> bool:
    """Whether a span lies in a quotation."""
    start, end = where[0]
    at = bisect.bisect_right(quotes, (start, end)) - 1
    return at >= 0 and quotes[at][0] <= start and end <= quotes[at][1]


def _resumes(body: str, owner: Proposal, start: int) -> bool:
    """Whether a quotation goes on in mid-sentence: "…," X said on Friday, "…"."""
    first, last = owner.content[-1][1], max(owner.cue[-1][1], owner.source[-1][1] if owner.source else 0)
    between = body[last:start]
    return first <= last <= start and between.rstrip().endswith(",") and bool(RESUMED.fullmatch(between))


RESUMED = re.compile(r"(?:\s*[\w'’-]+){0,6}\s*,\s*")


def _fills(body: str, start: int, end: int, sentences: Sequence[Span]) -> bool:
    """Whether a quotation begins at the beginning of a sentence and is followed by the end of one."""
    after = body[end : end + 2].strip()
    if (after and after[0].islower()) or body[start:end].rstrip(MARKS).endswith(","):
        return False  # "…," Chairman NAME said
    at = bisect.bisect_right(sentences, (start, len(body))) - 1
    return at >= 0 and not re.search(r"\w", body[sentences[at][0] : start])
