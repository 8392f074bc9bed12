"""Which proposal lies in which: what a party said that another said, and what of it stands for itself.

The innermost content is kept; an outer content stays only where it says more than what lies inside it.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stemma.lang.en import patterns, speech
from stemma.lang.en.trees import spans
from stemma.lang.proposals import Nearby, Proposal
from stemma.model import Link, Span, Spans

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

NAMING = ("according", "per", "citing", "quoting")
"""First words of fixed wordings that name a party beside a clause."""
REPLACED = 0.5
"""An outer content goes when what lies inside it covers this much of it."""


@dataclass(slots=True)
class Node:
    """A proposal with its words, and the proposal whose content it lies in."""

    proposal: Proposal
    content: list[Token]
    cue: list[Token]
    source: list[Token]
    judged: speech.Judged
    parent: Node | None = None
    inside: int = 0
    """Characters of its content that lie in the proposals inside it."""
    replaced: bool = False
    links: list[tuple[Link, ...]] = field(default_factory=list)
    """Its own part of the chain, once for each coordinated source."""


class Tokens:
    """Tokens of a document by offset."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.starts = [t.idx for t in doc]

    def within(self, where: Spans) -> list[Token]:
        """The tokens that overlap the spans, white space left out."""
        found = []
        for start, end in where:
            i = max(0, bisect.bisect_right(self.starts, start) - 1)
            while i < len(self.starts) and self.starts[i] < end:
                token = self.doc[i]
                if token.idx + len(token) > start and not token.is_space:
                    found.append(token)
                i += 1
        return found


def node_of(p: Proposal, tokens: Tokens) -> Node:
    """A proposal with its words; of what is taken back or denied, the clause alone ("its claim that …")."""
    content, cue, source = (tokens.within(where) for where in (p.content, p.cue, p.source))
    if whole := patterns.completed(content, cue, source):
        p = replace(p, content=spans(tokens.doc, whole))
        content = tokens.within(p.content)
    clause = speech.narrowed(content, cue)
    if len(clause) < len(content):
        p = replace(p, content=spans(tokens.doc, [t.i for t in clause]))
        content = tokens.within(p.content)
    return Node(p, content, cue, source, judged=speech.judge(content, cue))


def empty(content: Sequence[Token]) -> bool:
    """Whether a content is but question words: "a copy of *which* was seen by X", "did not say *when or where*"."""
    if content and content[-1].lower_ == "than":  # "a bigger fall than economists had forecast"
        return True
    return all(t.tag_ in ("WP", "WDT", "WRB", "CC") for t in content)


def clipped(proposals: Sequence[Proposal], body: str) -> Iterator[Proposal]:
    """Contents without a fixed wording at their end or beginning that names a party of its own (", per X").

    What a party said does not go on into who else passes it on, and a party is not what somebody said.
    """
    fixed = Nearby(p for p in proposals if p.source and p.cue and _first_word(body[slice(*p.cue[0])]) in NAMING)
    for p in proposals:
        others = [_merged((*o.cue, *o.source)) for _, o in fixed.of(p) if o.source != p.source]
        content = [left for span in p.content if (left := _clip(span, others, body))]
        if content:
            yield p if tuple(content) == p.content else replace(p, content=tuple(content))


def _first_word(words: str) -> str:
    """The first word in lower case; of a cue that is but white space ("she ⏎ he …") there is none."""
    return next(iter(words.lower().split()), "")


def _clip(span: Span, others: Sequence[Spans], body: str) -> Span | None:
    start, end = span
    for other in others:
        first, last = other[0][0], other[-1][1]
        if start < first < end <= last + 1:
            end = first
        elif first <= start < last < end:
            start = last
        elif first <= start and end <= last:
            return None
    if (start, end) == span:
        return span
    words = body[start:end]
    start += len(words) - len(words.lstrip(" ,;—–"))
    end -= len(words) - len(words.rstrip(" ,;—–("))
    return (start, end) if start < end else None


def distinct(proposals: Iterable[Proposal]) -> list[Proposal]:
    """One proposal for each pair of cue and content; the surest stays."""
    best: dict[tuple[Spans, Spans], Proposal] = {}
    for p in proposals:
        key = (p.cue, p.content)
        if key not in best or best[key].confidence < p.confidence:
            best[key] = p
    return sorted(best.values(), key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))


def nest(nodes: list[Node]) -> list[Node]:
    """Give each node the smallest one that holds its cue and content. `nodes` are in order of their content.

    Left out is what nobody said yet ("X said Y will announce …"), or what states nothing, inside another's content.
    An outer content goes if it does no more than pass on the inner one.
    """
    for group in _groups(nodes):
        for node in group:
            holders = [o for o in group if o is not node and _holds(o, node)]
            if holders:
                node.parent = min(holders, key=lambda o: (_length(o.proposal.content), -_rank(o)))
    left_out = {
        id(n)
        for n in nodes
        if n.parent is not None and (_unspoken(n) or not _states(n) or _unsaid(n) or _reason(n, n.parent))
    }
    kept = [n for n in nodes if id(n) not in left_out]
    for node in kept:
        while node.parent is not None and id(node.parent) in left_out:
            node.parent = node.parent.parent
        if node.parent is not None and not _by_the_way(node, node.parent):
            p = node.proposal
            extent = (*p.content, *p.cue, *p.source)
            node.parent.inside += _overlap(node.parent.proposal.content, _merged(extent))
    inner: dict[int, list[Node]] = {}
    for node in kept:
        if node.parent is not None:
            inner.setdefault(id(node.parent), []).append(node)
    for node in kept:
        covered = node.inside >= REPLACED * _length(node.proposal.content)
        node.replaced = covered and not _says_more(node, inner.get(id(node), ()))
    return kept


DEEDS = frozenset({"nothing", "demand", "ask", "recommend", "apologise", "threaten", "promise"})
"""Acts that, told by somebody else, are what that party says: "three prisoners said that he *ordered* it"."""


def _unsaid(node: Node) -> bool:
    """Whether a content inside another is nobody's speech: a belief, a deed, what was not said or was taken back.

    "She said she *believed* it", "he said the board *had not said* so": what the outer party says is the whole.
    """
    assert node.parent is not None
    own, outer = node.judged, node.parent.judged
    if outer.speech == "speech" and outer.act in ("nothing", "retract", "deny", "not-confirm", "no-comment"):
        return True
    if own.speech == "belief" and _another(node.source, node.parent.source):
        return False  # "his lawyer said Corde believed": what Corde believes, on his lawyer's word
    passed_on = any(t.lemma_ in ("quote", "cite") for t in node.parent.cue)
    return not passed_on and (own.speech != "speech" or own.act in DEEDS)


def _reason(node: Node, outer: Node) -> bool:
    """Whether what somebody cites is but the reason for what he says in his own words ("“…,” X said, citing cost")."""
    own_words = node.proposal.kind == "direct" and not any(t.lemma_ == "report" for t in outer.cue)
    return own_words and node.cue[0].lower_ == "citing"


def _another(source: Sequence[Token], outer: Sequence[Token]) -> bool:
    """Whether a source is plainly not the one that tells of it: no pronoun, and none of the other's names."""
    if not source or not outer or all(t.pos_ in ("PRON", "DET") for t in source):
        return False
    return not {t.lower_ for t in source if t.pos_ in ("NOUN", "PROPN")} & {t.lower_ for t in outer}


def _says_more(node: Node, inner: Iterable[Node]) -> bool:
    """Whether a content has a statement in a sentence that nothing inside it touches."""
    taken = {t.sent.start for other in inner for t in (*other.content, *other.cue)}
    return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") and t.sent.start not in taken for t in node.content)


OPEN = frozenset("to will would wo shall may might could can should must 'll ’ll".split())
"""Auxiliaries of what did not happen, or not yet."""


def _unspoken(node: Node) -> bool:
    """Whether the party is not told to have spoken: "will announce", "to express", "cannot comment"."""
    verb = next((t for t in node.cue if t.pos_ == "VERB"), None)
    return verb is not None and any(c.dep_ == "aux" and c.lower_ in OPEN for c in verb.children)


def _states(node: Node) -> bool:
    """Whether a content inside another is a statement: a clause, something quoted, or what is confirmed or denied."""
    if node.proposal.kind != "indirect" or node.proposal.by == "pattern":
        return True
    if node.judged.act in ("confirm", "deny", "not-confirm"):
        return True
    return node.content[0].tag_ == "TO" or any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in node.content)


def _by_the_way(inner: Node, outer: Node) -> bool:
    """Whether the outer content has a verb of its own above the inner cue ("was right when he said …")."""
    own = {t.i for t in outer.content} - {t.i for t in (*inner.content, *inner.cue, *inner.source)}
    verb = next((t for t in inner.cue if t.pos_ == "VERB"), inner.cue[0])
    return any(t.i in own and t.pos_ in ("VERB", "AUX") for t in verb.ancestors)


def _groups(nodes: list[Node]) -> Iterator[list[Node]]:
    """Nodes whose contents overlap, directly or through others."""
    group: list[Node] = []
    end = -1
    for node in nodes:
        if group and node.proposal.content[0][0] >= end:
            yield group
            group = []
        group.append(node)
        end = max(end, node.proposal.content[-1][1]) if len(group) > 1 else node.proposal.content[-1][1]
    if group:
        yield group


def _cites(node: Node) -> bool:
    word = node.cue[0].lower_
    behind = bool(node.source) and node.source[0].i > node.cue[-1].i  # "which cited X", not "X cited Y as saying"
    return word in ("citing", "quoting") or (behind and word in ("cited", "cites", "quoted", "quotes"))


def _holds(outer: Node, inner: Node) -> bool:
    a, b = outer.proposal, inner.proposal
    size, shared = _length(b.content), _overlap(a.content, b.content)
    if shared >= 0.9 * max(size, _length(a.content)) and not _overlap(a.content, b.cue):
        return _rank(outer) < _rank(inner)
    return _length(a.content) > size and shared >= 0.9 * size and _overlap(a.content, b.cue) >= 0.9 * _length(b.cue)


def _rank(node: Node) -> int:
    """How near the publisher a party stands, of those that are given for the same words.

    "According to Y, X said …": Y, then X. "Citing Y, X reported …": X, then Y.
    """
    if _cites(node):
        return 2
    return 0 if node.cue[0].lower_ in ("according", "per") else 1


def _length(where: Spans) -> int:
    return sum(end - start for start, end in where)


def _overlap(a: Spans, b: Spans) -> int:
    return sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)


def _merged(where: Spans) -> Spans:
    found: list[tuple[int, int]] = []
    for start, end in sorted(where):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
