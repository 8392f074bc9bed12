"""Files made to hurt: each is bounded in bytes, items and CPU, and costs itself alone."""

from __future__ import annotations

import gzip
import io
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stemma import limits, text
from stemma.engine import process
from stemma.errors import TooLarge
from stemma.model import Annotated, Capture, Problem
from stemma.read import feeds, fetch, sources
from stemma.read.finding import Finder

STORY = "The harbour of Lowmere was closed on Monday after a storm, the port authority said. " * 12


def problems(data: bytes, name: str, tmp_path: Path) -> list[Problem]:
    """What is wrong with a file of this content; each costs at most ten seconds of CPU."""
    path = tmp_path / name
    path.write_bytes(data)
    begun = time.process_time()
    found = [one for one in sources.captures([path]) if isinstance(one, Problem)]
    assert time.process_time() - begun < 10
    return found


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("a.jsonl.gz", lambda: gzip.compress(b"\n" * 30_000_000), "lines without a page"),
        ("a.json.gz", lambda: gzip.compress(b'[{"id": 1}' + b",{}" * 5_000_000), "times its size"),
        ("a.html.gz", lambda: gzip.compress(b"") * 300_000, "packed parts"),
        ("a.jsonl", lambda: b"\n" * 2_000_000, "lines without a page"),
        ("a.json", lambda: b'[{"id":1}' + b",{}" * 2_000_000 + b"]", "more parts than any page has"),
        ("a.jsonl", lambda: b'{"id":[{}' + b",{}" * 2_000_000 + b"]}\n", "more parts than any page has"),
        ("a.jsonl", lambda: b'{"id":' + b'"\\' * 5_000_000 + b"\n", "not valid JSON"),
        ("a.xml", lambda: b"<rss><channel>" + b"<a/>" * 300_000 + b"</channel></rss>", "tags"),
        ("a.xml", lambda: b"<?xml version='1.0'?><urlset>" + b"<a/>" * 300_000 + b"</urlset>", "tags"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_beyond_its_bounds_is_one_problem(
    name: str, make: Callable[[], bytes], reason: str, tmp_path: Path
) -> None:
    assert reason in " ".join(str(one) for one in problems(make(), name, tmp_path))


def test_problems_of_one_input_are_listed_up_to_a_bound_and_then_counted(tmp_path: Path) -> None:
    found = problems(b"{}\n" * 20_000, "a.jsonl", tmp_path)
    assert len(found) == limits.LISTED + 1
    assert "19,900 more problems" in found[-1].reason


def test_good_lines_among_bad_ones_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"id": "x", "body": STORY}).encode() + b"\n"
    path.write_bytes((b"{}\n" * 60_000 + good) * 2)
    assert sum(isinstance(one, Capture) for one in sources.captures([path])) == 2


def test_large_json_of_few_parts_is_read() -> None:
    value = {"id": "x", "html": '<p a="{[,]}">\\' * 500_000}
    assert limits.json_value(json.dumps(value), "x") == value


def test_standard_input_is_kept_on_disk_and_read_as_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = json.dumps({"id": "x", "body": STORY}).encode() + b"\n"
    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": io.BytesIO(lines * 3)}))
    found = list(sources.captures(["-"]))
    assert [one.file for one in found if isinstance(one, Capture)] == ["stdin"] * 3


@pytest.mark.parametrize(
    "description",
    ["&lt;" * 60_000, "<![CDATA[" + "<" * 150_000 + "]]>", " " * 3_000_000, "&lt;media:a &gt;" * 20_000],
    ids=["<", "cdata", "spaces", "media"],
)
def test_a_feed_of_one_hostile_entry(description: str, tmp_path: Path) -> None:
    item = f"<item><link>https://a.example/1</link><description>{description}</description></item>"
    problems(f"<?xml version='1.0'?><rss><channel>{item}</channel></rss>".encode(), "a.xml", tmp_path)


@pytest.mark.parametrize("row", [b"<media:a ", b"<media:a>", b"<media:a>x</media:b>"])
def test_media_tags_that_are_never_closed(row: bytes, tmp_path: Path) -> None:
    problems(b"<?xml version='1.0'?><rss><channel>" + row * 15_000 + b"</channel></rss>", "a.xml", tmp_path)


def test_a_json_feed_of_large_items(tmp_path: Path) -> None:
    items = [{"url": f"https://a.example/{n}", "content_html": "<" * 300_000} for n in range(10)]
    problems(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(), "a.json", tmp_path)


def test_the_first_entries_of_an_endless_feed_are_read_and_the_feed_still_ends() -> None:
    item = "<item><link>https://a.example/{}</link></item>"
    data = "<?xml version='1.0'?><rss><channel>" + "".join(item.format(n) for n in range(20_000)) + "</channel></rss>"
    cut = feeds.bounded(data.encode(), "x")
    assert cut.count(b"<item>") == feeds.MAX_ENTRIES
    assert cut.endswith(b"</item></channel></rss>")
    pages, _ = feeds.entries(data.encode(), "x")
    assert len(pages) == feeds.MAX_ENTRIES


class Nested(fetch.Fetcher):
    """A site whose every sitemap names many more."""

    count = 0

    def get(self, url: str) -> Capture:
        self.count += 1
        links = "".join(f"<sitemap><loc>{url}/{n}</loc></sitemap>" for n in range(300))
        return Capture(url, "html", f"<?xml version='1.0'?><sitemapindex>{links}</sitemapindex>".encode(), url)


def test_lists_in_lists_share_one_bound() -> None:
    site = Nested()
    found = list(sources.captures(["https://a.example/sitemap.xml"], network=site))
    assert site.count <= fetch.LIST_PAGES + 1
    assert len(found) <= limits.LISTED + 1


@pytest.mark.parametrize(
    "row", ["?!", "? ! ", "?", "?。", "‘", "' ", "'a ", '"a ', "“‘", "“a\n", ". . ", "?(", "!”"], ids=repr
)
def test_sentences_and_quotations_take_linear_time(row: str) -> None:
    for inner in (row * (40_000 // len(row)), row * (40_000 // len(row)) + "x"):
        begun = time.process_time()
        text.sentences(inner)
        text.quoted(inner)
        assert time.process_time() - begun < 3


def test_a_row_of_enders_ends_the_same_sentences_as_before() -> None:
    said = "He left?! Then what?!? “No!!” she said... And so?! ! He waited.”"
    assert [said[a:b] for a, b in text.sentences(said)] == [
        "He left?!", "Then what?!?", "“No!!” she said...", "And so?! !", "He waited.”",
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer of CPU time here")
def test_the_cpu_of_one_page_is_bounded_and_its_neighbours_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from stemma.read import assemble

    plain = assemble.article

    def slow(capture: Capture) -> object:
        while capture.id == "slow":
            pass
        return plain(capture)

    monkeypatch.setattr(assemble, "article", slow)
    monkeypatch.setattr(limits, "CPU_SECONDS", 0.2)
    captures = [Capture(id, "body", STORY[:90], language="en") for id in ("a", "slow", "b")]
    monkeypatch.setattr("stemma.engine.local.limits.cpu_seconds", lambda size: 0.3 if size < 50 else 30)
    first, second, third = (outcome for _, outcome in process(captures))
    assert isinstance(first, Annotated)
    assert isinstance(third, Annotated)
    assert isinstance(second, Problem)
    assert "CPU" in second.reason


def test_a_timer_of_somebody_else_is_left_alone() -> None:
    signal.setitimer(signal.ITIMER_PROF, 1000)
    try:
        with limits.cpu(0.1, "x"):
            pass
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 900
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def test_a_meter_names_the_input_and_the_bound() -> None:
    meter = limits.Meter(2, "items", "feed.xml")
    meter.add(2)
    with pytest.raises(TooLarge, match=r"feed.xml: more than 2 items"):
        meter.add()


SPOOFED = json.dumps({"id": "own", "url": "https://gazette.example/quay", "body": STORY, "outlet": "Gazette"})
FULL = f"<item><link>https://gazette.example/quay</link><description>{STORY}</description></item>"


@pytest.mark.parametrize("content", [
    SPOOFED, f"<?xml version='1.0'?><rss><channel><title>Gazette</title>{FULL}</channel></rss>",
    json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [
        {"url": "https://gazette.example/quay", "content_html": STORY}]}),
], ids=["lines", "rss", "json"])  # fmt: skip
def test_what_another_host_gives_out_says_so_and_takes_no_place(content: str) -> None:
    class Other(fetch.Fetcher):
        def get(self, url: str) -> Capture:
            return Capture("x", "html", content.encode(), url)

    (spoofed,) = sources.captures(["https://evil.example/feed"], network=Other())
    (own,) = sources.captures(["https://www.gazette.example/feed"], network=Other())
    assert isinstance(spoofed, Capture)
    assert isinstance(own, Capture)
    assert (spoofed.url, spoofed.fetched_from) == ("https://gazette.example/quay", "https://evil.example/feed")
    assert spoofed.id.endswith("-from-evil.example")
    assert (own.url, own.fetched_from) == ("https://gazette.example/quay", None)
    assert own.id != spoofed.id
    assert own.digest != spoofed.digest


def test_ids_of_the_users_own_files_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(SPOOFED)
    (found,) = sources.captures([path])
    assert isinstance(found, Capture)
    assert (found.id, found.fetched_from) == ("own", None)


def test_halves_of_surrogate_pairs_are_replaced_where_they_enter() -> None:
    made = Capture("\ud800", "body", "He \udfff left.", title="\ud83d\ud83d", outlet="A\udc00")
    assert (made.id, made.content, made.title, made.outlet) == ("\ufffd", "He \ufffd left.", "\ufffd\ufffd", "A\ufffd")


def test_an_address_that_is_none_still_has_an_id() -> None:
    assert Finder({}).name(Capture("x", "body", "y", url="http://[::1")).url == "http://[::1"
    assert feeds.captures_of_json is not None
    value = {"items": [{"url": "http://[::1", "content_html": f"<p>{STORY}</p>"}]}
    (found,) = feeds.captures_of_json(value, "x", Finder({}, origin="https://a.example/"))
    assert isinstance(found, Capture)
