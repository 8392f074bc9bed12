"""Every served page in a real Chromium: axe-core, width, weight, console, requests elsewhere, and pictures to look at.

Each page of the demo, or of the library that `--library` names, is opened at 360 and 1440 px, light and dark, by the
real server over HTTP. `NAME.serious` counts serious and critical findings of axe-core (0 is asked), `NAME.wide`
whether the page itself scrolls sideways, `NAME.errors` messages of the console and requests to another host, `NAME.kb`
what the page and all it loads weigh in kB before compression, `NAME.paint` milliseconds to the first paint. What was
found is written to stderr. With `--pictures FOLDER` a picture of each page is kept for each width and scheme.

Chromium is `chromium` on the PATH or the one that `--chromium` names; axe-core comes from the npm registry by
`npm pack`, or from `--axe FILE`. Neither is shipped with Stemma.

    python bench/pages.py --pictures /tmp/pictures
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

AXE = "axe-core@4.14.1"
WIDTHS = (360, 1440)
SCHEMES = ("light", "dark")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextlib.contextmanager
def server(library: Path, *options: str) -> Iterator[str]:
    """`stemma serve` with `options` on a free port of this machine; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "stemma",
        "serve",
        "--library",
        str(library),
        "--port",
        str(port),
        "--rate",
        "100000",
    ]
    process = subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{base}/static/mark.svg").close()
                break
            time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait()


def axe(file: Path | None, folder: Path) -> str:
    """The source of axe-core."""
    if file:
        return file.read_text(encoding="utf-8")
    done = subprocess.run(["npm", "pack", AXE, "--silent"], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()


def addresses(base: str, story: str | None) -> dict[str, str]:
    """One address for each kind of page, of `story` or the latest one."""

    def get(path: str) -> Any:
        with urllib.request.urlopen(base + path) as answer:
            return json.load(answer)

    story = story or get("/api/stories?limit=1")["stories"][0]["id"]
    document = get(f"/api/stories/{story}")
    first, *_, last = [one["id"] for one in document["articles"]]
    found = {
        "front": "/",
        "search": "/?q=" + document["keywords"][0],
        "empty": "/?q=nosuchwordanywhere",
        "story": f"/stories/{story}",
        "since": f"/stories/{story}?since={document['last']}".replace("+", "%2B"),
        "article": f"/articles/{first}",
        "compare": f"/compare?a={first}&b={last}",
        "missing": "/stories/none",
        "watches": "/watches",
        "verify": "/verify",
        "desk": "/desk",
    }
    if document["claims"]:
        found["claim"] = f"/stories/{story}/claims/{document['claims'][0]['id']}"
    names = [one["chain"][-1] for one in document["brief"] if one["chain"]]
    if names:
        found["party"] = "/party?name=" + urllib.request.quote(names[0])  # type: ignore[attr-defined]
    return found


def measure(
    library: Path, chromium: str, source: str, pictures: Path | None = None, story: str | None = None
) -> dict[str, float]:
    """Figures by page, see the module."""
    from playwright.sync_api import sync_playwright

    figures: dict[str, float] = {}
    with server(library) as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, path in addresses(base, story).items():
            for width in WIDTHS:
                for scheme in SCHEMES:
                    seen = look(browser, base, path, width, scheme, source, name, pictures)
                    for key, value in seen.items():
                        figures[f"{name}.{key}"] = max(figures.get(f"{name}.{key}", 0), value)
        figures["actions.failed"] = float(len(actions(browser, base)))
        browser.close()
    return figures


def look(
    browser: Any, base: str, path: str, width: int, scheme: str, source: str, name: str, pictures: Path | None
) -> dict[str, float]:
    """One page at one width and in one scheme."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    errors: list[str] = []
    weight: list[int] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda one: errors.append(one.url) if not one.url.startswith((base, "data:")) else None)
    page.on("response", lambda answer: weight.append(len(answer.body())) if answer.ok else None)
    page.goto(base + path, wait_until="networkidle")
    if name == "missing":
        errors = [error for error in errors if "404" not in error]
    paint = page.evaluate("performance.getEntriesByType('paint').map(e => e.startTime)[0] || 0")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    if pictures:
        page.screenshot(path=str(pictures / f"{name}-{width}-{scheme}.png"), full_page=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(source)
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)["violations"]
    for one in found:
        where = one["nodes"][0]
        print(f"{name} {width} {scheme}: {one['impact']} {one['id']} ({len(one['nodes'])}): {where['html'][:160]}"
              f" {' '.join(where['failureSummary'].split())[:240]}", file=sys.stderr)  # fmt: skip
    for error in errors:
        print(f"{name} {width} {scheme}: {error}", file=sys.stderr)
    context.close()
    serious = sum(one["impact"] in ("serious", "critical") for one in found)
    return {
        "serious": float(serious),
        "minor": float(len(found) - serious),
        "wide": float(wide),
        "errors": float(len(errors)),
        "kb": round(sum(weight) / 1000, 1),
        "paint": round(paint, 1),
    }


def actions(browser: Any, base: str) -> list[str]:
    """What a reader does, by keyboard and mouse, from the front page on; gives what did not work."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    failed: list[str] = []

    def check(what: str, holds: bool) -> None:
        if not holds:
            failed.append(what)
            print(f"action failed: {what}", file=sys.stderr)

    page.goto(base)
    page.keyboard.press("Tab")
    check("the first stop of Tab is the way past the head", page.evaluate("document.activeElement.className") == "skip")
    page.click("article.front h2 a")
    check("a story opens from the front page", "/stories/" in page.url)
    story = page.url
    page.click(".brief a.ask >> nth=0")
    page.wait_for_selector(".brief .rests")
    check("a sentence shows what it rests on", page.locator(".brief .rests .m.content").count() > 0)
    page.click(".brief .rests .ways a >> nth=0")
    page.wait_for_url("**/articles/**")
    check("its words are marked in the page", page.locator(".m.found, .m:target").count() > 0)
    page.goto(story)
    if page.locator("#since-form button").count():
        page.click("#since-form button")
        check("changes since a time are shown", "since=" in page.url)
    page.goto(base)
    page.fill("#q", "nosuchwordanywhere")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=nosuch**")
    check("a search without a hit says so", "No story mentions" in page.inner_text("main"))
    bare = browser.new_context(java_script_enabled=False).new_page()
    bare.goto(story)
    bare.click(".brief a.ask >> nth=0")
    check("without script a sentence leads to its page", bare.locator(".rests, .text").count() > 0)
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--library", type=Path, help="the library to look at [default: the demo]")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium", help="the browser")
    parser.add_argument("--axe", type=Path, help="axe.min.js [default: from the npm registry]")
    parser.add_argument("--pictures", type=Path, help="folder for pictures of the pages")
    parser.add_argument("--story", help="the story to look at [default: the latest]")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        library = options.library
        if library is None:
            library = Path(folder) / "demo" / "demo.db"
            made = [sys.executable, "-m", "stemma", "demo", "--folder", str(library.parent)]
            subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        figures = measure(library, options.chromium, axe(options.axe, Path(folder)), options.pictures, options.story)
    if options.json:
        json.dump(figures, sys.stdout, indent=1)
        return
    for name, value in figures.items():
        print(f"{name:24}{value:12,.1f}")


if __name__ == "__main__":
    main()
