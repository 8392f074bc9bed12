"""From flat proposals to attributions with chains: who says it, on whose word, down to the origin.

A proposal inside another's content is a step further from the publisher. The innermost content is kept with the whole
chain; an outer content stays only where it says more than what lies inside it. The guideline is that of the chain
gold: nearest the publisher first, the publisher itself never listed, the audience no party, an outlet that carries an
interview or a statement one.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stemma.lang.en import carriers, certainty, lexicon, speech
from stemma.lang.en.asides import without_asides
from stemma.lang.en.bearers import one_party
from stemma.lang.en.parties import Described
from stemma.lang.en.quotes import continued, quotations
from stemma.lang.en.reported import gone_on
from stemma.lang.en.resolve import Resolver
from stemma.lang.en.trees import SUBJECTS, antecedent, conjuncts, noun_phrase, spans
from stemma.lang.proposals import Nearby, Proposal
from stemma.model import Article, Attribution, Link, Party, Span, Spans
from stemma.outlets import identify

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

NAMING = ("according", "per", "citing", "quoting")
"""First words of fixed wordings that name a party beside a clause."""
LONGEST_SOURCE = 120
"""Words of a source at most: what is longer names nobody, and looking for a name in it costs its square."""
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


def attributions(
    article: Article, doc: Doc, proposals: Iterable[Proposal]
) -> tuple[tuple[Attribution, ...], tuple[Party, ...]]:
    """Attributions with chains, in text order (`a1`, `a2`, …), and the parties they name."""
    tokens = Tokens(doc)
    quotes = quotations(article.body)
    sentences = [(s.start_char, s.end_char) for s in doc.sents]
    carried = continued(article.body, quotes, list(proposals), sentences)
    proposals = gone_on(doc, article.body, carried, quotes)
    nodes = [_node(p, tokens) for p in _distinct(_clipped(list(without_asides(proposals, article.body)), article.body))]
    nodes = [n for n in nodes if n.cue and len(n.source) <= LONGEST_SOURCE]
    nodes = _nest([n for n in nodes if not _empty(n.content) and not nobody(n.source)])
    resolver = Resolver(doc)
    publisher = _publisher(article)
    for node in sorted(nodes, key=_mentioned):
        _link(node, resolver, publisher)
    found = [a for node in nodes if not node.replaced for a in _attributions(article, node)]
    found.sort(key=lambda a: (a.content[0][0], a.content[-1][1], a.source))
    return _numbered(found, resolver.roles)


def _node(p: Proposal, tokens: Tokens) -> Node:
    """A proposal with its words; of what is taken back or denied, the clause alone ("its claim that …")."""
    content, cue = tokens.within(p.content), tokens.within(p.cue)
    clause = speech.narrowed(content, cue)
    if len(clause) < len(content):
        p = replace(p, content=spans(tokens.doc, [t.i for t in clause]))
        content = tokens.within(p.content)
    return Node(p, content, cue, tokens.within(p.source), judged=speech.judge(content, cue))


def _empty(content: Sequence[Token]) -> bool:
    """Whether a content is but question words: "a copy of *which* was seen by X", "did not say *when or where*"."""
    if content and content[-1].lower_ == "than":  # "a bigger fall than economists had forecast"
        return True
    return all(t.tag_ in ("WP", "WDT", "WRB", "CC") for t in content)


def _mentioned(node: Node) -> int:
    return (node.source or node.cue)[0].i


def _clipped(proposals: Sequence[Proposal], body: str) -> Iterator[Proposal]:
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


def _distinct(proposals: Iterable[Proposal]) -> list[Proposal]:
    """One proposal for each pair of cue and content; the surest stays."""
    best: dict[tuple[Spans, Spans], Proposal] = {}
    for p in proposals:
        key = (p.cue, p.content)
        if key not in best or best[key].confidence < p.confidence:
            best[key] = p
    return sorted(best.values(), key=lambda p: (p.content[0][0], -p.content[-1][1], p.cue))


def _nest(nodes: list[Node]) -> list[Node]:
    """Give each node the smallest one that holds its cue and content. `nodes` are in order of their content.

    Left out is what nobody said yet ("X said Y will announce …"), or what states nothing, inside another's content.
    An outer content goes if it does no more than pass on the inner one.
    """
    for group in _groups(nodes):
        for node in group:
            holders = [o for o in group if o is not node and _holds(o, node)]
            if holders:
                node.parent = min(holders, key=lambda o: (_length(o.proposal.content), -_rank(o)))
    left_out = {id(n) for n in nodes if n.parent is not None and (_unspoken(n) or not _states(n) or _unsaid(n))}
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
    passed_on = any(t.lemma_ in ("quote", "cite") for t in node.parent.cue)
    return not passed_on and (own.speech != "speech" or own.act in DEEDS)


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


def _publisher(article: Article) -> frozenset[str]:
    """Names and keys under which the page's own outlet may appear as a party."""
    found = set()
    for given in (article.outlet, article.url):
        if given:
            found.add(given.casefold())
            known = identify(given)
            if known is not None:
                found |= {known.key, known.name.casefold(), *(alias.casefold() for alias in known.aliases)}
    return frozenset(found)


def _link(node: Node, resolver: Resolver, publisher: frozenset[str]) -> None:
    """Set the node's own links: the carriers of its words, then its source; one list for each coordinated source."""
    cue = node.proposal.cue
    carrying = [
        *carriers.carriers(node.cue, [*node.content, *node.source]),
        *carriers.in_source(node.source),
    ]
    ahead = [_as_carrier(_as_link(resolver.known(head, words), words, ())) for head, words in carrying]
    ahead = [link for link in ahead if not _is_publisher(link, publisher)]
    parts = _parts(node.source)
    if not parts:
        node.links = [tuple(ahead)]
        return
    for head, words in parts:
        link = _as_link(resolver.known(head, words), words, cue)
        printed = any(carriers.printed_in(head)) and link.type == "document"  # "a report in the Courier" is the Courier
        own = () if printed or _is_publisher(link, publisher) else (link,)
        node.links.append((*ahead, *own))


def _parts(source: Sequence[Token]) -> list[tuple[Token, list[Token]]]:
    """The coordinated sources of a source span: (head, words) each."""
    head = certainty.head_of(source)
    if head is None:
        return []
    if head.pos_ in ("VERB", "AUX", "ADP"):
        deed, head = head, next((t for t in source if t.pos_ in ("NOUN", "PROPN", "PRON")), head)
        if head.dep_ in SUBJECTS and head.head.i == deed.i:  # the span ran on into what the source did
            phrase = noun_phrase(head)
            source = [t for t in source if t.i in phrase]
    if head.tag_ in ("WP", "WDT") and head.head.dep_ == "relcl":  # "…, who said": whom it stands for
        head = antecedent(head)
        source = [head.doc[i] for i in sorted(noun_phrase(head))]
    inside = {t.i for t in source}
    heads = [h for h in conjuncts(head) if h.i in inside and h.pos_ in ("NOUN", "PROPN", "PRON")]
    if len(heads) < 2 or one_party(source):
        return [(head, list(source))]
    found = []
    for h in heads:
        drop: set[int] = set()
        for other in heads:
            if other.i != h.i and other.i in {t.i for t in h.subtree}:
                drop |= {t.i for t in other.subtree}
        words = [t for t in h.subtree if t.i in inside and t.i not in drop and t.dep_ != "cc"]
        while words and words[-1].pos_ in ("PUNCT", "CCONJ"):
            words.pop()
        while words and words[0].pos_ in ("PUNCT", "CCONJ"):
            words.pop(0)
        found.append((h, words))
    return found


def nobody(source: Sequence[Token]) -> bool:
    """Whether a source is no party: "I", the reader's "you", the "it" of "it was reported", who "is understood to"."""
    head = certainty.head_of(source)
    if head is None:
        return False
    if source[0].text in ("Q", "A", "Q.", "A.") and not any(t.is_alpha for t in source[1:]):  # a transcript
        return True
    if source[0].lower_ == "nobody" or (source[0].lower_ == "no" and source[0].dep_ in ("det", "nsubj")):
        return True
    if len(source) == 1 and (
        head.lower_ in ("i", "you", "my", "your") or (head.lower_ == "it" and head.dep_ in ("nsubjpass", "expl"))
    ):
        return True
    verb = head.head
    spoken_of = head.dep_ == "nsubjpass" and verb.tag_ == "VBN" and verb.lemma_ not in ("quote", "cite")
    return spoken_of and (verb.lemma_ in lexicon.SAYING or verb.lemma_ in lexicon.THINKING)


def _as_link(known: Described, words: Sequence[Token], cue: Spans) -> Link:
    where = spans(words[0].doc, [t.i for t in words])
    return Link(known.name, known.type, known.named, known.description, where, cue, known.identity)


def _as_carrier(link: Link) -> Link:
    """What carries a speaker's words is an outlet if its name alone does not say otherwise."""
    if link.named and link.type in ("person", "unknown", "document"):
        key = f"outlet:{link.party.partition(':')[2]}" if link.party else None
        return replace(link, type="outlet", party=key)
    return link


def _is_publisher(link: Link, publisher: frozenset[str]) -> bool:
    if link.name.casefold() in publisher or (link.party and link.party in publisher):
        return True
    if link.type not in ("outlet", "agency", "organisation"):
        return False
    short = link.name.casefold().removeprefix("the ")
    squeezed = f"{short.replace(' ', '')}."
    return any(name.endswith(f" {short}") or squeezed in name for name in publisher)  # "the Times" in the Times


def _attributions(article: Article, node: Node) -> list[Attribution]:
    """The attributions of one content: one for each way up through coordinated sources."""
    ways: list[tuple[Link, ...]] = [()]
    at = node
    steps = [node]
    while at.parent is not None and len(steps) < 6 and at.parent not in steps:
        at = at.parent
        steps.append(at)
    top = next((step for step in reversed(steps) if step.proposal.by == "tagger"), steps[-1])
    for step in _outlets_first(steps[::-1]):
        ways = [_joined(way, links) for way in ways for links in step.links or [()]]
    judged, p = node.judged, node.proposal
    found = []
    for number, way in enumerate(ways):
        if not way:
            continue
        source = top.proposal.source
        if len(ways) > 1 and len(top.links) == len(ways):
            source = top.links[number][-1].source if top.links[number] else source
        found.append(
            Attribution(
                id="",
                content=p.content,
                cue=top.proposal.cue,
                source=source,
                kind=p.kind,
                certainty=judged.certainty,
                chain=way,
                confidence=round(min(step.proposal.confidence for step in steps), 4),
                act=judged.act,
                tense=judged.tense,
                section=_section(article, p.content[0][0]),
                speech=judged.speech,
            )
        )
    return found


def _outlets_first(steps: list[Node]) -> list[Node]:
    """Nearest the publisher first, against the nesting of a sentence.

    An outlet that reports "…, according to officials" stands before the officials; so does who has the last word in
    "According to experts, …, officials said".
    """
    ordered = list(steps)
    for k in range(len(ordered) - 1):
        near, far = ordered[k], ordered[k + 1]
        if near.proposal.by != "pattern":
            continue
        framed = near.proposal.cue[0] < far.proposal.content[0] and far.proposal.cue[0] > far.proposal.content[-1]
        if framed or _reported(far, near) or (_carries(far) and not _carries(near) and not _unknown_name(near)):
            ordered[k], ordered[k + 1] = far, near
    return ordered


def _reported(far: Node, near: Node) -> bool:
    """Whether a name "reported" what the unnamed said ("…, X reported, according to two officials")."""
    reports = any(t.lemma_ == "report" and t.tag_ in ("VBD", "VBZ") for t in far.cue)
    named = bool(far.links) and all(links and links[-1].named for links in far.links)
    return reports and named and bool(near.links) and all(links and not links[-1].named for links in near.links)


def _carries(node: Node) -> bool:
    return bool(node.links) and all(links and links[-1].type in ("outlet", "agency") for links in node.links)


def _unknown_name(node: Node) -> bool:
    """A name that could be an outlet's for all that is known: after "per" every single word."""
    lone = node.cue[0].lower_ == "per"

    def could(link: Link) -> bool:
        return link.named and (link.type == "unknown" or (lone and link.type == "person" and " " not in link.name))

    return bool(node.links) and all(links and could(links[-1]) for links in node.links)


def _joined(way: tuple[Link, ...], links: tuple[Link, ...]) -> tuple[Link, ...]:
    """A chain and the links further on; a party that speaks of its own words ("he said he believes") stands once.

    Who carries only those words of a speaker ("he boasted: …, he told the Courier") comes before the speaker too.
    """
    new = tuple(link for link in links if not any(_same(link, before) for before in way))
    if way and links and _same(way[-1], links[-1]):
        return (*way[:-1], *new, way[-1])
    return (*way, *new)


def _same(a: Link, b: Link) -> bool:
    return a.type == b.type and a.name == b.name


def _section(article: Article, offset: int) -> int:
    for number, section in enumerate(article.sections):
        if section.start <= offset < section.end:
            return number
    return 0


def _numbered(
    found: list[Attribution], roles: dict[str, tuple[str | None, str | None]]
) -> tuple[tuple[Attribution, ...], tuple[Party, ...]]:
    """Ids for attributions and parties; `Link.party`, which held the identity so far, becomes the party's id."""
    parties: dict[str, Party] = {}
    done = []
    for number, attribution in enumerate(found, 1):
        chain = []
        for link in attribution.chain:
            key = link.party or f"{link.type}|{link.name.casefold()}"
            party = parties.get(key)
            if party is None:
                role, affiliation = roles.get(link.party or "", (None, None))
                number_ = f"p{len(parties) + 1}"
                party = Party(
                    number_, link.name, link.type, link.named, link.description, role, affiliation, link.party
                )
            mentions = tuple(sorted({*party.mentions, *link.source}))
            parties[key] = replace(party, mentions=mentions)
            chain.append(replace(link, party=party.id))
        done.append(replace(attribution, id=f"a{number}", chain=tuple(chain)))
    return tuple(done), tuple(parties.values())
