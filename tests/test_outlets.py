"""Known agencies and outlets: what is identified, and what is not."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma import outlets


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("AP", "agency:ap"),
        ("the AP", "agency:ap"),
        ("The Associated Press", "agency:ap"),
        ("the Yonhap news agency", "agency:yonhap"),
        ("Japan's Kyodo news agency", "agency:kyodo"),
        ("Japan’s Kyodo", "agency:kyodo"),
        ("Russian state news agency Tass", "agency:tass"),
        ("Iran's semi-official Fars news agency", "agency:fars"),
        ("the state-run Xinhua News Agency", "agency:xinhua"),
        ("Agence France-Presse", "agency:afp"),
        ("the Chosun Ilbo newspaper", "outlet:chosun"),
        ("Germany's Bild newspaper", "outlet:bild"),
        ("nytimes.com", "outlet:nytimes"),
        ("www.bbc.co.uk", "outlet:bbc"),
        ("New York Times", "outlet:nytimes"),
        ("the Guardian", "outlet:guardian"),
        ("El Pais", "outlet:elpais"),
        ("연합뉴스", "agency:yonhap"),
    ],
)
def test_identifies(name: str, key: str) -> None:
    found = outlets.identify(name)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    "name",
    ["the Times", "The Times", "the Post", "Independent", "Guardian", "Time", "ap", "ABC", "Kim Yonhap", "Sun", "",
     "the ministry", "former Reuters", "news agency", "a.b", "Standard", "reason", "people", "Foreign Policy"],
)  # fmt: skip
def test_leaves_ambiguous_names_alone(name: str) -> None:
    assert outlets.identify(name) is None


def test_sites() -> None:
    assert outlets.from_url("https://edition.cnn.com/2020/01/02/a") == outlets.identify("CNN")
    assert outlets.from_url("https://notcnn.com/") is None
    assert outlets.from_url("http://[broken") is None
    paper = outlets.from_url("https://www.thetimes.co.uk/article/1")
    assert paper is not None
    assert (paper.name, paper.country, paper.timezone) == ("The Times", "GB", "Europe/London")
    network = outlets.identify("NBC News")
    assert network is not None
    assert not network.one_zone


def test_every_fact_is_sound() -> None:
    known = outlets.everything()
    assert len({one.key for one in known}) == len(known) > 500
    domains = [domain for one in known for domain in one.domains]
    assert len(domains) == len(set(domains))
    for one in known:
        ZoneInfo(one.timezone)
        assert one.key.startswith(one.kind)
        assert len(one.country) == 2
        for domain in one.domains:
            assert outlets.from_url(f"https://www.{domain}/x") == one


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    found = outlets.identify(text)
    assert found is None or found in outlets.everything()


def test_a_short_name_is_how_others_print_it() -> None:
    assert [outlets.short(n) for n in (" The Orlesk Post", "orleskpost.co.uk", "Orlesk Post")] == [
        "Orlesk Post",
        "orleskpost",
        "Orlesk Post",
    ]
