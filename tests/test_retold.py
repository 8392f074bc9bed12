"""Pages that retell another without a line of it, against reports of the same event. All texts are invented."""

from __future__ import annotations

import pytest

from stemma.model import Article, Lineage
from stemma.relate.texts.retold import FEATURES, SHOWN, facts, features, probability, retold

REPORT = (
    "A fire at the Lodden quarry burned for nine hours on Tuesday. Two drivers were taken to Marl hospital, manager"
    " Petra Lunn said. “We heard a bang and then everything was black,” she said. About 400 people in Lodden were told"
    " to keep their windows shut. The quarry, which employs 75, will stay closed until Monday."
)
REWRITE = (
    "It took firefighters nine hours to control a blaze at a pit near Lodden on Tuesday. According to Petra Lunn, who"
    " runs the site, a pair of drivers are being treated in Marl. “We heard a bang and then everything was black,” Lunn"
    " recalled. Some 400 residents had to leave windows closed. Work for the 75 staff resumes next Monday."
)
OWN = (
    "Smoke could be seen 30 kilometres away when a pit at Lodden caught fire on Tuesday. Fire officer Alan Reeve said"
    " his men had been short of water. Three engines drew from the river Sarn. Villager Joan Tibbs said ash fell on her"
    " washing. “They were warned three times,” said councillor Rob Ince, who wants the licence of Stonehill withdrawn."
)


def page(id: str, body: str, hour: int = 8, **more: str) -> Article:
    told = {"outlet": f"Paper {id}", "language": "en", "published": f"2031-05-06T{hour:02d}:00:00Z"} | more
    return Article(id, body, **told)  # type: ignore[arg-type]


def alone(*ids: str) -> tuple[Lineage, ...]:
    return tuple(Lineage(f"lineage:{id}", None, (id,)) for id in ids)


def test_a_rewrite_is_told_and_a_report_of_somebody_else_is_not() -> None:
    found = retold([page("a", REPORT), page("b", REWRITE, 10), page("c", OWN, 11)], alone("a", "b", "c"))
    assert [(one.from_, one.to) for one in found] == [("a", "b")]
    assert SHOWN <= found[0].retold <= 1


@pytest.mark.parametrize(
    ("later", "lineages"),
    [
        (page("b", REWRITE, 7), alone("a", "b")),
        (page("b", REWRITE, 8), alone("a", "b")),
        (page("b", REWRITE, 10, published=""), alone("a", "b")),
        (page("b", REWRITE, 10, outlet="Paper a"), alone("a", "b")),
        (page("b", REWRITE, 10, language="de"), alone("a", "b")),
        (page("b", REWRITE[:120], 10), alone("a", "b")),
        (page("b", REWRITE, 10), (Lineage("lineage:a", None, ("a", "b")),)),
    ],
    ids=["earlier", "at once", "undated", "same outlet", "other language", "short", "one lineage"],
)
def test_who_retells_nobody(later: Article, lineages: tuple[Lineage, ...]) -> None:
    found = retold([page("a", REPORT), later], lineages)
    assert not [one for one in found if one.to == "b"]


def test_what_is_kept_and_what_is_its_own() -> None:
    told = dict(zip(FEATURES, features(facts(REPORT), facts(REWRITE)), strict=True))
    assert told["quotations kept"] == told["figures kept"] == 1.0
    assert told["own quotations"] == 0.0
    assert probability(facts(REPORT), facts(OWN)) < 0.3


def test_nothing_in_common_and_nothing_at_all() -> None:
    assert probability(facts(""), facts("")) < SHOWN
    assert all(0 <= x <= 1 for x in features(facts(""), facts(REPORT)))
