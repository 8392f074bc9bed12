"""Which text comes from which, and how many texts there are. All text is invented."""

from __future__ import annotations

import itertools
import json
import random
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma import houses
from stemma.model import Article, Derivation, Section, Story, StoryArticle
from stemma.relate.texts.derive import compare, derive
from stemma.relate.texts.evidence import recurring
from stemma.relate.texts.lineage import CUT, lineages, wire
from stemma.relate.texts.versions import revision, versions
from stemma.tell.formats import compare_html, compare_text, graphml, prov

WIRE = """OSTERMOUTH — A ferry with forty people on board ran onto a sandbank off Cape Hollow on Monday, the harbour
office said.

Tugs from Port Ansel pulled the vessel free shortly after the evening tide, and nobody was hurt.

The ship was built in 1974 and carries cattle as well as passengers between the mainland and the outer islands.

The owner, a cooperative of crofters, has asked the ministry for a new ship since the spring without an answer.

"We felt a long soft stop and then the lamps went out," the captain, Ada Lund, told reporters on the quay."""

TRIMMED = """A ferry with 40 people on board ran onto a sandbank off Cape Hollow yesterday, the harbour office said.

Tugs from Port Ansel pulled the vessel free shortly after the evening tide, and nobody was hurt.

The owner, a cooperative of crofters, has been asking the ministry for a new ship since spring."""

OWN = """Passengers of the stranded island boat spent the night singing in the saloon, two of them told this paper.

"We felt a long soft stop and then the lamps went out," the captain, Ada Lund, told reporters on the quay.

Nobody in Hollow Bay could remember when a ship had last been lost to the shoals, though every
child is warned of them."""

UPDATE = "Divers found a crack in the hull on Tuesday, and the crossing stays shut until the weekend, the owner said."


def page(id: str, body: str, outlet: str, **more: object) -> Article:
    return Article(id, body, outlet=outlet, **more)  # type: ignore[arg-type]


AGENCY = page("wire", WIRE, "Northern Press Bureau", published="2011-05-02T18:00:00Z")
COPY = page("copy", TRIMMED, "Ansel Courier", published="2011-05-03T06:00:00Z")
REPORT = page("own", OWN, "Hollow Bay Echo", published="2011-05-03T05:00:00Z")


def test_a_trimmed_copy_derives_from_the_earlier_text() -> None:
    for a, b in ((AGENCY, COPY), (COPY, AGENCY)):
        (found,) = derive(a, b)
        assert (found.from_, found.to, found.direction, found.reason) == ("wire", "copy", "forward", "time")
        assert found.kind in ("copy", "rewrite")
        assert found.derived > 0.9
        assert [AGENCY.body[slice(*p.a)].split()[-1] for p in found.passages] == ["said.", "hurt.", "answer."]
        assert [COPY.body[slice(*p.b)].split()[-1] for p in found.passages] == ["said.", "hurt.", "spring."]


def test_a_short_alert_printed_twice_is_a_copy() -> None:
    alert = "A ferry with forty people on board has run onto a sandbank off Cape Hollow."
    (found,) = derive(page("a", alert, "A"), page("b", alert.upper(), "B"))
    assert found.derived >= 0.9
    assert derive(page("a", alert, "A"), page("b", "A ferry has run aground off Cape Hollow.", "B"))[0].derived < 0.5


def test_a_shared_quotation_is_a_shared_statement_and_no_derivation() -> None:
    (found,) = derive(AGENCY, REPORT)
    assert found.kind == "shared-statement"
    assert found.derived < 0.1
    assert found.direction is None
    assert sum(found.probabilities.values()) == pytest.approx(1.0, abs=0.001)


def test_texts_without_a_word_in_common_have_no_derivation() -> None:
    assert derive(page("a", WIRE, "A"), page("b", UPDATE, "B")) == ()


def test_two_pages_with_one_credit_are_siblings() -> None:
    one = replace(AGENCY, outlet="Ostermouth Post", credits=("Northern Press Bureau",))
    two = replace(COPY, credits=("Northern Press Bureau",))
    (found,) = derive(one, two)
    assert (found.kind, found.direction, found.reason) == ("common-source", None, "credit")
    (line,) = lineages([one, two], [found])
    assert line.unseen == "wire:Northern Press Bureau"
    assert line.credit == "Northern Press Bureau"


def test_the_agency_itself_is_the_parent_of_who_credits_it() -> None:
    late = replace(AGENCY, published="2011-05-04T00:00:00Z")
    crediting = replace(COPY, credits=("Northern Press Bureau",))
    (found,) = derive(crediting, late)
    assert (found.from_, found.to, found.reason) == ("wire", "copy", "credit")
    (line,) = lineages([crediting, late], [found])
    assert line.unseen is None


def test_the_same_outlet_later_is_an_update() -> None:
    (found,) = derive(replace(COPY, outlet="Northern Press Bureau"), AGENCY)
    assert (found.kind, found.from_, found.reason) == ("update", "wire", "version")


def test_an_unknown_order_falls_to_containment() -> None:
    (found,) = derive(replace(COPY, published=None), replace(AGENCY, published=None))
    assert (found.from_, found.to, found.reason) == ("wire", "copy", "containment")


def test_each_section_is_compared_for_itself() -> None:
    body = UPDATE + "\n\n" + TRIMMED
    cut = len(UPDATE) + 2
    parts = (
        Section("update", "2011-05-04T06:00:00Z", 0, len(UPDATE)),
        Section("original", "2011-05-03T06:00:00Z", cut, len(body)),
    )
    live = page("live", body, "Ansel Courier", sections=parts)
    (found,) = derive(AGENCY, live)
    assert (found.to, found.to_section) == ("live", 1)
    assert all(cut <= p.b[0] for p in found.passages)
    shown = compare_text.compare(compare(AGENCY, live), AGENCY, live, width=120)
    assert "UPDATE, 4 MAY 2011 06:00 UTC" in shown
    assert "ORIGINAL, 3 MAY 2011 06:00 UTC" in shown


def test_every_article_is_in_one_lineage_whatever_the_order() -> None:
    articles = [AGENCY, COPY, REPORT, page("other", UPDATE, "Quay Gazette")]
    found = [d for a, b in itertools.combinations(articles, 2) for d in derive(a, b)]
    groups = lineages(articles, found)
    assert {frozenset(g.members) for g in groups} == {
        frozenset(("wire", "copy")),
        frozenset(("own",)),
        frozenset(("other",)),
    }
    for seed in range(5):
        random.Random(seed).shuffle(articles)
        random.Random(seed).shuffle(found)
        assert lineages(articles, found) == groups


def test_one_agency_behind_two_outlets_is_one_lineage_without_a_shared_line() -> None:
    one = page("a", WIRE, "A Post", credits=("Reuters",))
    two = page("b", UPDATE, "B Post", credits=("Reuters",))
    both = page("c", OWN, "C Post", credits=("Reuters", "Associated Press"))
    groups = lineages([one, two, both], [])
    assert [g.members for g in groups] == [("a", "b"), ("c",)]
    assert [g.unseen for g in groups] == ["wire:Reuters", None]
    assert wire(both) is None


def test_a_doubtful_edge_joins_nothing() -> None:
    weak = Derivation("wire", "own", "undecidable", 0.6)
    assert len(lineages([AGENCY, REPORT], [weak])) == 2


EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0, 1), st.sampled_from(("copy", "none"))))


@given(EDGES, st.lists(st.sampled_from((None, "Reuters", "Associated Press")), min_size=8, max_size=8))
def test_lineages_part_the_articles(edges: list[tuple[int, int, float, str]], credits: list[str | None]) -> None:
    articles = [page(str(n), "", f"Outlet {n}", credits=(c,) if c else ()) for n, c in enumerate(credits)]
    found = [Derivation(str(a), str(b), kind, p) for a, b, p, kind in edges]  # type: ignore[arg-type]
    groups = lineages(articles, found)
    assert sorted(m for g in groups for m in g.members) == [str(n) for n in range(8)]
    where = {m: n for n, g in enumerate(groups) for m in g.members}
    assert all(where[d.from_] == where[d.to] for d in found if d.kind == "copy" and d.derived >= CUT)
    assert len({g.unseen for g in groups if g.unseen}) == sum(g.unseen is not None for g in groups)
    for agency in ("Reuters", "Associated Press"):
        assert len({where[str(n)] for n, c in enumerate(credits) if c == agency}) <= 1


def test_compare_keeps_the_order_given_and_tells_what_each_lacks() -> None:
    found = compare(COPY, AGENCY)
    assert (found.derivation.from_, found.derivation.to) == ("copy", "wire")
    assert found.derivation.direction == "backward"
    assert [COPY.body[s:e] for s, e in found.only_from] == ["40", "yesterday", "been asking"]
    alone = [AGENCY.body[s:e] for s, e in found.only_to]
    assert any(text.startswith("The ship was built in 1974") for text in alone)
    assert "on Monday" in alone


def test_a_page_compared_with_itself_has_nothing_alone() -> None:
    found = compare(AGENCY, replace(AGENCY, id="again"))
    assert found.only_from == found.only_to == ()
    assert found.derivation.derived > 0.99


def test_scripts_without_spaces_are_compared_by_more_characters() -> None:
    wire = "渡轮阿达号星期一在空角搁浅，船上有四十名乘客。两艘拖船在晚潮之后把船拖离沙洲，没有人受伤。船很旧。"
    copy = "渡轮阿达号昨天在空角搁浅，船上有四十名乘客。两艘拖船在晚潮之后把船拖离沙洲，没有人受伤。"
    own = "船上的乘客告诉本报，他们整夜在大厅里唱歌。港口的人不记得上一次有渡轮在这里搁浅是哪一年。"
    (found,) = derive(page("a", wire, "甲报"), page("b", copy, "乙报"))
    assert found.derived > 0.75
    assert all(d.derived < 0.35 for d in derive(page("a", wire, "甲报"), page("c", own, "丙报")))


def test_legal_lines_and_appeals_make_no_derivation() -> None:
    line = " All rights reserved. Sign up for our newsletter to get the day's news in your inbox every morning at six."
    assert derive(page("a", OWN + line, "A"), page("b", UPDATE + line, "B")) == ()


def test_an_empty_page_compares_with_anything() -> None:
    found = compare(page("empty", "", "Nobody"), AGENCY)
    assert found.derivation.kind == "none"
    assert found.only_from == ()
    assert len(found.only_to) == 5


def test_versions_of_one_address() -> None:
    first = replace(COPY, id="v1", url="https://www.ansel.example/ferry?utm_source=x", fetched="2011-05-03T07:00:00Z")
    text = TRIMMED.replace("nobody was hurt", "one man was hurt") + "\n\n" + UPDATE
    second = replace(first, id="v2", body=text, url="http://ansel.example/ferry/", fetched="2011-05-03T09:00:00Z")
    (made,) = versions([second, AGENCY, first])
    assert (made.before, made.after) == ("v1", "v2")
    assert [text[s:e] for s, e in made.added] == [UPDATE]
    assert made.removed == ()
    (edit,) = made.edits
    assert [first.body[s:e] for s, e in edit.removed] == ["nobody"]
    assert [text[s:e] for s, e in edit.added] == ["one man"]
    assert made.silent
    assert not revision(first, replace(second, modified="2011-05-03T08:30:00Z")).silent
    assert versions([first, replace(first, id="v3", fetched="2011-05-03T08:00:00Z")]) == ()


def test_side_by_side_in_the_terminal_and_as_html() -> None:
    hostile = replace(COPY, title="<script>alert(1)</script>", body=COPY.body + "\n\n\x1b[31mRed & <b>bold</b>.")
    found = compare(AGENCY, hostile)
    text = compare_text.compare(found, AGENCY, hostile, width=100)
    assert all(len(line) <= 100 for line in text.split("\n"))
    assert "\x1b" not in text
    assert "‹on Monday›" in compare_text.compare(found, AGENCY, hostile, width=180)
    assert "\x1b[33m" in compare_text.compare(found, AGENCY, hostile, width=100, colour=True)
    html = compare_html.compare(found, AGENCY, hostile)
    assert "<mark>on Monday</mark>" in html
    assert "<script>" not in html
    assert "&lt;b&gt;bold" in html


@pytest.fixture
def told() -> Story:
    one = replace(AGENCY, outlet="Ostermouth Post", credits=("Northern Press Bureau",), title="A <ferry> & \x00 tide")
    two = replace(COPY, credits=("Northern Press Bureau",))
    three = replace(COPY, id="late", outlet="Quay Gazette", published="2011-05-05T00:00:00Z")
    articles = [one, two, three, REPORT]
    found = [d for a, b in itertools.combinations(articles, 2) for d in derive(a, b)]
    listed = tuple(StoryArticle(a.id, a.outlet, a.title, a.published, credits=a.credits) for a in articles)
    return Story("s1", "Ferry", "quiet", None, None, listed, 4, lineages(articles, found), (1, 2))


def test_graphml_has_every_page_and_the_unseen_wire(told: Story) -> None:
    root = ET.fromstring(graphml.story(told).encode())
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    nodes = [node.get("id") for node in root.findall(".//g:node", space)]
    assert sorted(n for n in nodes if n) == ["copy", "late", "own", "wire", "wire:Northern Press Bureau"]
    ends = {(e.get("source"), e.get("target")) for e in root.findall(".//g:edge", space)}
    assert {("wire:Northern Press Bureau", "wire"), ("copy", "late")} <= ends
    assert all(s in nodes and t in nodes for s, t in ends)


def test_prov_names_sources_and_derivations(told: Story) -> None:
    graph = {node["@id"]: node for node in json.loads(prov.story(told))["@graph"]}
    late = graph["urn:stemma:article:late"]
    assert "urn:stemma:article:copy" in late["wasDerivedFrom"]
    assert late["qualifiedDerivation"][0]["stemma:derived"] > 0.8
    (unseen,) = (node for node in graph.values() if node.get("stemma:seen") is False)
    assert unseen["@id"] in graph["urn:stemma:article:copy"]["hadPrimarySource"]
    assert graph[unseen["wasAttributedTo"]]["foaf:name"] == "Northern Press Bureau"


APPEAL = """Our reporters walk the whole valley for you, in rain and frost, and their boots are paid by readers alone.

Whoever gives two crowns a month receives the almanac with the tide tables and a mug with the old lighthouse on it."""

FATHER = """The father of a man who disappeared in Calder ten years ago has given up hope of ever finding his son alive.

Paul Noll was last seen when he left a dance hall on the quay in the early hours of a November morning in 2013.

{between}

Police searched a pond and two gardens on the edge of town, and detectives questioned the owner of a boatyard.

His sister Greta lights a candle at the chapel every year, and some forty neighbours came along this time."""

BRIDGE = """The swing bridge of Dunmere closes for a week in spring: four of its bearings were found worn in June.

Engineers will lift the deck with jacks, and the work is to cost 400,000 crowns, the council decided on Tuesday.

{between}

Buses take the old road meanwhile, and a ferry sails every half hour from the fish market to the brickworks.

Shopkeepers fear for their trade, since half of what they earn in April comes from day trippers on bicycles."""


def test_an_appeal_on_two_pages_about_other_things_makes_neither_a_copy_of_the_other() -> None:
    father, bridge = (text.format(between=APPEAL) for text in (FATHER, BRIDGE))
    found = derive(page("father", father, "Calder Record"), page("bridge", bridge, "Dunmere Live"))
    assert all(d.derived < CUT and not d.passages for d in found)


def test_the_same_words_on_pages_of_one_event_are_still_a_copy() -> None:
    shared = FATHER.format(between="").split("\n\n")
    own = "Paul Noll would be 33 today; his father Allan keeps the room in Calder as it was, boots at the door."
    a = page("a", "\n\n".join(shared), "Calder Record")
    b = page("b", "\n\n".join([own, *shared[:2], *shared[4:]]), "Senn Live")
    assert max(d.derived for d in derive(a, b)) >= CUT


def test_boilerplate_is_found_where_it_stands() -> None:
    father, bridge = (text.format(between=APPEAL) for text in (FATHER, BRIDGE))
    spans = recurring(page("father", father, "Calder Record"), page("bridge", bridge, "Dunmere Live"))
    assert [father[start:end].strip() for start, end in spans] == APPEAL.split("\n\n")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://a.example/n/engineer-set-fire/a-71456789", "https://www.a.example/n/charged/a-71456789", True),
        ("https://a.example/fire-71456789.html", "https://a.example/charged-71456789.html?utm_source=x", True),
        ("https://a.example/news/71456789", "https://a.example/sport/71456789", True),
        ("https://a.example/fire-71456789", "https://b.example/fire-71456789", False),
        ("https://a.example/fire-71456789", "https://a.example/fire-71456780", False),
        ("https://a.example/fire-20260914", "https://a.example/flood-20260914", False),  # a day
        ("https://a.example/fire-2026", "https://a.example/flood-2026", False),
        ("https://a.example/fire", "https://a.example/flood", False),
        ("https://a.example/fire", "http://www.a.example/fire/?utm_source=x", True),
    ],
)  # fmt: skip
def test_the_number_of_a_page_stays_where_its_address_changes(first: str, second: str, same: bool) -> None:
    a, b = (Article(id=str(n), body="", url=url) for n, url in enumerate((first, second)))
    assert houses.same_page(a, b) == same
