"""Which way a weekday or month points: back or forward, from tense, modality and the preposition before it.

No parser: the verbs near the time in its own sentence decide, the nearest one on the left first. "arrived Tuesday"
looks back, "as early as Tuesday" and "due to be published in May" look forward, whatever verb reports them.
"""

from __future__ import annotations

from stemma.lang.en.times.lexicon import listed
from stemma.lang.en.times.tokens import BREAK

_MODAL = listed("will would shall should may might could can must ll wo gonna")
_PAST = listed(
    """was were had did became began blew bought broke brought built came caught chose cut drew drove fell felt fled
    flew fought found froze gave got grew heard held hit hurt kept knew laid led left lent lost made met paid put
    quit ran rang read rode rose said sang sat saw sent set shook shot shut slid sold spent spoke spread stole stood
    struck sued swept swore took taught told threw thought understood went wept won wore withdrew wrote died"""
)
_PRESENT = listed("is are am s re has have do does says say reports hopes wants seeks")
_AHEAD = listed(
    """expected expect expects planning hope hopes hoping going supposed poised preparing prepares upcoming tentatively
    tomorrow forthcoming deadline"""
)
"""Words that put what they govern ahead of the speaker, whatever their own tense."""
_TO_AHEAD = _AHEAD | listed(
    """plan plans wants intends intend aims likely ready able willing forced available eligible proposes pledged vowed
    promises possible scheduled due bound planned slated set want aim about agreed refused decided asked ordered urged
    wanted hoped needs need has have is are threatened agreement proposal bid offer deal decision pledge promise
    commitment intention invitation order time"""
)
"""Words after which "to do" lies ahead."""
_PLANNED = listed("scheduled planned slated due")
_TIMETABLE = listed(
    """runs opens begins starts ends expires closes goes takes meets lasts continues returns leaves arrives departs
    votes resumes concludes convenes kicks travels visits begin resume convene expire meet reopen depart"""
)
"""Present forms that say what is on the programme: "opens Tuesday", "talks resume Monday"."""
_DETERMINERS = listed("a an the its his her their our my this that these those of some still")
_NOUN_BEFORE = (_DETERMINERS | {"to", "not"}) - {"that"}
_PROGRAMME = listed("vote hold gather march rally head face travel return")
"""Verbs of a programme that are nouns as well: only after a plural."""
_LIKELY = listed("possible likely ready available eligible able payable effective")
"""Adjectives that look ahead when something is said to be so."""
_JOINS = listed("but while although though whereas and")
_PREP_AHEAD = listed("by until till through before")
_FROM_THEN = listed("starting beginning effective pending")
_NOT_VERB = listed(
    """red bed need indeed hundred united wed fed led shed speed seed feed breed sacred naked wicked kindred embed
    exceed proceed succeed bleed deed creed greed weed ted fred reed alfred mohammed ahmed"""
)
_TITLES = listed("Mr Mrs Ms Dr Gov Sen Rep Gen St Lt")
_STOP = frozenset([".", "?", "!", ";", BREAK, ":"])
_PUT_OFF = listed("postponed extended delayed adjourned suspended deferred moved rescheduled given gave")
_MEETINGS = listed(
    """election elections vote meeting game match debate summit referendum primary primaries hearing poll deadline
    final launch ceremony talks session runoff tie fixture derby race round strike walkout march rally"""
)
"""What a paper writes about beforehand: "Tuesday's vote" may lie ahead, "Tuesday's blast" cannot."""
FORWARD, BACK, OPEN = 1, -1, 0


def clause(words: list[str], start: int, stop: int) -> tuple[int, int]:
    """First and last-plus-one token of the sentence around tokens `start` to `stop`, at most 40 tokens each way."""
    left = start
    while left > max(0, start - 40):
        word = words[left - 1]
        if word in _STOP and not _inside(words, left - 1):
            break
        left -= 1
    right = stop
    while right < min(len(words), stop + 40):
        word = words[right]
        if word in _STOP and not _inside(words, right):
            break
        right += 1
    return left, right


def _inside(words: list[str], sign: int) -> bool:
    """Whether a dot or colon is inside a sentence: in 3:30, in an initial, after a short title."""
    if sign == 0 or sign + 1 >= len(words):
        return False
    before, after = words[sign - 1], words[sign + 1]
    if words[sign] != ".":
        return words[sign] == ":" and before.isdigit() and after.isdigit()
    if (len(before) == 1 and before.isalpha()) or (before.isdigit() and after.isdigit()):
        return True
    short = before[:1].isupper() and len(before) <= 4 and before.lower() not in ("may", "june", "july")
    return short and (not after[:1].isupper() or before in _TITLES)


def verb(words: list[str], i: int, left: int) -> int | None:
    """The direction that token `i` gives if it is a verb or a word that looks ahead; None if it says nothing."""
    word = words[i].lower()
    before = [w.lower() for w in words[max(left, i - 4) : i]]
    last = before[-1] if before else ""
    if word in _MODAL:
        return _modal(words, i, left)
    if word == "to" and last in _TO_AHEAD:
        return BACK if "had" in before and "been" in before else FORWARD
    if word == "next":
        return None if words[i + 1 : i + 2] == ["to"] else FORWARD
    if word in _PLANNED:
        undone = before[-2:] == ["had", "been"] or {"previously", "originally", "initially"} & set(before)
        return BACK if undone else FORWARD
    if word == "set" and words[i + 1 : i + 2] in (["for"], ["to"]):
        return FORWARD
    if word in _PAST or (word.endswith("ed") and len(word) > 3 and word not in _NOT_VERB):
        return _past(words, i, before)
    if word in _AHEAD or (word in _LIKELY and last in ("is", "are", "was", "were", "be", "seems")):
        return FORWARD
    if word in ("because", "following"):
        return BACK
    if word in _PROGRAMME and last.endswith("s") and len(last) > 3 and not last.endswith(("ous", "ss", "us", "is")):
        return FORWARD
    if word in _TIMETABLE and last not in _NOUN_BEFORE and not words[i][:1].isupper():
        return FORWARD
    return OPEN if word in _PRESENT else None


def _being_before(words: list[str], left: int, start: int) -> bool:
    """Whether the verb nearest before token `start` is "is" or "are", or a participle after one."""
    for i in range(start - 1, left - 1, -1):
        if verb(words, i, left) is not None:
            return words[i] in ("is", "are") or (i > 0 and words[i - 1] in ("is", "are"))
    return False


def _modal(words: list[str], i: int, left: int) -> int | None:
    """Could not, would have: back. Will, may, would: ahead. "May" is a month."""
    word = words[i].lower()
    if words[i] == "May":
        return None
    near = {w.lower() for w in words[max(left, i - 12) : i + 3]}
    if word in ("could", "can") and {"not", "n", "nor", "neither", "never"} & near:
        return BACK if word == "could" else OPEN
    return BACK if "have" in [w.lower() for w in words[i + 1 : i + 3]] else FORWARD


def _past(words: list[str], i: int, before: list[str]) -> int | None:
    """A past form or participle: back, unless "will be", "is expected", "to be" stand before it."""
    word, last = words[i].lower(), before[-1] if before else ""
    if words[i][:1].isupper() or (word.endswith("ed") and last in _DETERMINERS):
        return None
    modal = next((i - 1 - k for k, w in enumerate(reversed(before)) if w in _MODAL), None)
    if modal is not None and not {"have", "that"} & set(before):
        return _modal(words, modal, max(0, i - 20))
    if ("be" in before and "to" in before) or last == "to":
        return FORWARD
    if word in ("expected", "supposed") and "had" not in before:
        return FORWARD  # "a vote expected Tuesday"
    if word in _AHEAD and last in ("is", "are", "s", "be", "was", "were", "been", "it", "also"):
        return FORWARD
    return OPEN if last in ("is", "are") else BACK


def direction(words: list[str], start: int, stop: int, *, day: bool = False) -> tuple[int, bool]:
    """Where the time at tokens `[start, stop)` points, and whether that is sure: (FORWARD | BACK | OPEN, sure).

    `day` tells that it is a single day: "a strike called for Monday" looks ahead, "sales for August" does not.
    """
    left, right = clause(words, start, stop)
    before = [w.lower() for w in words[max(left, start - 4) : start]]
    after = [w.lower() for w in words[stop : stop + 3]]
    if before[-1:] == ["since"] or before[-2:] == ["as", "of"] or after[:1] in (["was"], ["were"]):
        return BACK, True
    if (before[-1:] == ["as"] and before[-3:-2] == ["as"]) or before[-2:] == ["later", "than"]:
        near = next((d for i in range(start - 3, max(left, start - 7) - 1, -1) if (d := verb(words, i, left))), FORWARD)
        return near, True  # "as early as", "as soon as", "no later than": ahead, but for "may have failed as early as"
    possessive = after[:2] in (["'", "s"], ["’", "s"])
    if possessive and not _MEETINGS & {w.lower() for w in words[stop + 2 : stop + 6]}:
        return BACK, True
    if before and (before[-1] in _FROM_THEN or (day and before[-1] == "for")):
        return FORWARD, True
    if after and after[0] in _MODAL and not _MEETINGS & set(before[-3:]):
        return BACK, False  # "her victory on Tuesday will …"
    here = _clause_start(words, left, start)
    own = [d for d in (verb(words, i, left) for i in range(start - 1, here - 1, -1)) if d is not None]
    firm = next((d for d in own if d != OPEN), None)
    later = next((d for d in (verb(words, i, stop) for i in range(stop, min(right, stop + 12))) if d), None)
    preposition = _preposition(before)
    if preposition in _PREP_AHEAD:
        put_off = any(w.lower() in _PUT_OFF for w in words[max(left, start - 4) : start])
        return (BACK, False) if (firm or later) == BACK and not put_off else (FORWARD, True)
    if own and own[0] != OPEN:
        return own[0], True
    if own and _being_before(words, here, start):
        return FORWARD, False  # "the briefing is on Friday", "the siren is tested on Friday"
    if later:
        return later, True
    if firm:
        return firm, False
    far = next((d for d in (verb(words, i, left) for i in range(here - 1, left - 1, -1)) if d), None)
    return (far, False) if far else (OPEN, False)


def _preposition(before: list[str]) -> str:
    """The preposition that governs a time: of "by Friday", "by the weekend", "by the end of June" it is "by"."""
    words = list(before)
    if words[-1:] == ["of"] and words[-2:-1] in (["end"], ["start"], ["middle"], ["beginning"]):
        words = words[:-2]
    if words[-1:] == ["the"]:
        words.pop()
    return words[-1] if words else ""


def _clause_start(words: list[str], left: int, start: int) -> int:
    """Where the clause of token `start` begins: after the last comma with a conjunction, else at `left`."""
    for i in range(start - 1, left, -1):
        if words[i].lower() in _JOINS and words[i - 1] in (",", ";", "—", "–", "-"):
            return i
    return left
