"""Hunts for pages that reading cannot bear: a crash, or more than the stated seconds for one page.

    python bench/reading_fuzz.py --data ../shared/data [--variants 1000]     damaged variants of real pages
    python bench/reading_fuzz.py --data ../shared/data --atheris 1200        guided by coverage (needs atheris)

Damaged variants are real pages with bits flipped, cut, spliced, shuffled, doubled, with noise, with NUL bytes, in
another character set, or with their marks removed; read as HTML and as a dump. Guided fuzzing starts from small pages,
feeds, WARC records and JSON-LD of our own. A crash ends either run with its input. What was found is kept as tests in
`tests/test_read_hostile.py`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from stemma.errors import InputError
from stemma.model import Capture
from stemma.read import read

Way = Callable[[random.Random, bytes, bytes], bytes]


def _flips(rng: random.Random, page: bytes, other: bytes) -> bytes:
    data = bytearray(page)
    for _ in range(rng.randint(1, 200)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _shuffled(mark: bytes) -> Way:
    def shuffle(rng: random.Random, page: bytes, other: bytes) -> bytes:
        parts = page.split(mark)
        rng.shuffle(parts)
        return mark.join(parts)

    return shuffle


def _zeros(rng: random.Random, page: bytes, other: bytes) -> bytes:
    at = rng.randrange(len(page))
    return page[:at] + b"\0" * rng.randint(1, 4000) + page[at:]


def _unmarked(mark: bytes) -> Way:
    return lambda rng, page, other: page.replace(mark, b"")


def _recoded(rng: random.Random, page: bytes, other: bytes) -> bytes:
    return page.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-32", "utf-7", "cp037"]), "replace")


WAYS: dict[str, Way] = {
    "flips": _flips,
    "cut": lambda rng, page, other: page[: rng.randrange(len(page))],
    "splice": lambda rng, page, other: page[: rng.randrange(len(page))] + other[rng.randrange(len(other)) :],
    "noise": lambda rng, page, other: rng.randbytes(rng.randint(0, 5000)) + page[: rng.randrange(len(page))],
    "zeros": _zeros,
    "shuffled tags": _shuffled(b"<"),
    "shuffled words": _shuffled(b" "),
    "shuffled lines": _shuffled(b"\n"),
    "doubled": lambda rng, page, other: page * 2,
    "no ends of tags": _unmarked(b">"),
    "no quotation marks": _unmarked(b'"'),
    "no line ends": _unmarked(b"\n"),
    "no spaces": _unmarked(b" "),
    "recoded": _recoded,
}


def damaged(data: Path, variants: int, seed: int) -> dict[str, float]:
    """Reads damaged pages; prints the slowest of each way (CPU seconds). A crash ends the run with its traceback."""
    rng = random.Random(seed)
    with gzip.open(data / "reading" / "pages.dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = [json.loads(line)["html"].encode("utf-8", "replace") for line in lines]
    slowest: dict[str, tuple[float, str]] = defaultdict(lambda: (0.0, ""))
    articles = refused = 0
    for number in range(variants):
        way = rng.choice(list(WAYS))
        content = WAYS[way](rng, rng.choice(pages), rng.choice(pages))
        kind = rng.choice(["html", "html", "dump"])
        name = f"{way} as {kind}"
        started = time.process_time()
        print(f"\rvariant {number}: {name}", end="", file=sys.stderr)  # what to look at when it crashes
        try:
            read(Capture(id=f"{name} {number}", kind=kind, content=content))  # type: ignore[arg-type]
            articles += 1
        except InputError:
            refused += 1
        spent = time.process_time() - started
        slowest[name] = max(slowest[name], (spent, f"variant {number}, {len(content):,} bytes"))
    for name, (spent, which) in sorted(slowest.items(), key=lambda item: -item[1][0]):
        print(f"{spent:7.2f} s  {name:30} {which}")
    worst = max(spent for spent, _ in slowest.values())
    return {"variants": variants, "articles": articles, "refused": refused, "slowest CPU s": worst}


PARAGRAPH = b"<p>The harbour of Lowmere was closed on Monday after a storm, the port authority said, and stays so.</p>"
SEEDS = (
    b"h<html><head><title>Harbour closed</title><meta property='article:published_time' "
    b"content='2024-03-04T09:05:00Z'></head><body><article><h1>Harbour closed</h1>"
    b"<time datetime='2024-03-04'>4 March</time>" + 4 * PARAGRAPH + b"</article>",
    b"dHome\nHarbour closed after storm\nBy Jane Roe, AP\n4 March 2024, 09:05 GMT\nLOWMERE, Eastland (AP) \xe2\x80\x94 "
    b"The harbour of Lowmere was closed on Monday after a storm, the port said.\n\nUPDATE Mar 5, 2024 4:10 PM CST\n"
    b"Divers found it (Source: AP)",
    b"f<?xml version='1.0'?><rss version='2.0'><channel><title>News</title><item><title>A</title>"
    b"<link>https://example.org/a</link><description>" + 2 * PARAGRAPH.replace(b"<", b"&lt;") + b"</description></item>"
    b"</channel></rss>",
    b"f<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://example.org/a</loc></url>",
    b"f<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><entry><title>A</title>"
    b"<link href='https://example.org/a'/><updated>2024-03-04T09:05:00Z</updated><content type='html'>"
    + 2 * PARAGRAPH.replace(b"<", b"&lt;")
    + b"</content></entry></feed>",
    b"f<opml version='2.0'><body><outline text='News'><outline xmlUrl='https://example.org/f'/></outline></body>",
    b'f{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": "<p>Closed.</p>"}]}',
    b'f{"id": "a", "url": "https://example.org/a", "dump": "The harbour was closed on Monday, the authority said."}',
    b"fWARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    b"WARC-Date: 2024-03-04T09:05:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: 77\r\n"
    b"\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>Harbour closed.</p></html>\r\n\r\n",
    "dГавань закрыта\n4 марта 2024, 09:05\nГавань Лоумера закрыта в понедельник после шторма, сообщила администрация.\n"
    "港口关闭\n2024年3月4日 09:05\n洛米尔港周一在风暴后关闭，港务局说。\n".encode(),
    "dLive: harbour closed\n10:45 am – Divers will look for the containers at first light.\n"
    "10:12 am – The port is shut.\n09:30 am – A freighter lost containers.\n"
    "Correction: an earlier version of this story gave the wrong day.\n"
    "Photo: Jane Roe/AP\nMore Stories\nStorm hits the coast\n45 mins ago\n12 Comments\n".encode(),
    b"h<html><body><div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>Closed</h1>"
    b"<figure><img><figcaption>The quay. Photo: Jane Roe</figcaption></figure><span itemprop='author'>Jane Roe</span>"
    b"<ul class='related'><li><a href='/b'>Storm hits the coast</a></li></ul>" + 3 * PARAGRAPH,
    b'j{"@type": "NewsArticle", "headline": "Harbour \nclosed", "author": [{"name": "Jane Roe"}], '
    b'"datePublished": "2024-03-04",}',
    b'j{"@graph": [{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"headline": "A", "articleBody": "B"}, '
    b'{"articleBody": 1}]}]}',
)
"""What guided fuzzing starts from; the first byte says what is done with the rest."""


def try_one(data: bytes) -> None:
    """Reads one input of the fuzzer: (h)tml, (d)ump, (f)ile of any kind, or (j)son-ld in a page."""
    from stemma.read import sources
    from stemma.read.finding import Finder

    kind, rest = data[:1], data[1:]
    if kind == b"f":
        for _ in sources.from_bytes(rest, "fuzz", Finder({}, True, 1_000_000, None, seen={})):
            pass
        return
    if kind == b"j":
        rest = (
            b"<html><script type='application/ld+json'>" + rest + b"</script><article>" + 4 * PARAGRAPH + b"</article>"
        )
    with suppress(InputError):
        read(Capture(id="fuzz", kind="dump" if kind == b"d" else "html", content=rest))


def guided(seconds: int, corpus: Path) -> None:
    """Fuzzes `try_one` for some seconds with atheris (libFuzzer); ends the process."""
    import atheris

    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS):
        (corpus / f"seed{number}").write_bytes(seed)
        try_one(seed)  # all that is imported late is imported, and instrumented below
    atheris.instrument_all()
    arguments = [
        f"-max_total_time={seconds}",
        "-timeout=20",
        "-rss_limit_mb=3000",
        "-max_len=8000",
        "-print_final_stats=1",
        f"-artifact_prefix={corpus}-",
    ]
    atheris.Setup([sys.argv[0], *arguments, str(corpus)], try_one)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--variants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", type=int, metavar="SECONDS", help="fuzz guided by coverage instead")
    parser.add_argument("--corpus", type=Path, help="where guided fuzzing keeps what it finds")
    options = parser.parse_args()
    if options.atheris:
        guided(options.atheris, options.corpus or Path(tempfile.mkdtemp()))
    print(json.dumps(damaged(options.data, options.variants, options.seed), indent=1))


if __name__ == "__main__":
    main()
