"""Which way a weekday or month points: back or forward, from tense, modality and the preposition before it.

No parser: the verbs near the time in its own sentence decide, the nearest one on the left first. "arrived Tuesday"
looks back, "as early as Tuesday" and "due to be published in May" look forward, whatever verb reports them.
"""

from __future__ import annotations

from stemma.annotate.times.tokens import BREAK

_MODAL = frozenset("will would shall should may might could can must ll wo gonna".split())
_PAST = frozenset(
    """was were had did became began blew bought broke brought built came caught chose cut drew drove fell felt fled flew
    fought found froze gave got grew held hit hurt kept knew laid led left lent lost made met paid put quit ran rang
    read rode rose said sang sat saw sent set shook shot shut slid sold spent spoke spread stole stood struck sued swept
    swore took taught told threw thought took understood went wept won wore withdrew wrote died""".split()
)
_PRESENT = frozenset("is are am s re has have do does says say reports expects plans hopes wants seeks".split())
_AHEAD = frozenset(
    """expected scheduled due planned slated set plans plan planning expects expect hopes hope hoping wants intends
    intend aims likely ready about going supposed poised preparing prepares upcoming tentatively bound able willing
    forced available eligible next tomorrow forthcoming possible until deadline proposed proposes pledged vowed
    promised promises payable effective""".split()
)
_TO_AHEAD = frozenset(
    """expected scheduled due planned slated set plans plan planning expects expect hopes hope hoping wants want intends
    intend aims aim likely ready about going supposed poised preparing prepares agreed refused decided asked ordered
    urged wanted hoped needs need has have is are promised pledged vowed threatened""".split()
)
_PLANNED = frozenset("scheduled planned slated due".split())
_DETERMINERS = frozenset("a an the its his her their our my this that these those of some still".split())
_PREP_AHEAD = frozenset("by until till through starting beginning effective before".split())
_NOT_VERB = frozenset(
    """red bed need indeed hundred united wed fed led shed speed seed feed breed sacred naked wicked kindred embed
    exceed proceed succeed bleed deed creed greed weed ted fred reed alfred mohammed ahmed""".split()
)
_STOP = frozenset([".", "?", "!", ";", BREAK, ":"])
FORWARD, BACK, OPEN = 1, -1, 0


def clause(words: list[str], start: int, stop: int) -> tuple[int, int]:
    """First and last-plus-one token of the sentence around tokens `start` to `stop`, at most 40 tokens each way."""
    left = start
    while left > max(0, start - 40):
        word = words[left - 1]
        if word in _STOP and not (word == "." and _abbreviation(words, left - 1)):
            break
        left -= 1
    right = stop
    while right < min(len(words), stop + 40):
        word = words[right]
        if word in _STOP and not (word == "." and _abbreviation(words, right)):
            break
        right += 1
    return left, right


def _abbreviation(words: list[str], dot: int) -> bool:
    """Whether the dot belongs to a short form: an initial, or a capitalised stub that a capital word follows."""
    if dot == 0 or dot + 1 >= len(words):
        return False
    before, after = words[dot - 1], words[dot + 1]
    if len(before) == 1 and before.isalpha():
        return True
    return (before[:1].isupper() and len(before) <= 4 and before.lower() not in ("may", "june", "july")) and (
        not after[:1].isupper() or before in ("Mr", "Mrs", "Ms", "Dr", "Gov", "Sen", "Rep", "Gen", "St", "Lt")
    )


def verb(words: list[str], i: int, left: int) -> int | None:
    """The direction that token `i` gives if it is a verb or a word that looks ahead; None if it says nothing."""
    word = words[i].lower()
    before = [w.lower() for w in words[max(left, i - 4) : i]]
    if word in ("could", "can") and {"not", "n", "nor", "neither", "never"} & {
        w.lower() for w in words[max(left, i - 8) : i + 3]
    }:
        return BACK if word == "could" else OPEN
    if word in _MODAL:
        after = [w.lower() for w in words[i + 1 : i + 3]]
        if word == "may" and words[i] == "May":
            return None
        return BACK if "have" in after else FORWARD
    if word == "to" and before and before[-1] in _TO_AHEAD:
        return FORWARD
    if word in _PLANNED and not {"previously", "originally", "initially"} & set(before):
        return BACK if before[-2:] == ["had", "been"] else FORWARD
    if word in _PLANNED:
        return BACK
    if word.endswith("ed") and before and before[-1] in _DETERMINERS:
        return None
    if word in _PAST or (word.endswith("ed") and len(word) > 3 and word not in _NOT_VERB):
        if words[i][:1].isupper():
            return None
        if any(w in _MODAL for w in before) and "have" not in before and "that" not in before:
            return FORWARD
        if "be" in before and "to" in before:
            return FORWARD
        if word in _AHEAD and before and before[-1] in ("is", "are", "s", "be", "was", "were", "been", "it", "also"):
            return FORWARD
        if before and before[-1] == "to":
            return FORWARD
        return BACK
    if word in _AHEAD:
        return FORWARD
    if word in _PRESENT:
        return OPEN
    if before and before[-1] == "to" and word.isalpha() and len(before) > 1 and before[-2] in _TO_AHEAD:
        return FORWARD
    return None


def direction(words: list[str], start: int, stop: int) -> tuple[int, bool]:
    """Where the time at tokens `[start, stop)` points, and whether that is sure: (FORWARD | BACK | OPEN, sure)."""
    left, right = clause(words, start, stop)
    before = [w.lower() for w in words[max(left, start - 4) : start]]
    if before[-1:] == ["since"] or before[-2:] == ["as", "of"]:
        return BACK, True
    if before[-3:] == ["as", "early", "as"] or before[-3:] == ["as", "soon", "as"] or before[-2:] == ["later", "than"]:
        return FORWARD, True
    seen = [verb(words, i, left) for i in range(start - 1, left - 1, -1)]
    found = [d for d in seen if d is not None]
    if before and (before[-1] in _PREP_AHEAD or (before[-1] == "the" and before[-2:-1] and before[-2] in _PREP_AHEAD)):
        return (BACK, False) if found and found[0] == BACK else (FORWARD, True)
    if found and found[0] != OPEN:
        return found[0], True
    for i in range(stop, min(right, stop + 12)):
        ahead = verb(words, i, stop)
        if ahead:
            return ahead, True
    rest = [d for d in found if d != OPEN]
    return (rest[0], False) if rest else (OPEN, False)
