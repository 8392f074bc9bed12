"""The pictures of the docs: pages of the demo, as a Chromium of this machine draws them.

    python bench/pictures.py [--chromium PATH] [--output docs/pictures]

`python3 dev.py pictures` does the same. Nothing but Chromium is needed (its own `--screenshot`); where Pillow is
installed, 256 colours make the files a third as large. `docs/gallery.md` shows them.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

from pages import addresses, server

ROOT = Path(__file__).parents[1]
PICTURES = {
    "report-1440": 2000,
    "report-360": 1400,
    "front-1440": 500,
    "story-1440": 2200,
    "story-360": 1800,
    "article-1440": 1400,
    "compare-1440": 1100,
    "compare-360": 1500,
    "party-1440": 900,
    "watches-1440": 946,
}
"""Name, with its width, and height of each."""
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1")
NARROWEST = 500
"""Chromium opens no narrower window; a narrower picture is that of a frame in it."""


def draw(chromium: str, address: str, target: Path, width: int, height: int, folder: Path) -> None:
    """Write a picture of the page at `address`."""
    shown = address
    if width < NARROWEST:
        if address.startswith("http"):  # a server forbids frames; a copy of the page does not
            with urllib.request.urlopen(address) as answer:
                page = answer.read().decode()
            for link, path in re.findall(r'(<link rel="stylesheet" href="([^"]+)">)', page):
                with urllib.request.urlopen(urllib.parse.urljoin(address, path)) as answer:
                    page = page.replace(link, f"<style>{answer.read().decode()}</style>")
            copy = folder / "page.html"
            copy.write_text(page)
            address = copy.as_uri()
        frame = folder / "frame.html"
        style = f"border:0;width:{width}px;height:{height}px"
        frame.write_text(f"<body style='margin:0'><iframe src='{address}' style='{style}'></iframe>")
        shown = frame.as_uri()
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=5000"]
    command += [f"--window-size={max(width, NARROWEST)},{height}", f"--screenshot={target}", shown]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    if importlib.util.find_spec("PIL"):
        from PIL import Image  # type: ignore[import-not-found]

        Image.open(target).convert("RGB").crop((0, 0, width, height)).quantize(256).save(target, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium", help="the browser")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "pictures", help="where they are written")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        demo = folder / "demo"
        stemma = [sys.executable, "-m", "stemma"]
        subprocess.run([*stemma, "demo", "--folder", str(demo)], check=True, stdout=subprocess.DEVNULL)
        watch = ["watch", "add", "--query", "ferry", "--past", "--library", str(demo / "demo.db")]
        subprocess.run([*stemma, *watch], check=True, stdout=subprocess.DEVNULL)
        base = stack.enter_context(server(demo / "demo.db"))
        paths = addresses(base, None)
        for picture, height in PICTURES.items():
            page, _, width = picture.rpartition("-")
            address = (demo / "report.html").as_uri() if page == "report" else base + paths[page]
            draw(options.chromium, address, options.output / f"{picture}.png", int(width), height, folder)
            print(options.output / f"{picture}.png")


if __name__ == "__main__":
    main()
