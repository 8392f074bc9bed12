"""Cost of placing one article against the number of open stories, for `bench/stories.py`, and the picture of it.

The stream is made up: words drawn from the word statistics of the data, each story with names, a place and rare words
of its own that its articles share. No sentence of the data is in it.
"""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

from stemma.model import Annotated, Annotations, Article
from stemma.relate.stories.index import MemoryStoryIndex
from stemma.relate.stories.placing import PairModel, Stories

SIZES = (1_000, 5_000, 20_000, 50_000)
WORDS = 120
"""Words of a made-up body."""


class MadeUp:
    """Articles of made-up stories, the same for the same seed. Story `n` is always about the same words."""

    def __init__(self, texts: Iterable[set[str]], seed: int = 7) -> None:
        counts = Counter(word for text in texts for word in text if word.isalpha())
        self.words = sorted(counts, key=lambda w: (-counts[w], w))
        self.sums = list(accumulate(counts[w] for w in self.words))
        self.rare = self.words[400:]
        self.seed = seed

    def article(self, story: int, number: int, day: int) -> Article:
        """The `number`th article of a story, published on a day counted from the first of 2030."""
        own = random.Random(f"{self.seed} {story}")
        topic = own.choices(self.rare, k=24)
        names = [_name(own) for _ in range(6)]
        chance = random.Random(f"{self.seed} {story} {number}")
        common = chance.choices(self.words, cum_weights=self.sums, k=WORDS)
        text = [chance.choice(topic) if i % 4 == 0 else w for i, w in enumerate(common)]
        for i in range(5, WORDS, 11):
            text[i] = chance.choice(names)
        title = " ".join([chance.choice(names), *chance.sample(topic, 4), *common[:3]])
        when = time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(1893456000 + day * 86400 + (number % 24) * 3600))
        return Article(id=f"{story}-{number}", title=title, body=" ".join(text) + ".", published=when)


def _name(chance: random.Random) -> str:
    parts = ["ka", "lo", "mir", "ten", "vas", "ril", "do", "esh", "un", "bor", "sa", "qui"]
    return "".join(chance.choices(parts, k=3)).capitalize()


def curve(texts: Iterable[set[str]], sizes: tuple[int, ...] = SIZES, sample: int = 200) -> dict[str, float]:
    """CPU milliseconds for an article at each number of open stories: half of the sample open a story."""
    made = MadeUp(texts)
    stories = Stories(MemoryStoryIndex(), PairModel.shipped())
    result: dict[str, float] = {}
    opened = right = 0
    for size in sizes:
        for story in range(opened, size):
            stories.place(Annotated(made.article(story, 0, 30 * story // max(sizes)), Annotations()))
        opened = size
        chance = random.Random(size)
        later = [made.article(chance.randrange(size), size + i, 30) for i in range(sample // 2)]
        new = [made.article(10_000_000 + size + i, 0, 30) for i in range(sample // 2)]
        before = {a.id: stories.index.story_of([a.id.split("-")[0] + "-0"]) for a in later}
        started = time.process_time()
        for old, other in zip(later, new, strict=True):
            placed = stories.place(Annotated(old, Annotations()))
            right += placed.story in before[old.id].values()
            stories.place(Annotated(other, Annotations()))
        result[f"ms_at_{size}"] = (time.process_time() - started) / sample * 1000
    result["right"] = right / (len(sizes) * (sample // 2))
    result["ratio"] = result[f"ms_at_{sizes[-1]}"] / result[f"ms_at_{sizes[0]}"]
    return result


def memory(texts: Iterable[set[str]], articles: int = 200_000, each: int = 4) -> dict[str, float]:
    """Peak memory (GB) of this process after placing so many articles, `each` to a story."""
    made = MadeUp(texts)
    stories = Stories(MemoryStoryIndex(), PairModel.shipped())
    started = time.process_time()
    spent_making = 0.0
    for n in range(articles):
        before = time.process_time()
        article = made.article(n // each, n % each, n * 365 // articles)
        spent_making += time.process_time() - before
        stories.place(Annotated(article, Annotations()))
    spent = time.process_time() - started - spent_making
    return {
        "articles": articles,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024,
        "stories": sum(1 for _ in stories.index.stories()),
        "per_second": articles / spent,
    }


def picture(points: dict[str, float], path: Path) -> None:
    """The curve as an SVG, without any library."""
    found = [(int(key.removeprefix("ms_at_")), value) for key, value in points.items() if key.startswith("ms_at_")]
    width, height, left, bottom = 640, 360, 60, 50
    top = max(value for _, value in found) * 1.3
    most = max(size for size, _ in found)

    def x(size: float) -> float:
        return left + size / most * (width - left - 30)

    def y(value: float) -> float:
        return height - bottom - value / top * (height - bottom - 50)

    marks = "".join(
        f'<circle cx="{x(s):.1f}" cy="{y(v):.1f}" r="4"/><text x="{x(s):.1f}" y="{y(v) - 10:.1f}"'
        f' text-anchor="middle">{v:.2f}</text>'
        for s, v in found
    )
    ticks = "".join(
        f'<text x="{x(s):.1f}" y="{height - bottom + 20}" text-anchor="middle">{s // 1000}k</text>'
        for s, _ in found
        if s >= most / 10 or s == found[0][0]
    )
    line = " ".join(f"{x(s):.1f},{y(v):.1f}" for s, v in found)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
        f' font-size="12">\n<rect width="{width}" height="{height}" fill="white"/>\n'
        f'<text x="{left}" y="24" font-size="15">CPU milliseconds to place one article, by open stories</text>\n'
        f'<path d="M{left},40V{height - bottom}H{width - 20}" stroke="black" fill="none"/>\n'
        f'<polyline points="{line}" fill="none" stroke="#1f5fa8" stroke-width="2"/>\n'
        f'<g fill="#1f5fa8">{marks}</g>\n<g>{ticks}</g>\n'
        f'<text x="{width / 2}" y="{height - 8}" text-anchor="middle">open stories</text>\n</svg>\n',
        encoding="utf-8",
    )
