"""Own-voice assertions: the clauses of an article that it states itself, without naming a source.

A clause is a finite verb with its subject and complements (a coordinated verb without a subject of its own counts,
and so does a participle after a comma: "…, killing three"). Clauses inside an attribution, questions, conditions and
commands are left out. The analysis needs a spaCy `Doc` with tags and a dependency parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from stemma.annotate.certainty import modality, tense_of
from stemma.model import Article, Assertion, Attribution, Certainty, Span, Spans, Tense

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_CONDITION = frozenset({"if", "unless", "whether", "lest", "so", "that"})
MIN_WORDS = 3


def assertions(article: Article, doc: Doc, attributions: Sequence[Attribution]) -> tuple[Assertion, ...]:
    """The clauses that `article` states in its own voice, in text order; ids are `s1`, `s2`, ….

    `doc` is the parse of `article.body` (token offsets are body offsets). A clause that touches the content, cue or
    source of an attribution is left out.
    """
    taken = _taken(attributions)
    made: list[Assertion] = []
    for sentence in doc.sents:
        if sentence.text.rstrip(" \"'”’)").endswith("?"):
            continue
        heads = [token for token in sentence if _is_head(token)]
        for head in heads:
            content = _content(head, heads, article.body)
            if not content or any(s < e and _overlap(span, (s, e)) for span in content for s, e in taken):
                continue
            text = " ".join(article.body[s:e] for s, e in content)
            if len(re.findall(r"\w+", text)) < MIN_WORDS:
                continue
            made.append(
                Assertion(
                    id=f"s{len(made) + 1}",
                    content=content,
                    certainty=certainty_of(head),
                    tense=tense(head),
                    section=_section(article, content[0][0]),
                )
            )
    return tuple(made)


def _taken(attributions: Iterable[Attribution]) -> list[Span]:
    spans = [s for a in attributions for part in (a.content, a.cue, a.source) for s in part]
    spans += [s for a in attributions for link in a.chain for part in (link.source, link.cue) for s in part]
    return sorted(set(spans))


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _is_head(token: Token) -> bool:
    """Whether `token` is the verb of a clause that states something."""
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass", "ccomp", "xcomp", "pcomp", "csubj"):
        return False
    finite = token.tag_ in _FINITE or any(c.dep_ in ("aux", "auxpass") and c.tag_ in _FINITE for c in token.children)
    subject = any(child.dep_ in _SUBJECTS for child in token.children)
    marks = {child.lower_ for child in token.children if child.dep_ == "mark"}
    if marks & _CONDITION:
        return False
    if token.dep_ == "ROOT":
        return finite and subject
    if token.dep_ == "conj":
        return finite and token.head.pos_ in ("VERB", "AUX") and _stands(token.head)
    if token.dep_ == "relcl":
        # Only a clause that adds something ("…, who was 34, …"); a restrictive one says which, not what.
        first = token.left_edge.i
        return finite and first > 0 and token.doc[first - 1].text == ","
    if token.dep_ == "advcl":
        participle = (
            token.tag_ in ("VBG", "VBN") and token.left_edge.i > 0 and token.doc[token.left_edge.i - 1].text == ","
        )
        return (finite and subject) or participle
    return token.dep_ in ("parataxis", "dep") and finite and subject


def _stands(token: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ not in ("ccomp", "xcomp", "pcomp", "csubj")


def _content(head: Token, heads: Sequence[Token], body: str) -> Spans:
    """The tokens of the clause without those of the clauses below it, as trimmed spans of runs."""
    below = [other for other in heads if other.i != head.i and head.is_ancestor(other)]
    cut = {token.i for other in below for token in other.subtree}
    kept = [token for token in head.subtree if token.i not in cut]
    runs: list[list[Token]] = []
    for token in kept:
        if runs and token.i == runs[-1][-1].i + 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    spans: list[Span] = []
    for run in runs:
        while run and (run[0].is_punct or run[0].is_space or run[0].dep_ == "cc"):
            run = run[1:]
        while run and (run[-1].is_punct or run[-1].is_space or run[-1].dep_ == "cc"):
            run = run[:-1]
        if run:
            spans.append((run[0].idx, run[-1].idx + len(run[-1].text)))
    return tuple(span for span in spans if body[span[0] : span[1]].strip())


def certainty_of(head: Token) -> Certainty:
    """FactBank certainty of the clause of `head`; a coordinated verb shares the hedges of the verb before it."""
    found: Certainty = modality(head, {token.i for token in head.subtree})
    while found.startswith("CT") and head.dep_ == "conj" and head.head.pos_ in ("VERB", "AUX"):
        head = head.head
        first = modality(head, {token.i for token in head.subtree})
        found = found if first.startswith("CT") else first
    return found


def tense(head: Token) -> Tense:
    """The time the clause of `head` speaks of; a participle takes that of the verb it hangs on."""
    if (
        head.dep_ in ("advcl", "conj")
        and head.tag_ in ("VBG", "VBN")
        and not any(child.dep_ in ("aux", "auxpass") for child in head.children)
    ):
        return tense(head.head) if head.head.i != head.i else "unknown"
    return tense_of(head)


def _section(article: Article, start: int) -> int:
    return next((i for i, part in enumerate(article.sections) if part.start <= start < part.end), 0)
