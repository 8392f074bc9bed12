"""From flat proposals to attributions with chains: who says it, on whose word, down to the origin.

A proposal inside another's content is a step further from the publisher. The innermost content is kept with the whole
chain; an outer content stays only where it says more than what lies inside it. The guideline is that of the chain
gold: nearest the publisher first, the publisher itself never listed, the audience no party, an outlet that carries an
interview or a statement one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.annotate.nesting import Node, Tokens, clipped, distinct, empty, nest, node_of
from stemma.lang.en import carriers, certainty, lexicon, relays
from stemma.lang.en.asides import without_asides
from stemma.lang.en.bearers import one_party, persons
from stemma.lang.en.media import Medium
from stemma.lang.en.parties import Described, printed, source_like, timeless
from stemma.lang.en.quotes import continued, quotations
from stemma.lang.en.reported import gone_on
from stemma.lang.en.resolve import Resolver
from stemma.lang.en.trees import SUBJECTS, antecedent, conjuncts, noun_phrase, spans
from stemma.lang.proposals import Proposal
from stemma.model import Article, Attribution, Link, Party, Spans
from stemma.outlets import identify

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

INDEFINITE = frozenset({"a", "an", "another"})
"""Articles of an outlet that the page does not name."""
REFLEXIVES = frozenset({"himself", "herself", "itself", "themselves"})
"""What stresses a name and is no part of it."""
LONGEST_SOURCE = 120
"""Words of a source at most: what is longer names nobody, and looking for a name in it costs its square."""


def attributions(
    article: Article, doc: Doc, proposals: Iterable[Proposal]
) -> tuple[tuple[Attribution, ...], tuple[Party, ...]]:
    """Attributions with chains, in text order (`a1`, `a2`, …), and the parties they name."""
    tokens = Tokens(doc)
    quotes = quotations(article.body)
    sentences = [(s.start_char, s.end_char) for s in doc.sents]
    carried = continued(article.body, quotes, list(proposals), sentences)
    proposals = gone_on(doc, article.body, carried, quotes)
    nodes = [node_of(p, tokens) for p in distinct(clipped(list(without_asides(proposals, article.body)), article.body))]
    nodes = [n for n in nodes if n.cue and len(n.source) <= LONGEST_SOURCE]
    nodes = nest([n for n in nodes if not empty(n.content) and not nobody(n.source)])
    resolver = Resolver(doc, quotes)
    publisher = _publisher(article)
    for node in sorted(nodes, key=_mentioned):
        _link(node, resolver, publisher)
    found = [a for node in nodes if not node.replaced for a in _attributions(article, node)]
    found.sort(key=lambda a: (a.content[0][0], a.content[-1][1], a.source))
    return _numbered(found, resolver.roles)


def _mentioned(node: Node) -> int:
    return (node.source or node.cue)[0].i


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
    ahead = [_as_carrier(_as_link(resolver.known(m.head, m.words), m.words, ()), m) for m in carrying]
    ahead = [link for link in ahead if not _is_publisher(link, publisher)]
    parts = _parts(_doing(node) or node.source)
    told_of = any(t.dep_ in ("relcl", "acl") for t in node.cue)
    if not parts:
        node.links = [tuple(ahead)]
        return
    for head, words in parts:
        link = _as_link(resolver.known(head, words), words, cue)
        printed = any(carriers.printed_in(head)) and link.type == "document"  # "a report in the Courier" is the Courier
        own = () if printed or _is_publisher(link, publisher) else (link,)
        citing = relays.citing(head) if told_of else None
        node.links.append((*ahead, *_citing(citing, resolver, publisher), *own))


def _doing(node: Node) -> list[Token]:
    """Who "insists" in "X cited dozens of cases, insisting that …", where the tagger took the cases; else nothing."""
    head, verb = certainty.head_of(node.source), node.cue[0]
    if head is None or source_like(head) or verb.tag_ != "VBG" or verb.dep_ != "advcl" or head.i > verb.i:
        return []
    above = [verb.head, *(c for c in verb.head.children if c.dep_ == "advcl" and c.i < verb.i)]
    if verb.head.dep_ == "ccomp":
        above.append(verb.head.head)  # "X said they were silenced, hinting that …"
    doers = (c for deed in above for c in deed.children if c.dep_ == "nsubj" and c.i < verb.i)
    who = max((c for c in doers if source_like(c)), key=lambda c: c.i, default=None)
    return [] if who is None else [who.doc[i] for i in sorted(noun_phrase(who))]


def _citing(who: Token | None, resolver: Resolver, publisher: frozenset[str]) -> tuple[Link, ...]:
    """The link of who cites a source, if anybody does and it is not the page's own outlet."""
    if who is None:
        return ()
    words = [who.doc[i] for i in sorted(noun_phrase(who))]
    link = _as_link(resolver.known(who, words), words, ())
    return () if _is_publisher(link, publisher) else (link,)


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
    source = _undated(head, source)
    if listed := persons(source):
        return listed
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


def _undated(head: Token, source: Sequence[Token]) -> Sequence[Token]:
    """A source without the time behind it, which the parser takes for part of a name: "Voss *last week* denied"."""
    source = [t for t in source if t.i == head.i or t.lower_ not in REFLEXIVES]  # "Voss himself"
    source = timeless(head, source)
    behind = [c for c in head.children if c.i > head.i and c.dep_ in ("npadvmod", "prt")]
    if not any(c.dep_ == "npadvmod" and c.pos_ == "NOUN" for c in behind) or behind[0].i != head.i + 1:
        return source
    return [t for t in source if t.i <= head.i] or source


def nobody(source: Sequence[Token]) -> bool:
    """Whether a source is no party: "I", the reader's "you", the "it" of "it was reported", who "is understood to"."""
    head = certainty.head_of(source)
    if head is None:
        return False
    if source[0].text in ("Q", "A", "Q.", "A.") and not any(t.is_alpha for t in source[1:]):  # a transcript
        return True
    if source[0].lower_ in ("nobody", "few") or (source[0].lower_ == "no" and source[0].dep_ in ("det", "nsubj")):
        return True
    if source[0].lower_ == "your":  # "when your son says": anybody's
        return True
    if len(source) == 1 and (
        head.lower_ in ("i", "me", "you", "my", "your") or (head.lower_ == "it" and head.dep_ in ("nsubjpass", "expl"))
    ):
        return True
    verb = head.head
    spoken_of = head.dep_ == "nsubjpass" and verb.tag_ == "VBN" and verb.lemma_ not in ("quote", "cite")
    return spoken_of and (verb.lemma_ in lexicon.SAYING or verb.lemma_ in lexicon.THINKING)


def _as_link(known: Described, words: Sequence[Token], cue: Spans) -> Link:
    where = spans(words[0].doc, [t.i for t in words])
    return Link(known.name, known.type, known.named, known.description, where, cue, known.identity)


def _as_carrier(link: Link, medium: Medium) -> Link:
    """What carries a speaker's words is an outlet if its name alone does not say otherwise."""
    if medium.words[0].lower_ in INDEFINITE and medium.outlet:
        name = printed(medium.words)  # "a Velmouth station": which, is not told
        return replace(link, name=name, type="outlet", named=False, description=name, party=None)
    if link.type in ("outlet", "agency") and (link.named or not _capitals(medium.words)) and not medium.quoted:
        return link
    if not medium.outlet and not (link.named and link.type in ("person", "unknown", "document")):
        return link
    key = f"outlet:{link.party.partition(':')[2]}" if link.party else None
    named = link.named or _capitals(medium.words)
    whole = named and (medium.quoted or not link.named)
    name = printed([t for t in medium.words if t.pos_ != "DET"]) if whole else link.name
    return replace(
        link, name=name, type="outlet", named=named, description=None if named else link.description, party=key
    )


def _capitals(words: Sequence[Token]) -> bool:
    """Whether a phrase has a word in capitals besides an article: a name is printed."""
    return any(t.text[:1].isupper() and t.pos_ != "DET" for t in words)


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
        if _passed_on(far, near):
            ordered[k], ordered[k + 1] = far, near
            continue
        if near.proposal.by != "pattern":
            continue
        where = near.proposal.cue[0][0]
        # "Channel 9 reported that, according to officials, …"
        within = far.proposal.cue[-1][1] <= far.proposal.content[0][0] < where < far.proposal.content[-1][1]
        framed = near.proposal.cue[0] < far.proposal.content[0] and far.proposal.cue[0] > far.proposal.content[-1]
        if (
            framed
            or within
            or _reported(far, near)
            or (_carries(far) and not _carries(near) and not _unknown_name(near))
        ):
            ordered[k], ordered[k + 1] = far, near
    return ordered


def _passed_on(far: Node, near: Node) -> bool:
    """Whether an outlet closes the sentence in which another speaks ("Officials said …, the Courier reports")."""
    behind = far.proposal.cue[0] > far.proposal.content[-1] and near.proposal.cue[-1] < far.proposal.content[0]
    reports = any(t.lemma_ == "report" and t.pos_ == "VERB" for t in far.cue)
    return behind and reports and _carries(far) and not _carries(near)


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
    told = tuple(link for link in links if not (way and link.type == "unknown" and link.name.casefold() == "it"))
    new = tuple(link for link in told if not any(_same(link, before) for before in way))
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
