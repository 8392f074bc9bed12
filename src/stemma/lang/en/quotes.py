"""Quotations: where they stand, whose they are when no clause says so, and where a speech goes on.

A speaker is held across sentences and paragraphs as in the sieves of Muzny et al. (2017): a quotation with a reporting
verb beside it belongs to that verb; one that stands alone after another goes on with the speech before it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.lang.en import lexicon
from stemma.lang.en.trees import noun_phrase, subject
from stemma.lang.proposals import Proposal
from stemma.model import AttributionKind, Span, Spans
from stemma.text import paragraphs, quoted

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MARKS = "\"”’'»“`«‘"
OPENING_PAIR = re.compile(r"(?<![\w.,!?…'])''(?=[\w\[$(])")
CLOSING_PAIR = re.compile(r"(?<=[\w.,!?…)\]—-])''(?!')")
SHORT = 3
"""Fewer words in quotation marks are a name or a scare quote unless a verb introduces them."""


@functools.lru_cache(maxsize=4)
def quotations(body: str) -> Spans:
    """The stretches in quotation marks, marks included. Rules, tagger and bounds ask for the same body in turn."""
    pairs = "''" in body  # two apostrophes for one mark, as some wire systems write
    text = CLOSING_PAIR.sub('" ', OPENING_PAIR.sub(' "', body)) if pairs else body
    found = []
    for inner, end in quoted(text):
        start = inner
        while start > 0 and not text[start - 1].isalnum() and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and text[end] in MARKS:
            end += 1
        if text[end - 1] not in MARKS and start > 0 and not text[:start].rstrip(" ").endswith("\n"):
            continue  # a mark that nothing closes, in mid-paragraph
        if pairs:
            start -= body[start - 1 : start + 1] == "''"
            end += body[end - 1 : end + 1] == "''"
        found.append((start, end))
    return tuple(found)


def token_ranges(doc: Doc, quotes: Spans) -> list[tuple[int, int]]:
    """`quotes` as first and last token numbers."""
    found = []
    at = 0
    for start, end in quotes:
        while at < len(doc) and doc[at].idx + len(doc[at]) <= start:
            at += 1
        first = at
        while at < len(doc) and doc[at].idx < end:
            at += 1
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


def kind_of(content: Spans, quotes: Spans) -> AttributionKind:
    """Direct if (nearly) all of the content is quoted, mixed if some of it is, else indirect."""
    total = sum(end - start for start, end in content)
    inside = sum(
        max(0, min(end, q_end) - max(start, q_start))
        for start, end in content
        for q_start, q_end in quotes
        if q_start < end and start < q_end
    )
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.85 * total else "mixed"


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
    i = verb.i + 1
    while i < min(len(doc), verb.i + 8) and doc[i].tag_ in ("DT", "JJ", "CD", "NN", "NNS", "NNP", "PRP$", "POS", "PRP"):
        i += 1
    last = doc[i - 1]
    return last if i > verb.i + 1 and last.pos_ in ("NOUN", "PROPN", "PRON") and last.tag_ != "POS" else None


def _verb_beside(doc: Doc, first: int, last: int) -> Token | None:
    """The nearest reporting verb beside a quotation: after it, or before it with a comma or colon between."""
    speech = lexicon.SAYING | lexicon.MANNER | {"ask", "call", "think", "sing", "chant", "question", "wonder"}
    stop = doc[last].sent.end
    for i in range(last + 1, min(stop, last + 9)):
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


def continued(body: str, quotes: Spans, proposals: list[Proposal], sentences: list[Span]) -> list[Proposal]:
    """`proposals` with the quotations added that go on with their speech.

    A quotation goes on if it fills its sentences, no proposal holds it, and the last proposal before it in the
    paragraph is of quoted speech; or if it fills a whole paragraph after one that ended in the speaker's words.
    """
    blocks = list(paragraphs(body))
    held = sorted(((span, k) for k, p in enumerate(proposals) for span in p.content), key=lambda h: (h[0], -h[1]))
    added: dict[int, list[Span]] = {}
    at, block = 0, 0
    last: tuple[Span, int] | None = None
    for start, end in quotes:
        while at < len(held) and held[at][0][0] < end:
            if proposals[held[at][1]].kind != "indirect" or last is None or held[at][0][1] > last[0][1]:
                last = held[at]
            at += 1
        if any(s < end and start < e for (s, e), _ in held[max(0, at - 6) : at + 1]):
            continue
        while block < len(blocks) and blocks[block][1] <= start:
            block += 1
        if last is None or block >= len(blocks):
            continue
        owner = proposals[last[1]]
        begin = blocks[block][0]
        here = last[0][0] >= begin or any(s >= begin for s, _ in owner.cue)
        if here and owner.kind != "indirect" and _resumes(body, owner, start):
            added.setdefault(last[1], []).append((start, end))
            continue
        if not _fills(body, start, end, sentences) or len(body[start:end].split()) < SHORT:
            continue
        before = block > 0 and last[0][0] >= blocks[block - 1][0]
        whole = start <= begin + 1 and end >= blocks[block][1] - 1
        if (
            (here and owner.kind != "indirect")
            or (here and _ends_with_cue(body, owner, start))
            or (whole and before and owner.kind != "indirect")
        ):
            added.setdefault(last[1], []).append((start, end))
            last = ((start, end), last[1])
    done = []
    for k, p in enumerate(proposals):
        if k in added:
            content = merge((*p.content, *added[k]))
            p = replace(p, content=content, kind=kind_of(content, quotes))
        done.append(p)
    return done


def _ends_with_cue(body: str, owner: Proposal, start: int) -> bool:
    """Whether only the rest of the owner's sentence lies between it and the quotation."""
    last = max(owner.content[-1][1], owner.cue[-1][1], owner.source[-1][1] if owner.source else 0)
    return last < start and len(re.findall(r"\w+", body[last:start])) == 0


def _resumes(body: str, owner: Proposal, start: int) -> bool:
    """Whether a quotation goes on in mid-sentence: "…," X said on Friday, "…"."""
    first, last = owner.content[-1][1], max(owner.cue[-1][1], owner.source[-1][1] if owner.source else 0)
    between = body[last:start]
    return first <= last <= start and between.rstrip().endswith(",") and bool(RESUMED.fullmatch(between))


RESUMED = re.compile(r"(?:\s*[\w'’-]+){0,6}\s*,\s*")


def _fills(body: str, start: int, end: int, sentences: list[Span]) -> bool:
    """Whether a quotation begins at the beginning of a sentence and is followed by the end of one."""
    after = body[end : end + 2].strip()
    if after and after[0].islower():
        return False
    import bisect

    at = bisect.bisect_right(sentences, (start, len(body))) - 1
    return at >= 0 and not re.search(r"\w", body[sentences[at][0] : start])
