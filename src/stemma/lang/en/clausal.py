"""Reporting verbs and nouns, and the clauses, quotations and objects that are what they report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stemma.lang.en import lexicon, nouns, objects, wordings
from stemma.lang.en.media import is_outlet
from stemma.lang.en.objects import REACTION, RELATIVE, cue_of
from stemma.lang.en.parties import source_like
from stemma.lang.en.trees import SUBJECTS, children, conjuncts, indices, noun_phrase, subject

if TYPE_CHECKING:
    from stemma.lang.en.document import Doc, Token

Found = objects.Found

THOUGHT = 0.7
"""How sure a thought is that somebody else tells of: "his lawyer said that Corde *believed* …"."""


def reports(doc: Doc, quotes: list[tuple[int, int]]) -> Iterator[Found]:
    """Every reporting verb or noun of `doc` with what it reports. `quotes` are token ranges in quotation marks."""
    for token in doc:
        if token.pos_ == "VERB":
            yield from _verb(token, quotes)
        elif token.pos_ == "NOUN" and token.lower_ in lexicon.REPORT_NOUNS:
            yield from _noun(token)


def _verb(verb: Token, quotes: list[tuple[int, int]]) -> Iterator[Found]:
    yield from wordings.worded(verb)
    yield from wordings.inverted(verb, quotes)
    lemma = verb.lemma_
    if lemma in ("quote", "cite"):
        yield from _quoted_as(verb, quotes)
        yield from _published(verb)
        return
    if lemma == "accuse":
        yield from objects.accused(verb)
        return
    if lemma in lexicon.REFUSING:
        yield from objects.declined(verb)
    if lemma in lexicon.OBJECT_CONTENT:
        yield from objects.objected(verb)
    if lemma in lexicon.PUBLISHING:
        yield from _published(verb)
    if children(verb, "prt"):
        yield from objects.ruled_out(verb)
    if lemma == "put":
        yield from objects.put_at(verb)
    if lemma in lexicon.NAMING | lexicon.WITH_OBJECT | lexicon.WITH_INFINITIVE:
        yield from objects.worded(verb)
    phrasal = any(f"{lemma} {c.lower_}" in lexicon.SAYING for c in children(verb, "prt"))
    if lemma not in lexicon.SAYING and lemma not in lexicon.THINKING and not phrasal:
        return
    if verb.tag_ == "VBG" and (verb.dep_ in ("pcomp", "acl")) and verb.head.head.lemma_ in ("quote", "cite"):
        return
    if lemma == "ask" and verb.dep_ == "advcl" and not children(verb, *SUBJECTS):
        return  # "Asked whether …, X said": X did not ask
    who = _speaker(verb)
    if who is None or who.lower_ in RELATIVE or _inside(verb, quotes) != _inside(who, quotes) or _counted(verb, who):
        return
    if lemma in lexicon.REPLYING and _negated(verb):
        yield from _no_reply(verb, who)
        return
    content = _this_side(verb, _complement(verb, who, quotes)) - _manner(verb) - _follow_ups(verb, quotes)
    if not content:
        return
    sure = 0.8 if lemma in lexicon.SAYING or phrasal else 0.5
    if sure < THOUGHT and verb.dep_ == "ccomp" and verb.head.lemma_ in lexicon.SAYING and who.pos_ != "PRON":
        sure = THOUGHT
    if lemma == "tell" and any(is_outlet(c) for c in children(verb, "dobj", "dative")):
        sure = 0.9  # "told the Courier": only a source does that
    told = indices(verb) if verb.dep_ == "acl" and who.i not in {t.i for t in verb.subtree} else set()
    yield content, cue_of(verb), noun_phrase(who) - content - told, sure


def _speaker(verb: Token) -> Token | None:
    """The subject; of a participle that goes on ("…, adding that"), the one who spoke before."""
    if verb.tag_ == "VBG" and verb.lemma_ in lexicon.FOLLOWING and not children(verb, *SUBJECTS):
        head = verb.head
        for _ in range(4):
            if head.lemma_ in ("quote", "cite"):
                inner = [c for c in children(head, "dobj", "nsubj") if head.i < c.i < verb.i]
                return inner[0] if inner else subject(head)
            if head.pos_ == "VERB" and head.lemma_ in lexicon.SAYING and children(head, *SUBJECTS):
                return subject(head)
            if head.head.i == head.i:
                break
            head = head.head
    able = verb.dep_ == "xcomp" and verb.head.dep_ == "acomp"  # "was not able to verify that …"
    who = subject(verb.head.head if able else verb)
    if who is not None and verb.dep_ == "acl" and who.lemma_ in lexicon.VEHICLES and who.dep_ == "dobj":
        return subject(who.head) or who  # "X issued a statement calling …": X speaks
    return who


def _follow_ups(verb: Token, quotes: list[tuple[int, int]]) -> set[int]:
    """ ", adding that …" and ", citing …" that the parser hung into what was said before."""
    found: set[int] = set()
    for token in verb.doc[verb.i + 1 : verb.sent.end]:
        if token.tag_ != "VBG" or token.lemma_ not in lexicon.FOLLOWING or token.i in found:
            continue
        if token.nbor(-1).text not in (",", "”", '"', "''") or _inside(token, quotes) >= 0:
            continue
        if token.dep_ in ("advcl", "acl", "conj", "dep") and not children(token, *SUBJECTS):
            found |= indices(token)
    return found


def _counted(verb: Token, who: Token) -> bool:
    """Whether the subject is no step of a chain: a share of people in a study, a thing in what somebody says."""
    over = verb.head
    if verb.dep_ != "ccomp":
        return False
    if over.lemma_ in lexicon.SAYING and verb.lemma_ in lexicon.SHOWING and not source_like(who):
        return True  # "analysts say the timing suggests that …": who suggests it are the analysts
    if verb.lemma_ in lexicon.SAYING and verb.lemma_ not in lexicon.THINKING:
        return False  # "the poll found that one in three *said*": they said so
    if who.lemma_.lower() not in lexicon.QUANTITIES or over.lemma_ not in lexicon.SHOWING | {"find"}:
        return False
    study = subject(over)
    return study is not None and nouns.type_of(study.lower_, study.lemma_) in ("document", None)


def _negated(verb: Token) -> bool:
    return bool(children(verb, "neg"))


def _no_reply(verb: Token, who: Token) -> Iterator[Found]:
    """ "would not comment on X", "did not respond to a request": content is X, or the words themselves."""
    cue = cue_of(verb)
    about = [c for c in children(verb, "prep", "dobj", "xcomp", "dative") if c.i > verb.i]
    yield set().union(*(indices(c) for c in about[:1])) if about else cue, cue, noun_phrase(who), REACTION


def _manner(verb: Token) -> set[int]:
    """A phrase at the end that says how it was said, where the parser hung it into the clause: "… in a statement"."""
    doc, end = verb.doc, verb.sent.end
    for i in range(end - 1, verb.i, -1):
        token = doc[i]
        if token.lower_ in ("in", "during", "on", "at", "via", "through") and token.dep_ == "prep":
            objects = children(token, "pobj")
            said_in = objects and objects[0].lemma_ in lexicon.VEHICLES and not children(objects[0], "poss", "relcl")
            if said_in and token.head.i > verb.i and i > verb.i + 1 and token.right_edge.i >= end - 3:
                return set(range(i, end))
    return set()


def _complement(verb: Token, who: Token, quotes: list[tuple[int, int]]) -> set[int]:
    """What the verb reports: its clause, the clause it is thrown into, or the quotation after it."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp" and c.i != who.i]
    clauses.sort(key=lambda c: (not (c.i > verb.i and _that(c)), c.i < verb.i))
    for clause in clauses:
        content = indices(clause) - {verb.i}
        if clause.i < verb.i:
            after = _quoted_after(verb, quotes)
            return after or content
        return content | _lost_subject(verb, clause, min(content)) | _goes_on(verb, max(content))
    for clause in children(verb, "advcl", "xcomp"):
        if clause.i > verb.i and clause.dep_ == "xcomp" and clause.tag_ == "VBG" and verb.lemma_ in lexicon.SEEN:
            return indices(clause)  # "report hearing two bangs"
        that = next((c for c in children(clause, "mark") if c.lower_ == "that" and c.i > verb.i), None)
        if clause.dep_ == "advcl" and that is not None and verb.lemma_ in lexicon.SAYING:
            return {i for i in indices(clause) if i >= that.i}  # "reported on Monday, citing Y, that …"
    if verb.dep_ in ("csubj", "nsubj", "ccomp", "advcl", "dep") and verb.head.i > verb.i and not _set_off(verb):
        return _runaway(verb, who)
    if verb.lemma_ == "say":  # "said the search related to a contract", where the parser made a participle of the verb
        for thing in children(verb, "dobj"):
            if thing.i > verb.i and any(c.tag_ in ("VBN", "VBD") for c in children(thing, "acl")):
                return indices(thing)
    if lemma_tells(verb):
        told = _after_hearer(verb)
        if told:
            return told
    if verb.dep_ == "parataxis" or (verb.dep_ in ("ccomp", "advcl", "dep") and _set_off(verb)):
        return _quoted_after(verb, quotes) or indices(verb.head) - indices(verb) - _by_the_way(verb)
    return set()


def _by_the_way(verb: Token) -> set[int]:
    """ "It failed, X said, correcting earlier accounts": what the speaker did by saying it, hung onto what was said."""
    found: set[int] = set()
    for child in children(verb.head, "advcl"):
        if child.i > verb.i and child.tag_ == "VBG" and child.lemma_ in lexicon.BY_SAYING:
            found |= indices(child)
    return found


def _quoted_after(verb: Token, quotes: list[tuple[int, int]]) -> set[int]:
    """A quotation that comes at once after the verb and a comma or colon, where nothing quoted stands before it."""
    for first, last in quotes:
        if verb.i < first <= verb.i + 4 and verb.doc[first - 1].text in (",", ":"):
            return set(range(first, last + 1))
        if verb.sent.start <= last < verb.i:
            return set()
    return set()


def _goes_on(verb: Token, last: int) -> set[int]:
    """ ", and he had …": a clause that the parser coordinated with the verb, but that has a pronoun of its own."""
    for child in children(verb, "conj"):
        who = children(child, *SUBJECTS)
        if child.i > last and who and who[0].pos_ == "PRON" and child.lemma_ not in lexicon.SAYING:
            found = indices(child)
            if min(found) <= last + 3 and verb.doc[last + 1].text in (",", "and"):
                return set(range(last + 1, max(found) + 1))
    return set()


def _this_side(verb: Token, content: set[int]) -> set[int]:
    """`content` on the verb's side of any semicolon; what follows the verb where the parser took the other side.

    So of a colon before a quotation and its "he said": what leads up to it is the writer's.
    """
    doc, sent = verb.doc, verb.sent
    marks = [
        i
        for i in range(sent.start, sent.end)
        if doc[i].text == ";" or (doc[i].text == ":" and i + 1 < verb.i and doc[i + 1].is_quote)
    ]
    if not marks or not content:
        return content
    start = max((i + 1 for i in marks if i < verb.i), default=sent.start)
    end = min((i for i in marks if i > verb.i), default=sent.end)
    kept = {i for i in content if start <= i < end}
    if kept or verb.i + 2 >= end:
        return kept
    rest = range(verb.i + 1, _but(doc, verb.i + 1, end))
    return set(rest) if any(doc[i].pos_ in ("VERB", "AUX") for i in rest) else set()


def _but(doc: Doc, first: int, end: int) -> int:
    for i in range(first, end - 1):
        if doc[i].text == "," and doc[i + 1].lower_ == "but":
            return i
    return end


def lemma_tells(verb: Token) -> bool:
    """Whether the verb has a hearer as its object."""
    return verb.lemma_ in lexicon.TELLING


def _after_hearer(verb: Token) -> set[int]:
    """ "told the paper he would go", where the parser made a relative clause of what was told."""
    for hearer in children(verb, "dobj", "dative"):
        for child in hearer.children:
            if child.dep_ in ("relcl", "acl", "ccomp") and child.i > hearer.i:
                first = child.left_edge
                if first.tag_ in ("WP", "WDT", "WP$", "VBG", "VBN") or first.nbor(-1).text == ",":
                    continue
                if children(child, "nsubj", "nsubjpass") and child.tag_ != "VB":
                    return indices(child)
    return set()


def _lost_subject(verb: Token, clause: Token, first: int) -> set[int]:
    """The noun phrase before a clause without subject that the parser took for the verb's object."""
    if children(clause, "nsubj", "nsubjpass", "expl", "csubj"):
        return set()
    for child in children(verb, "dobj"):
        if verb.i < child.i < first and child.right_edge.i + 1 >= first - 1 and verb.lemma_ not in lexicon.TELLING:
            return indices(child)
    return set()


def _runaway(verb: Token, who: Token) -> set[int]:
    """ "X said the Y released by Z were free", where the parser made "were" the main verb: all that follows."""
    head = verb.head
    if (
        head.pos_ not in ("VERB", "AUX")
        or children(verb, "mark")
        or who.i > verb.i
        or verb.lemma_ not in lexicon.SAYING
    ):
        return set()
    if verb.left_edge.i != verb.sent.start and verb.doc[verb.left_edge.i - 1].text not in (",", ";"):
        return set()
    between = verb.doc[verb.i + 1 : head.i]
    if any(t.text in (",", "”", '"') for t in between):
        return set()
    return set(range(verb.i + 1, _but(verb.doc, verb.i + 1, verb.sent.end)))


def _set_off(verb: Token) -> bool:
    """Whether verb and subject stand between commas or at the end after one, as in "…, officials said, …"."""
    edge = verb.left_edge.i
    return edge > 0 and verb.doc[edge - 1].text in (",", "”", '"', "''", "—", "-") and not children(verb, "mark")


def _inside(token: Token, quotes: list[tuple[int, int]]) -> int:
    for number, (first, last) in enumerate(quotes):
        if first <= token.i <= last:
            return number
    return -1


def _quoted_before(verb: Token, quotes: list[tuple[int, int]]) -> set[int]:
    """The quotation that ends just before the verb's subject in its sentence."""
    edge = min(verb.left_edge.i, verb.i)
    for first, last in reversed(quotes):
        if last < verb.i:
            begins = max(first, verb.sent.start)
            return (
                set(range(first, last + 1)) if last >= verb.sent.start and begins <= last and edge <= verb.i else set()
            )
    return set()


def _clause_before(verb: Token) -> set[int]:
    """ "…, X was quoted as saying": the clause that comes first."""
    for child in verb.children:
        if child.dep_ == "ccomp" and child.i < verb.i:
            return indices(child)
    if verb.dep_ == "parataxis" and verb.head.i < verb.i:
        return indices(verb.head) - indices(verb)
    return set()


QUOTED = lexicon.SAYING | lexicon.THINKING | lexicon.WITH_OBJECT | lexicon.REFERRING | lexicon.NAMING
"""Verbs that may follow "quoted X as"."""


def _quoted_as(verb: Token, quotes: list[tuple[int, int]]) -> Iterator[Found]:
    """ "X quoted Y as saying that …": one proposal for X, one inside it for Y."""
    doc = verb.doc
    as_ = next((t for t in doc[verb.i + 1 : verb.sent.end] if t.lower_ == "as" and t.i + 1 < len(doc)), None)
    bare = next((c for o in children(verb, "dobj") for c in children(o, "acl") if c.tag_ == "VBG"), None)
    if bare is not None and (as_ is None or as_.i > bare.i):
        as_ = bare.nbor(-1)  # "quotes a spokesman confirming that …"
    if as_ is None or as_.i - verb.i > 25:
        return
    said = doc[as_.i + 1]
    if said.tag_ != "VBG" or said.lemma_ not in QUOTED:
        return
    first = said.i + 1
    heard = children(said, "dobj", "dative") if said.lemma_ in lexicon.TELLING else []
    if heard and children(said, "ccomp"):
        first = heard[0].right_edge.i + 1 if heard[0].right_edge.i < said.right_edge.i else first
    last = _clause_end(verb, first)
    content = set(range(first, last))
    ahead = _quoted_before(verb, quotes)
    if ahead and not any(first <= q[0] < last for q in quotes):
        content = ahead
    elif said.lemma_ in lexicon.SAYING | lexicon.THINKING and not any(doc[i].pos_ in ("VERB", "AUX") for i in content):
        content = _clause_before(verb)
    if not content:
        return
    passive = bool(children(verb, "nsubjpass", "auxpass"))
    who = subject(verb)
    if passive:
        by = [g for c in children(verb, "agent") for g in children(c, "pobj")]
        if who is None:
            return
        yield content, {said.i} if by else cue_of(verb) | {as_.i, said.i}, noun_phrase(who), 0.9
        if by:
            yield content | {as_.i, said.i} | noun_phrase(who), {verb.i}, noun_phrase(by[0]), 0.9
        return
    objects = [c for c in verb.children if c.dep_ in ("dobj", "dative", "nsubj") and verb.i < c.i < said.i]
    inner = noun_phrase(objects[0]) if objects else set(range(verb.i + 1, as_.i))
    inner = {i for i in inner if verb.i < i < said.i and i != (as_.i if as_.lower_ == "as" else -1)}
    if not inner:
        return
    yield content, {said.i}, inner, 0.9
    if who is not None and who.i < verb.i:
        yield content | inner | {as_.i, said.i}, cue_of(verb), noun_phrase(who), 0.9


def _clause_end(verb: Token, first: int) -> int:
    """Where the words from `first` on stop belonging to what is said: at a verb coordinated with `verb`, or the end."""
    doc = verb.doc
    for child in verb.children:
        if child.dep_ == "conj" and child.i > first and child.lemma_ in lexicon.SAYING and not children(child, "nsubj"):
            at = child.left_edge.i
            while at > first and doc[at - 1].text.lower() in (",", "and", "but"):
                at -= 1
            return at
    end = verb.sent.end
    for i in range(first, end):
        if doc[i].text == ";":
            return i
    return end


def _published(verb: Token) -> Iterator[Found]:
    """ "X released intelligence … that …": a noun of report that X gives out, with its clause."""
    for noun in children(verb, "dobj"):
        if noun.lower_ not in lexicon.REPORT_NOUNS:
            continue
        clause = _that_clause(noun) or next((c for c in children(verb, "ccomp") if c.i > noun.i and _that(c)), None)
        who = subject(verb)
        if clause is not None and who is not None:
            yield indices(clause), cue_of(verb) | {noun.i}, noun_phrase(who), 0.7


def _that_clause(noun: Token) -> Token | None:
    for child in noun.children:
        if child.dep_ in ("acl", "ccomp") and child.i > noun.i and _that(child):
            return child
    return None


def _that(clause: Token) -> bool:
    first = clause.left_edge
    return first.lower_ == "that" and (
        first.dep_ == "mark" or any(c.lower_ == "that" for c in children(clause, "mark"))
    )


def _noun(noun: Token) -> Iterator[Found]:
    """ "Y's claim that …", "claims by Y that …"."""
    clause = _that_clause(noun)
    if clause is None or (noun.dep_ == "dobj" and noun.head.lemma_ in lexicon.PUBLISHING):
        return
    owners = children(noun, "poss")
    if not owners:
        owners = [g for c in children(noun, "prep") if c.lower_ in ("by", "from") for g in children(c, "pobj")]
    if owners and source_like(owners[0]):
        yield indices(clause), {noun.i}, noun_phrase(owners[0]), 0.6


def coordinated(who: Token) -> list[Token]:
    """The heads of coordinated sources, in order."""
    return conjuncts(who)
