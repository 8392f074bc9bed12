"""Clauses: those that an article states itself, without naming a source, and those inside what it attributes.

An own-voice clause is a finite verb with its subject and complements (a coordinated verb without a subject of its own
counts, and so does a participle after a comma: "…, killing three"). Clauses inside an attribution, questions,
conditions and commands are left out. The analysis needs a spaCy `Doc` with tags and a dependency parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stemma.lang.en import edges, polarity, trees
from stemma.lang.en.certainty import modality, tense_of
from stemma.lang.en.reading import reading
from stemma.lang.en.speech import bare
from stemma.lang.en.trees import spans
from stemma.model import Act, Article, Assertion, Attribution, Certainty, Clause, ClauseKind, Span, Spans, Tense

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Stretch, Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_CONDITION = frozenset({"if", "unless", "until", "whether", "lest", "so", "that"})
MIN_WORDS = 3
_KINDS: dict[str, ClauseKind] = {"conj": "coordinate", "advcl": "adverbial", "relcl": "relative"}
_PRESUPPOSED = frozenset({"before", "after", "when", "while", "as", "because", "since", "although", "though"})
"""Subordinators of clauses that state something of their own; "if", "unless" and "so that" state nothing."""


def assertions(article: Article, doc: Doc, attributions: Sequence[Attribution]) -> tuple[Assertion, ...]:
    """The clauses that `article` states in its own voice, in text order; ids are `s1`, `s2`, ….

    `doc` is the parse of `article.body` (token offsets are body offsets). A clause that touches the content, cue or
    source of an attribution is left out, if the attribution makes its content the source's statement (`stated`). What
    is no speech is told by the page: "The board plans to close the pier" stands whole, with its "plans".
    """
    taken = _taken([a for a in attributions if stated(doc, a)])
    made: list[Assertion] = []
    for sentence in doc.sents:
        if sentence.text.rstrip(" \"'”’)").endswith("?"):
            continue
        heads = [token for token in sentence if _is_head(token)]
        for head in heads:
            content = edges.tidy(article.body, _content(head, heads, article.body))
            if not content or any(s < e and _overlap(span, (s, e)) for span in content for s, e in taken):
                continue
            text = edges.joined(article.body, content)
            if len(re.findall(r"\w+", text)) < MIN_WORDS - bool(re.search(r"\d", text)):
                continue
            kind, time = _clause_kind(head), tense(head)
            sure = signed(text, certainty_of(head), head)
            made.append(
                Assertion(
                    id=f"s{len(made) + 1}",
                    content=content,
                    certainty=sure,
                    tense=time,
                    section=_section(article, content[0][0]),
                    clause=kind,
                    reading=reading(
                        text, certainty=sure, tense=time, clause=kind, head=head, inside=_numbers(doc, content)
                    ),
                )
            )
    return tuple(made)


def _numbers(doc: Doc, content: Spans) -> set[int]:
    return {t.i for start, end in content for t in _between(doc, start, end)}


_NEGATED: dict[Certainty, Certainty] = {"CT+": "CT-", "PR+": "PR-", "PS+": "PS-"}


def signed(text: str, certainty: Certainty, head: Token | None = None) -> Certainty:
    """`certainty` with the sign of the words: what is not so is CT−, what is not known is U (FactBank).

    `head` is the word that heads them in the parse, if there is one.
    """
    if polarity.undecided(text):
        return "U"
    return _NEGATED.get(certainty, certainty) if polarity.negates(text, head) else certainty


def _clause_kind(head: Token) -> ClauseKind:
    """What kind of clause `head` is the verb of; what goes on from a clause below the main one is of its kind."""
    if head.dep_ == "conj" and _likewise(head) and (first := _clause_kind(head.head)) != "main":
        return first
    return "participial" if _participle(head) else _KINDS.get(head.dep_, "main")


REACTIONS = frozenset({"confirm", "deny", "not-confirm", "no-comment", "retract"})
"""Acts of speech that say something of a noun phrase alone ("denied the claims")."""


def stated(doc: Doc, attribution: Attribution) -> bool:
    """Whether what is attributed is a statement of its source: by speech, and more than a noun phrase."""
    if attribution.act == "accuse":  # who accuses says what he accuses of, in whatever form
        return True
    if attribution.speech != "speech":
        return False
    said = [t for start, end in attribution.content for t in _between(doc, start, end)]
    if attribution.act in REACTIONS:  # but "disavowed Strange" says nothing of anything
        return not said or any(t.pos_ not in ("PROPN", "DET", "PUNCT") for t in said)
    return not bare(said)


def _taken(attributions: Sequence[Attribution]) -> list[Span]:
    spans = [s for a in attributions for part in (a.content, a.cue, a.source) for s in part]
    spans += [s for a in attributions for link in a.chain for part in (link.source, link.cue) for s in part]
    return sorted(set(spans))


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _is_head(token: Token) -> bool:
    """Whether `token` is the verb of a clause that states something."""
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass", "ccomp", "xcomp", "csubj", "pcomp"):
        return False
    finite = trees.finite(token)
    subject = any(child.dep_ in _SUBJECTS for child in token.children)
    marks = {child.lower_ for child in token.children if child.dep_ == "mark"}
    if marks & _CONDITION:
        return False
    if token.dep_ == "ROOT":
        return finite and (subject or _orphaned(token))
    if token.dep_ == "conj":
        if _likewise(token):
            return _is_head(token.head)
        return (
            finite
            and token.head.pos_ in ("VERB", "AUX")
            and _stands(token.head)
            and (subject or _own(token) or _led(token))
        )
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


_OPENERS = frozenset({"DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "ADV", "ADP"})


def _orphaned(token: Token) -> bool:
    """Whether the main verb of a sentence has its subject before it, though the parse gave that to another word.

    "Orm Hale, the captain who left 20 years after he had come, *has died*". What opens with a verb may be a command,
    and what opens with a word that asks or joins may be no sentence.
    """
    before = [t for t in token.sent if t.i < token.i and not t.is_punct and not t.is_space]
    opens = bool(before) and not before[0].tag_.startswith("W") and before[0].pos_ in _OPENERS
    return opens and any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in before)


_FORMS = ({"VBG"}, {"VBN", "VBD"}, {"VB"})
_OWN = frozenset({"dobj", "nsubj", "nsubjpass", "nummod", "attr"})


def _likewise(token: Token) -> bool:
    """Whether a verb without an auxiliary of its own goes on from the verb before it and tells of something else.

    "…, killing ten people, *injuring* dozens", "ten were killed and fifty *injured*", "will close one and *open* two":
    the same form, and an object, a subject or a number of its own.
    """
    if token.dep_ != "conj" or token.head.pos_ not in ("VERB", "AUX") or token.pos_ != "VERB":
        return False
    if not any({token.tag_, token.head.tag_} <= form for form in _FORMS):
        return False
    return _own(token)


def _own(token: Token) -> bool:
    """Whether a verb has an object, a subject or a number of its own: what it says can stand beside what is before."""
    return any(child.dep_ in _OWN for child in token.children)


def _whole(token: Token) -> set[int]:
    """The token numbers of the clause of `token`."""
    return {t.i for t in token.subtree} | _subject_before(token)


def _led(token: Token) -> bool:
    """Whether a finite verb has its subject right before it, though the parse gave it to the verb before."""
    return bool(_subject_before(token))


def _subject_before(token: Token) -> set[int]:
    """The token numbers of the subject of `token` where the parse gave it to the verb before; mostly none.

    "found two bodies and five people *are* missing": two nouns joined, and a finite verb right behind the second.
    """
    first = token.left_edge.i
    if token.dep_ != "conj" or first == 0 or any(child.dep_ in _SUBJECTS for child in token.children):
        return set()
    finite = trees.finite(token)
    noun = token.doc[first - 1]
    joined = noun.dep_ == "conj" and noun.pos_ in ("NOUN", "PROPN") and noun.head.pos_ in ("NOUN", "PROPN")
    between = noun.left_edge.i > 0 and token.doc[noun.left_edge.i - 1].dep_ == "cc"
    behind = finite and joined and between and token.head.i < noun.head.i
    return {t.i for t in noun.subtree} if behind else set()


def _stands(token: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ not in ("ccomp", "xcomp", "pcomp", "csubj")


def _content(head: Token, heads: Sequence[Token], body: str) -> Spans:
    """The tokens of the clause without those of the clauses below it, as trimmed spans of runs."""
    below = [other for other in heads if other.i != head.i and head.is_ancestor(other)]
    cut = {i for other in below for i in _whole(other)}
    inside = {token.i for token in head.subtree} | _subject_before(head)
    kept = [head.doc[i] for i in sorted(inside - cut)]
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


OPEN = frozenset({"deny", "not-confirm", "no-comment", "nothing", "retract"})
"""Acts that leave what stands below the main clause unsaid."""


def clauses(article: Article, doc: Doc, attributions: Iterable[Attribution]) -> tuple[Clause, ...]:
    """The clauses of each attributed content, in text order; a content of one clause has that one.

    Only what stands at an end of its clause is cut off; a clause in the middle of another stays in it. What stands
    below the main clause ("before the ship ran aground") is presupposed, whatever the party does with the main clause:
    it has certainty and tense of its own, and under a denial or a reaction it is left out. The subordinator ("after",
    "because", "which" excepted) is no part of a clause's span.
    """
    found: list[Clause] = []
    for attribution in attributions:
        if not stated(doc, attribution):
            continue
        inside = [t.i for start, end in attribution.content for t in _between(doc, start, end)]
        parts = [p for p in _partition(doc, set(inside)) if p[1]]
        made: list[tuple[Clause, Token | None]]
        if attribution.act in OPEN:
            parts = [p for p in parts if p[2] in ("main", "coordinate")]
        if len(parts) > 1:
            first = min((min(numbers) for _, numbers, kind in parts if kind == "main"), default=-1)
            made = [(_clause(doc, attribution, *part, first=first in part[1]), part[0]) for part in parts]
        else:
            head = parts[0][0] if parts else None
            whole = Clause(attribution.id, attribution.content, "main", attribution.certainty, attribution.tense)
            made = [(whole, head)]
        read = [_read(article, doc, attribution, clause, head) for clause, head in made]
        found += sorted((c for c in read if c.content), key=lambda c: c.content)
    return tuple(found)


def _read(article: Article, doc: Doc, attribution: Attribution, clause: Clause, head: Token | None) -> Clause:
    """A clause with tidy edges, the sign that its words have, and its Reading."""
    content = edges.tidy(article.body, clause.content)
    text = edges.joined(article.body, content)
    told = clause.kind in ("main", "coordinate")
    act: Act = attribution.act if told else "assert"
    sure, time = clause.certainty, clause.tense
    if told and attribution.act in OPEN:
        sure, time = attribution.certainty, attribution.tense
    else:
        sure = signed(text, sure, head)
    made = reading(
        text, act=act, certainty=sure, tense=time, clause=clause.kind, head=head, inside=_numbers(doc, content)
    )
    if told and act in ("assert", "confirm") and "dismisses" in made.marks:  # one sentence of a longer quotation
        sure, made = "CT-", replace(made, polarity=-1)
    return replace(clause, content=content, certainty=sure, tense=time, reading=made)


def _between(doc: Doc, start: int, end: int) -> Sequence[Token]:
    found = doc.char_span(start, end, alignment_mode="contract")
    return [] if found is None else list(found)


def _sentences(doc: Doc, inside: set[int]) -> Iterator[Stretch]:
    """The sentences that hold any of the tokens `inside`, in order."""
    end = 0
    for i in sorted(inside):
        if i >= end:
            sentence = doc[i].sent
            end = sentence.end
            yield sentence


def _partition(doc: Doc, inside: set[int]) -> list[tuple[Token, set[int], ClauseKind]]:
    """The head, token numbers and kind of each clause of the tokens `inside`, sentence by sentence."""
    found: list[tuple[Token, set[int], ClauseKind]] = []
    for sentence in _sentences(doc, inside):
        rest = {t.i for t in sentence} & inside
        words = [doc[i] for i in sorted(rest)]
        # From the innermost outwards, so that each clause is cut from what is left of the one above it.
        kinds = {token: kind for token in words if (kind := _kind(token, inside)) is not None}
        for token in sorted(kinds, key=_depth, reverse=True):
            kind, top = kinds[token], token
            own = _whole(token) & rest
            if own and _measured(doc, min(own)):
                continue
            left = rest - own
            if not _enough(doc, own) or not _enough(doc, left) or _inner(doc, own, top, left):
                continue
            rest = left
            found.append((token, own, kind))
        heads = [t for t in words if t.i in rest and (t.head.i == t.i or t.head.i not in inside)]
        verb = next((t for t in heads if t.pos_ in ("VERB", "AUX")), heads[0] if heads else words[0])
        found.append((verb, rest, "main"))
    return found


_UNITS = frozenset("second minute hour day night week month year moment".split())


def _measured(doc: Doc, first: int) -> bool:
    """Whether a clause only says from when a time is reckoned: "nine minutes before …", "in the week after …"."""
    return first > 0 and doc[first].lower_ in ("before", "after") and doc[first - 1].lemma_.lower() in _UNITS


def _depth(token: Token) -> int:
    return sum(1 for _ in token.ancestors)


def _count(doc: Doc, numbers: Iterable[int]) -> int:
    return sum(1 for i in numbers if doc[i].is_alpha or doc[i].like_num)


def _enough(doc: Doc, numbers: Iterable[int]) -> bool:
    """Whether the words are enough to state something: three of them, or two with a figure ("injuring 80")."""
    few = MIN_WORDS - any(doc[i].like_num for i in numbers)
    return _count(doc, numbers) >= few


def _inner(doc: Doc, own: set[int], top: Token, rest: set[int]) -> bool:
    """Whether words of the clause above, other than a clause cut off already, stand on both sides of the clause."""
    first, last = min(own), max(own)
    above = rest & {t.i for t in top.head.subtree}
    sides = [[i for i in above if i < first], [i for i in above if i > last]]
    return all(_count(doc, side) for side in sides)


def _kind(token: Token, inside: set[int]) -> ClauseKind | None:
    """What kind of clause `token` is the head of, if it is one that is cut off from the clause above it."""
    if token.head.i == token.i or token.head.i not in inside or token.pos_ not in ("VERB", "AUX"):
        return None
    finite = trees.finite(token)
    subject = any(c.dep_ in _SUBJECTS for c in token.children)
    marks = {c.lower_ for c in token.children if c.dep_ in ("mark", "advmod") and c.i < token.i}
    if (
        token.dep_ == "conj"
        and token.head.pos_ in ("VERB", "AUX")
        and ((finite and (subject or _own(token) or _led(token))) or _likewise(token))
    ):
        return _kind(token.head, inside) or "coordinate"
    if token.dep_ in ("parataxis", "dep", "ccomp") and finite and subject and _semicolon(token):
        return "coordinate"
    if token.dep_ == "advcl":
        if marks & _PRESUPPOSED and not marks & {"if", "even"} and (finite or token.tag_ in ("VBG", "VBN")):
            return "adverbial"
        return "participial" if _participle(token) else None
    if token.dep_ in ("relcl", "acl") and _after_comma(token):
        return "relative" if finite else "participial"
    return None


def _semicolon(token: Token) -> bool:
    first = token.left_edge.i
    return first > 0 and token.doc[first - 1].text == ";"


def _after_comma(token: Token) -> bool:
    first = token.left_edge.i
    return first > 0 and token.doc[first - 1].text == ","


def _participle(token: Token) -> bool:
    bare = not any(c.dep_ in ("aux", "auxpass", "mark") for c in token.children)
    return token.dep_ == "advcl" and token.tag_ in ("VBG", "VBN") and bare and _after_comma(token)


def _clause(
    doc: Doc, attribution: Attribution, head: Token, numbers: set[int], kind: ClauseKind, *, first: bool
) -> Clause:
    """The clause of `numbers`. The attribution's certainty and time are those of its `first` sentence."""
    kept = sorted(numbers)
    while kept and (doc[kept[0]].dep_ in ("mark", "cc") or doc[kept[0]].is_punct or _leads(doc[kept[0]], kind)):
        if doc[kept[0]].text in _OPENING:
            break
        kept = kept[1:]
    while kept and (doc[kept[-1]].dep_ == "cc" or doc[kept[-1]].text in ",;:—–-"):
        kept = kept[:-1]
    sure, when = attribution.certainty, attribution.tense
    if (kind != "main" or not first) and not (kind == "coordinate" and _shared(doc, attribution, head)):
        sure, when = certainty_of(head), tense(head)
    return Clause(attribution.id, spans(doc, kept), kind, sure, when)


def _shared(doc: Doc, attribution: Attribution, head: Token) -> bool:
    """Whether a clause that goes on with "and" is as sure as the content it stands in.

    A hedge, and what the source does with the content, hold for all of its first sentence. A "not" of the words
    themselves does not hold for a clause with its own subject, nor behind "but".
    """
    sure = attribution.certainty
    opening = _between(doc, *attribution.content[0])
    if sure == "CT+" or not opening or head.sent != opening[0].sent:
        return False
    but = any(c.dep_ == "cc" and c.lower_ == "but" for c in head.head.children)
    apart = but or any(c.dep_ in _SUBJECTS for c in head.children)
    return attribution.act in OPEN or sure != "CT-" or not apart


_OPENING = "“‘\"'(["


def _leads(token: Token, kind: ClauseKind) -> bool:
    return kind == "adverbial" and token.lower_ in _PRESUPPOSED
