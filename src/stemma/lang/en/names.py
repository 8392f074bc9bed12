"""Given names by fact: whether a word is one, and who mostly bears it (`data/names.tsv`)."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Literal, cast

Sex = Literal["m", "f", "b"]
"""Borne by men, by women, by both."""


@functools.cache
def given_names() -> dict[str, Sex]:
    """All given names with who bears them, read once (some 19,500)."""
    text = files("stemma").joinpath("data/names.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return {name: cast(Sex, sex) for name, sex in rows}


ADDRESS: dict[str, Sex] = {
    **dict.fromkeys(("mr", "sir", "lord"), "m"),
    **dict.fromkeys(("mrs", "ms", "miss", "dame", "lady"), "f"),
}  # fmt: skip
"""Forms of address, and who is addressed so."""

SUFFIXES = frozenset("jr sr ii iii iv".split())
"""What may stand behind a last name."""

MALE = frozenset(
    """king prince pope father brother son husband uncle spokesman chairman businessman congressman
    policeman fireman fisherman statesman councilman assemblyman sheikh imam rev man boy actor grandfather""".split()
)
FEMALE = frozenset(
    """queen princess mother sister daughter wife aunt spokeswoman chairwoman businesswoman
    congresswoman policewoman councilwoman assemblywoman woman girl actress nun grandmother""".split()
)
"""Titles and roles that say who bears them."""


def sex_of(name: str, role: str = "") -> Sex | None:
    """`m` or `f` where a title or role, or else the first given name, says it; `b` or None where nothing does."""
    for word in f"{role} {name}".replace(".", " ").split():
        low = word.lower()
        if low in ADDRESS:
            return ADDRESS[low]
        if low in MALE:
            return "m"
        if low in FEMALE:
            return "f"
    first = next((w for w in name.split() if w.lower().rstrip(".") not in NO_NAMES), "")
    return given_names().get(first)


NO_NAMES = frozenset("the president minister judge mayor dr prof gen col capt lt sgt senator sen rep".split())
"""Capitalised words before a name that are none."""
