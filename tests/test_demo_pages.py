"""The bundled example is whole, and every page says of itself what the index says of it."""

from __future__ import annotations

import json
import re

import pytest

from stemma import demo


def test_every_page_is_in_the_index_in_order():
    assert [page.name for page in demo.pages()] == [entry["file"] for entry in demo.index()["pages"]]
    assert len(demo.pages()) == 10


def test_captures_give_the_outlet_only_of_pages_that_cannot_name_it():
    given = {capture.id: capture.outlet for capture in demo.captures() if capture.outlet}
    assert given == {"04-harbour6.txt": "Harbour 6", "08-daybrief.txt": "Daybrief"}


def test_two_pages_are_plain_text_dumps_with_furniture_and_dated_sections():
    dumps = {page.name: page.read_text(encoding="utf-8") for page in demo.pages() if page.name.endswith(".txt")}
    assert len(dumps) == 2
    rail, dated = dumps["04-harbour6.txt"], dumps["08-daybrief.txt"]
    assert {"More Stories", "38 mins ago", "Popular"} <= set(rail.split("\n"))
    assert dated.startswith("UPDATE\n")
    assert len(re.findall(r"^May 1\d, 2025 .* EDT$", dated, re.M)) == 2


@pytest.mark.parametrize("page", [page for page in demo.pages() if page.name.endswith(".html")], ids=lambda p: p.name)
def test_html_pages_are_self_contained_and_their_json_ld_parses(page):
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S):
        json.loads(block)
    hosts = re.findall(r"https?://([^/\"'\s<]+)", text)
    assert all(host.endswith(".example") or host in ("schema.org", "ogp.me") for host in hosts)
    prose = " ".join(re.findall(r"<p>(.*?)</p>", text, re.S))
    assert 150 <= len(re.sub(r"<[^>]+>", " ", prose).split()) <= 400
