"""What a source does with a content: whether it speaks at all, which act it does, how sure it puts it.

One decision, read off the word that governs the content (its *deed*: "said", "claim", "is convinced"), the words over
that one as far as they share its subject ("*stopped short of* saying", "*retracted* its claim", "*has yet to* say"),
and the form of the content (a clause, a question, an infinitive, a gerund, a noun phrase, a quotation). The words are
in `words/speech.toml`; `docs/attribution.md` tells how well it does beside a trained head.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemma.lang import words
from stemma.lang.en import certainty as sure
from stemma.lang.en import lexicon, nouns
from stemma.lang.en.deeds import Deed, deed_of, form_of, governing, keys_of, negations
from stemma.lang.en.trees import SUBJECTS, children
from stemma.model import Act, Certainty, Speech, Tense

if TYPE_CHECKING:
    from stemma.lang.en.document import Token

_W = words.of("en")
_CONFIRM, _DENY, _ACCUSE = _W["act-confirm"], _W["act-deny"], _W["act-accuse"]
_ANNOUNCE, _DEMAND, _ASK = _W["act-announce"], _W["act-demand"], _W["act-ask"]
_RECOMMEND, _APOLOGISE, _PROMISE = _W["act-recommend"], _W["act-apologise"], _W["act-promise"]
_THREATEN, _RETRACT = _W["act-threaten"], _W["act-retract"]
_BELIEFS, _PERCEPTIONS, _INTENTIONS, _DEEDS = _W["beliefs"], _W["perceptions"], _W["intentions"], _W["deeds"]
_REJECTING, _DISCLOSING = _W["rejecting"], _W["disclosing"]
_SPOKEN = _W["saying-nouns"]
_KNOWN = frozenset[str]().union(
    *(_W[name] for name in ("saying", "thinking", "seen", "showing", "manner", "with-infinitive", "with-object")),
    *(_W[name] for name in ("referring", "naming", "publishing", "following", "object-content", "commenting")),
    *(_W[name] for name in ("refusing", "by-saying", "replying", "telling-to", "saying-nothing", "disclosing")),
    *(_W[name] for name in ("addressing", "judging", "evidence", "beliefs", "perceptions", "intentions", "deeds")),
    *(_CONFIRM, _DENY, _ACCUSE, _ANNOUNCE, _DEMAND, _ASK, _RECOMMEND, _APOLOGISE, _PROMISE, _THREATEN, _RETRACT),
)
"""Verbs of which a list says what they do with words."""
_OPEN_ACTS = frozenset({"not-confirm", "no-comment", "nothing", "retract", "demand", "ask", "recommend", "threaten"})
"""Acts whose content is left open."""
_NOUN_ACTS = frozenset(
    {"confirm", "deny", "not-confirm", "no-comment", "demand", "ask", "recommend", "retract", "apologise", "nothing"}
)
"""Acts that speech does with a noun phrase alone; with any other act the deed is no speech ("announced a plan")."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What `judge` reads off an attribution."""

    certainty: Certainty
    act: Act
    tense: Tense
    speech: Speech = "speech"


def judge(content: Sequence[Token], cue: Sequence[Token]) -> Judged:
    """Kind of speech, act, certainty and tense of an attribution with these `content` and `cue` words."""
    head = sure.head_of(content)
    tense = sure.tense_of(head)
    deed = deed_of(content, cue)
    act = _act(deed, content, head)
    kind = _kind(deed, act)
    if kind == "speech" and act == "assert" and _mere(deed, content):
        kind = "act"
    if kind == "perception" and any(t.lower_ == "from" and t.head == deed.word for t in cue):
        kind, act = "speech", "assert"  # "had heard *from* two engineers that": they said so
    if kind in ("belief", "perception") or (kind in ("intention", "act") and act not in _KEPT[kind]):
        act = "nothing"
    return Judged(_certainty(deed, act, kind, content, head), act, tense, kind)


_KEPT: dict[Speech, frozenset[str]] = {
    "intention": frozenset({"promise", "deny"}),
    "act": frozenset({"accuse", "confirm", "deny", "promise", "retract", "announce"}),
}
"""The acts that are done by what is no speech; all others do nothing."""


def _act(deed: Deed, content: Sequence[Token], head: Token | None) -> Act:
    """The act of a deed."""
    if deed.word is None:
        return _asked(content) or "assert"
    keys, word = deed.keys, deed.word
    if _untrue(head, word) and _one_clause(content):
        return "deny"
    if word.lemma_ == "plead" or any(t.lemma_ == "plead" for t in deed.over):
        guilty = any(t.lower_ == "guilty" for t in word.subtree)
        return "ask" if not guilty else "deny" if deed.unsaid or _not_guilty(word) else "confirm"
    if any(_is(t, _RETRACT) and _taken_back(t, deed) for t in (word, *deed.over)):
        return "retract" if not deed.unsaid else "nothing"
    if _no_comment(word) or (head is not None and _will_not_comment(head)):
        return "no-comment"
    if keys & {"stand by"} and deed.unsaid:
        return "retract"
    if keys & {"know"} and any(t.lemma_ == "want" for t in deed.over) and not deed.unsaid:
        return "ask"
    if _unspoken_noun(word):
        return "no-comment" if word.lemma_ in _W["comment-objects"] or word.lower_ == "comment" else "nothing"
    if deed.unsaid:
        return _unsaid(deed)
    over_noun = word.pos_ == "NOUN" and deed.over
    if over_noun and any(_is(t, _DENY) for t in deed.over):
        return "deny"
    if keys & _W["unsaid"]:
        return "nothing"
    if keys & _DENY and _object_in(word, _W["granted-objects"]):
        return "nothing"  # "denied the motion": it was not granted
    answers = keys & _W["answering"] and not any(c.dep_ == "prep" for c in word.children)
    if (keys & _DENY and not answers) or _called_untrue(word):
        return "deny"
    if keys & _CONFIRM:
        return "confirm"
    return _wanted(deed, content, head) or _asked(content) or _plain(deed, content)


def _one_clause(content: Sequence[Token]) -> bool:
    """Whether a content is one sentence without a second clause that stands for itself: what one calls untrue in a long
    quotation is not all that is quoted."""
    heads = [t for t in content if t.dep_ == "conj" and any(c.dep_ in SUBJECTS for c in t.children)]
    return not heads and content[0].sent.start == content[-1].sent.start


def _untrue(head: Token | None, word: Token) -> bool:
    """Whether between the deed and the content it is said to be untrue ("said reports that … were *false*")."""
    at = head
    while at is not None and at.i != word.i:
        if untrue(at):
            return True
        if at.head.i == at.i:
            return False
        at = at.head
    return False


def untrue(verb: Token) -> bool:
    """Whether a clause says of what is said that it is not true: "there is no truth in …", "… are baseless"."""
    who = next((c for c in verb.children if c.dep_ in (*SUBJECTS, "expl")), None)
    if verb.lemma_ != "be" or who is None or not (who.lower_ in _IT or who.lemma_.lower() in _SPOKEN):
        return False
    if who.lower_ == "it" and any(
        c.tag_ == "TO" or (c.dep_ in ("xcomp", "ccomp", "advcl") and any(t.tag_ == "TO" for t in c.children))
        for part in (verb, *(c for c in verb.children if c.dep_ == "acomp"))
        for c in part.children
    ):
        return False  # "it was wrong to close the school" judges a deed
    words_ = [
        t for c in verb.children if c.dep_ in ("acomp", "attr", "prep") and c.i > verb.i for t in (c, *c.children)
    ]
    named = {t.lower_ for t in words_} & _W["untrue"]
    true = bool(named & {"true", "truth", "substance", "merit", "basis", "foundation"})
    none = sure.negated(verb) or any(t.lower_ in ("no", "without") for w in words_ for t in (w, *w.children))
    return bool(named) and true == none


def narrowed(content: Sequence[Token], cue: Sequence[Token]) -> Sequence[Token]:
    """The clause of a content that is taken back or denied without the noun that stands for it.

    "retracted *its claim that* the ship had sunk", "there is no truth in the rumour that …".
    """
    head = sure.head_of(content)
    if head is None:
        return content
    word = governing(head, cue)
    if untrue(head):
        below = [c for t in head.subtree for c in t.children if _that(c)]
    elif word is not None and (_is(word, _RETRACT | _DENY) or any(_is(t, _RETRACT | _DENY) for t in word.ancestors)):
        nouns_ = [t for t in content if t.lemma_.lower() in _SPOKEN and t.head.i not in {c.i for c in content}]
        below = [
            c for t in (*nouns_, *(n for n in [head] if n.lemma_.lower() in _SPOKEN)) for c in t.children if _told(c)
        ]
    else:
        return content
    if not below:
        return content
    clause = next((c for c in below[0].children if c.dep_ == "ccomp"), below[0]) if not _that(below[0]) else below[0]
    inside = {t.i for t in clause.subtree}
    return [t for t in content if t.i in inside] or content


def _that(clause: Token) -> bool:
    return (
        clause.dep_ in ("acl", "ccomp", "csubj", "relcl", "advcl")
        and clause.pos_ in ("VERB", "AUX")
        and any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.children)
    )


def _told(clause: Token) -> bool:
    """A clause that says what a report says: "that the ship sank", "in which he had said that …"."""
    says = (
        clause.dep_ == "relcl" and clause.lemma_ in lexicon.SAYING and any(c.dep_ == "ccomp" for c in clause.children)
    )
    return _that(clause) or says


def bare(content: Sequence[Token]) -> bool:
    """Whether a content is but a noun phrase, which states nothing: "the plan", "drunken driving"."""
    return form_of(content, sure.head_of(content)) == "noun"


def _called_untrue(verb: Token) -> bool:
    """ "called the claim baseless", "described the reports as false"."""
    if verb.lemma_ not in lexicon.NAMING or not _object_in(verb, _W["denied-objects"]):
        return False
    said = [c for c in verb.children if c.dep_ in ("oprd", "xcomp", "ccomp", "prep", "acomp") and c.i > verb.i]
    return any(t.lower_ in _W["untrue"] for c in said for t in c.subtree)


def _not_guilty(word: Token) -> bool:
    return any(t.lower_ == "not" and t.nbor(1).lower_ == "guilty" for t in word.subtree if t.i + 1 < len(word.doc))


def _is(word: Token, names: frozenset[str]) -> bool:
    return bool(keys_of(word) & names)


def _taken_back(verb: Token, deed: Deed) -> bool:
    """Whether a verb of taking back takes back what was said, not troops or an offer."""
    if not keys_of(verb) & _W["retract-objects"]:
        return True
    things = children(verb, "dobj", "nsubjpass")
    return any(t.lemma_.lower() in _SPOKEN for t in things)


def _no_comment(verb: Token) -> bool:
    """ "declined comment", "refused an interview", "had no comment"."""
    things = [c for c in children(verb, "dobj", "attr") if c.lower_ in _W["comment-objects"]]
    if verb.lemma_ in lexicon.REFUSING or verb.lemma_ in ("ignore", "decline"):
        return bool(things)
    no = any(negations(thing) for thing in things if thing.lemma_ == "comment")
    return verb.lemma_ in _W["light-verbs"] and no


def _will_not_comment(head: Token) -> bool:
    """Whether what one says is that one says nothing: "said it would not comment"."""
    auxiliaries = {c.lower_ for c in head.children if c.dep_ == "aux"}
    himself = any(c.pos_ == "PRON" for c in children(head, "nsubj"))
    return himself and head.lemma_ in _W["saying-nothing"] and negations(head) == 1 and bool(auxiliaries & _W["will"])


def _unspoken_noun(word: Token) -> bool:
    """Whether a deed is a noun of saying that nobody gave: "offered no comment", "makes no mention"."""
    return word.pos_ == "NOUN" and negations(word) == 1 and word.lower_ in _W["silent-objects"] | _W["comment-objects"]


def _unsaid(deed: Deed) -> Act:
    """The act of a deed that was not done."""
    keys, word = deed.keys, deed.word
    assert word is not None
    confirming = bool(keys & _W["confirming"]) or any(_joined(deed.word, "confirm"))
    if confirming:
        return "not-confirm"
    if deed.refused:
        things = children(word, "dobj")
        given = word.lemma_ in ("give", "share", "release", "return") and not any(
            t.lower_ in _W["silent-objects"] | _W["released-objects"] | _W["comment-objects"] for t in things
        )
        return "no-comment" if keys & _DISCLOSING and not given else "deny"
    if word.lemma_ == "answer" and any(t.pos_ == "NOUN" and not _a_question(t) for t in children(word, "dobj")):
        return "nothing"  # "the ship had not answered her radio": nobody was asked
    if keys & {"comment", "respond", "reply", "answer", "return", "reach", "elaborate"}:
        return "no-comment"
    would = deed.word is not None and any(
        c.dep_ == "aux" and c.lower_ in ("would", "wo") for t in (deed.word, *deed.over) for c in t.children
    )
    if would and keys & _DISCLOSING and not any(t.lemma_ == "go" for t in deed.over) and deed.form != "clause":
        return "no-comment"  # "would not say whether"
    return "nothing"


def _a_question(word: Token) -> bool:
    """Whether what somebody leaves without an answer was put to him: a question, a request, a call."""
    return bool({word.lemma_, word.lower_} & (_W["messages"] | _W["comment-objects"]))


def _joined(word: Token | None, lemma: str) -> Iterator[bool]:
    """Whether `word` is coordinated with a verb `lemma` ("neither confirm nor deny")."""
    if word is not None:
        yield word.dep_ == "conj" and word.head.lemma_ == lemma
        yield any(c.dep_ == "conj" and c.lemma_ == lemma for c in word.children)


def _wanted(deed: Deed, content: Sequence[Token], head: Token | None) -> Act | None:
    """Demands, requests, advice, apologies, promises and threats."""
    keys, form, word = deed.keys, deed.form, deed.word
    assert word is not None
    if keys & _THREATEN:
        return "threaten"
    if keys & {"warn", "caution"}:
        if form == "infinitive" or "warn against" in keys:
            return "recommend"
        return "threaten" if _harms(word, head) else None
    if keys & _APOLOGISE or (word.lemma_ in _W["light-verbs"] and _object_in(word, _APOLOGISE)):
        return "apologise"
    if _sorry(deed, content):
        return "apologise"
    naming = word.lemma_ in lexicon.NAMING and not keys & {"call for", "call on", "call upon"}
    if deed.quoted and head is not None and sure.commands(head) and word.lemma_ in lexicon.SAYING:
        return "demand"
    if (
        keys & {"demand"}
        or (keys & {"insist"} and _subjunctive(head))
        or (keys & _DEMAND and not naming and word.lemma_ != "require")
    ):
        return "demand"
    if keys & {"tell", "say"} and form == "infinitive":
        return "demand"
    if keys & _RECOMMEND or (keys & {"suggest", "propose"} and (form == "gerund" or _subjunctive(head))):
        return "recommend"
    if keys & _ASK and not naming:
        return "ask"
    if keys & _PROMISE and (form == "infinitive" or word.lemma_ not in ("agree", "assure", "swear", "reassure")):
        return "promise"
    if keys & {"assure", "reassure"} and sure.tense_of(head) == "future":
        return "promise"
    return None


def _subjunctive(head: Token | None) -> bool:
    """Whether a clause says what is to be done: "that the bridge *be* closed", "that he *should* go"."""
    if head is None:
        return False
    aux = [c for c in head.children if c.dep_ in ("aux", "auxpass")]
    bare = any(c.tag_ == "VB" and c.lower_ == "be" for c in aux) and not any(c.tag_ in ("MD", "TO") for c in aux)
    return bare or (head.tag_ == "VB" and not aux) or any(c.lower_ == "should" for c in aux)


def _harms(word: Token, head: Token | None) -> bool:
    """Whether who warns says what he himself will do: "warned that *they would* kill a hostage"."""
    if head is None:
        return False
    will = any(c.dep_ == "aux" and c.lower_ in ("will", "would", "'ll", "’ll") for c in head.children)
    own = any(
        c.lower_ in ("i", "we", "he", "she", "they", "it")
        or any(o.lower_ in ("its", "their", "our") for o in c.children)
        for c in children(head, "nsubj")
    )
    condition = any(c.dep_ == "advcl" for c in head.children)
    return will and own and condition


def _object_in(word: Token, names: frozenset[str]) -> bool:
    return any(c.lemma_.lower() in names for c in children(word, "dobj", "acomp", "oprd"))


def _sorry(deed: Deed, content: Sequence[Token]) -> bool:
    """ "I am sorry for what I wrote", "said sorry to the islanders"."""
    head = sure.head_of(content)
    if head is not None and head.lemma_ == "be" and any(c.lower_ == "sorry" for c in children(head, "acomp")):
        return any(c.lower_ in ("i", "we", "he", "she", "they", "it") for c in children(head, "nsubj"))
    start = [t.lower_ for t in content if t.is_alpha or "'" in t.text or "’" in t.text][:4]
    if start[:1] == ["sorry"]:
        return True
    return start[:1] in (["i"], ["we"]) and (
        "sorry" in start or start[1:2] == ["apologise"] or start[1:2] == ["apologize"]
    )


def _asked(content: Sequence[Token]) -> Act | None:
    """ask, where the content ends in a question mark."""
    last = [t.text for t in content[-2:]]
    after = content[-1].nbor(1).text if content and content[-1].i + 1 < len(content[-1].doc) else ""
    return "ask" if any("?" in text for text in (*last, after[:1])) else None


def _plain(deed: Deed, content: Sequence[Token]) -> Act:
    keys = deed.keys
    if keys & _ACCUSE:
        return "accuse"
    if keys & _ANNOUNCE or any(_is(t, _W["act-announce"]) for t in deed.over):
        return "announce"
    return "assert"


def _kind(deed: Deed, act: Act) -> Speech:
    """Whether a deed is speech, belief, perception, intention or an act."""
    word, keys, form = deed.word, deed.keys, deed.form
    if word is None:
        return "speech"
    if word.lemma_ == "plead" and act in ("confirm", "deny"):
        return "act"
    if act == "retract":
        back = any(_is(t, _W["retracting-act"]) for t in (word, *deed.over))
        return "act" if back else "speech"
    if deed.refused:
        return "speech" if act in ("no-comment", "not-confirm") else "act"
    if act in ("no-comment", "not-confirm") or (keys & {"quote", "cite"} and "as" in {t.lower_ for t in word.subtree}):
        return "speech"
    if word.lemma_ in _W["evidence"] and _thing(word):
        return "perception"
    document = _document(word)
    if (
        keys & _PERCEPTIONS
        and act != "announce"
        and not (document and word.pos_ == "VERB")
        and (not deed.quoted or form != "clause")
    ):
        return "perception"
    wanted = word.lemma_ == "want" and not deed.quoted  # "want the ban lifted"
    if keys & _INTENTIONS and (wanted or form in ("infinitive", "gerund") or word.lemma_ in ("plan", "plot", "mull")):
        promised = word.lemma_ == "hope" and form != "infinitive"
        return "belief" if promised else "intention"
    if keys & _BELIEFS and not (deed.quoted and form == "clause" and word.lemma_ in ("reckon", "worry")):
        return "belief"
    if act == "deny":
        things = [t for t in children(word, "dobj", "nsubjpass") if t.lemma_.lower() in _W["denied-objects"]]
        thing = form == "noun" and keys & _REJECTING and not things and word.pos_ == "VERB"
        return "act" if thing else "speech"
    if word.lemma_ in ("agree",) and form == "infinitive":
        return "act"
    if act == "accuse":
        return "act" if form in ("noun", "gerund") or word.lemma_ in ("accuse", "blame") else "speech"
    if form == "noun" and not (deed.quoted and word.lemma_ in lexicon.SAYING and word.lemma_ not in lexicon.NAMING):
        return "speech" if act in _NOUN_ACTS else "act"
    if keys & _DEEDS and form in ("noun", "gerund", "infinitive") and act not in _NOUN_ACTS and act != "promise":
        return "act"
    return "speech"


def _mere(deed: Deed, content: Sequence[Token]) -> bool:
    """Whether a verb that no list knows takes but an object or an infinitive: it is done, and nothing is said."""
    word = deed.word
    if word is None or word.pos_ != "VERB" or deed.quoted or not _KNOWN.isdisjoint(deed.keys):
        return False
    if any(_KNOWN & keys_of(t) for t in deed.over):
        return False
    inside = {t.i for t in content}
    below = [c for c in word.children if c.i in inside]
    told = any(c.dep_ in ("ccomp", "parataxis") or (c.dep_ in SUBJECTS and c.i > word.i) for c in below)
    done = any(c.dep_ in ("dobj", "xcomp", "nsubjpass") for c in below)
    return done and not told and not any(t.text in _MARKS for t in content)


_MARKS = frozenset({"“", '"', "``", "‘"})


def _thing(word: Token) -> bool:
    """Whether what signals or suggests something is no party: "the comments *signal* that both are ready to fight"."""
    who = next((c for c in word.children if c.dep_ == "nsubj"), None)
    return who is not None and who.pos_ == "NOUN" and nouns.type_of(who.lower_, who.lemma_) is None


def _document(word: Token) -> bool:
    """Whether a paper is the subject: "the report *found* that …" is what it says."""
    who = [c for c in word.children if c.dep_ == "nsubj"]
    return any(c.lemma_.lower() in lexicon.VEHICLES | _PAPERS for c in who)


_IT = frozenset({"it", "there", "that", "this"})
_PAPERS = frozenset("report study paper survey poll review audit inquiry investigation analysis lawsuit filing".split())

_FLIP: dict[Certainty, Certainty] = {
    "CT+": "CT-", "PR+": "PR-", "PS+": "PS-", "CT-": "CT+", "PR-": "PR+", "PS-": "PS+", "U": "U",
}  # fmt: skip


def _certainty(deed: Deed, act: Act, kind: Speech, content: Sequence[Token], head: Token | None) -> Certainty:
    """FactBank value of the content as the source puts it."""
    if act == "deny":
        return "CT-"
    if act in _OPEN_ACTS and kind == "speech":
        return "U"
    if act == "retract":
        return "U"
    own = sure.certainty_of(content, head)
    if kind == "belief":
        return _believed(deed, own)
    if kind == "perception":
        return "U" if deed.unsaid or deed.keys & _W["overlooking"] else own
    if kind == "intention":
        return own if act == "promise" else "U"
    if kind == "act":
        open_ = deed.form in ("infinitive", "question", "gerund") and not deed.keys & _W["judging"]
        return "U" if open_ and act == "nothing" else own
    return own


_LIKELY = frozenset({"expect", "suspect", "anticipate", "suspicion", "expectation", "foresee", "likely"})
_FEARED = frozenset({"fear", "worry", "afraid", "fearful", "worried", "concern", "concerned", "dread"})
_LEFT_OPEN = frozenset({"hope", "wonder", "hopeful", "sure", "certain", "unsure", "uncertain"})
_DOUBTED = frozenset({"doubt", "doubtful", "sceptical", "skeptical"})


def _believed(deed: Deed, own: Certainty) -> Certainty:
    """What a belief makes of its content: a belief is firm, an expectation likely, a fear possible, a hope open."""
    keys = deed.keys
    longer = any(c.lower_ == "longer" for t in (deed.word, *deed.over) if t is not None for c in t.children)
    if keys & _DOUBTED:
        return "U" if deed.unsaid else "PR-"
    if longer or own == "U" or deed.form == "question":
        return "U"
    if keys & _LEFT_OPEN:
        return "U" if deed.unsaid or keys & {"hope", "wonder", "hopeful", "unsure", "uncertain"} else own
    if keys & _FEARED:
        return "PS-" if own.endswith("-") else "PS+"
    if keys & _LIKELY or _passive(deed.word):
        sign = own[-1] if not deed.unsaid else _FLIP[own][-1]
        return "PR-" if sign == "-" else "PR+"
    return _FLIP[own] if deed.unsaid else own


def _passive(word: Token | None) -> bool:
    """ "is believed to have left": on nobody's word."""
    return word is not None and any(c.dep_ in ("auxpass", "nsubjpass") for c in word.children)
