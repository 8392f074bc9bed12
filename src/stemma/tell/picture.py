"""Where things stand in the two drawings of a story: its stemma, and its times on one UTC line. Geometry only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from stemma import clock, text
from stemma.model import Annotated, Story, TimelineEntry
from stemma.tell import board as boards
from stemma.tell import witnesses

MOST_NODES = 26
"""A stemma with more nodes leaves out the origins that fewest pages rest on."""
MOST_PAGES = 16
"""Of more pages those that have one text stand as one node, but for the first `KEPT` of them."""
KEPT = 2
MOST_MOMENTS = 12
ROW, LANE = 34, 44
WIDE, GAP_LEAST, GAP_MOST = 1110, 36, 110
"""The drawing keeps to this width as long as the gaps between its columns allow it."""
LONGEST = 27
"""Letters of a label; longer ones are cut."""
LETTER = 7.3
"""Average width of a letter of the drawings, in their units."""


@dataclass(frozen=True, slots=True)
class Node:
    """A text or party of the stemma: `kind` is page, unseen (a text nobody captured), cited, origin, or folded.

    `stands` are the ids that a node stands for: its own, or those of the pages folded into it.
    """

    id: str
    label: str
    kind: str
    x: float
    y: float
    width: float
    article: str | None
    named: bool
    stands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """`a` rests on `b`: `kind` is text (it has its words from there) or word (it names it as a source)."""

    a: str
    b: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Stemma:
    """The drawing: nodes and edges in a box of `width` by `height`; `left_out` origins are not drawn."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: tuple[tuple[float, str], ...]
    left_out: int


def stemma(story: Story, articles: Mapping[str, Annotated]) -> Stemma:
    """The outlets, unseen wire texts and origins of `story` in columns: pages on the left, origins on the right.

    Columns come from the longest way to an origin (Sugiyama's layering), the order within them from the mean place
    of a node's neighbours. An outlet is one node, whether it is a page or only named in a chain.
    """
    graph = _Graph(story, articles)
    graph.fold()
    left_out = graph.thin()
    rank = graph.ranks()
    graph.reduce()
    deepest = max(rank.values(), default=0)
    layers: list[list[str]] = [[n for n in graph.labels if rank[n] == deepest - i] for i in range(deepest + 1)]
    layers = [layer for layer in layers if layer]
    for sweep in range(6):
        order = layers if sweep % 2 == 0 else layers[::-1]
        place = {n: i / max(1, len(layer)) for layer in layers for i, n in enumerate(layer)}
        for layer in order:
            layer.sort(key=lambda n: _mean([place[m] for m in graph.neighbours(n)], place[n]))
            place.update({n: i / max(1, len(layer)) for i, n in enumerate(layer)})
    tallest = max(map(len, layers), default=0)
    nodes: dict[str, Node] = {}
    widths = [max(_width(graph.labels[key]) for key in layer) for layer in layers]
    gap = max(GAP_LEAST, min(GAP_MOST, (WIDE - sum(widths)) / max(1, len(layers) - 1)))
    x = 8.0
    heads = [(x, "Pages and texts")]
    for column, layer in enumerate(layers):
        step = tallest * ROW / max(1, len(layer))
        for row, key in enumerate(layer):
            label = _cut(graph.labels[key], LONGEST)
            nodes[key] = Node(
                id=key,
                label=label,
                kind=graph.kind(key),
                x=x,
                y=30 + step * (row + 0.5),
                width=_width(label),
                article=graph.pages.get(key),
                named=key not in graph.unnamed,
                stands=graph.folded.get(key, (key,)),
            )
        if column == len(layers) - 1 and column:
            heads.append((x, "Origins"))
        x += gap + widths[column]
    edges = tuple(
        Edge(a, b, kind, _curve(nodes[a], nodes[b]))
        for (a, b), kind in graph.edges.items()
        if a in nodes and b in nodes
    )
    width = max((n.x + n.width for n in nodes.values()), default=0) + 8
    return Stemma(width, 36 + tallest * ROW, tuple(nodes.values()), edges, tuple(heads), left_out)


def node_key(label: str) -> str:
    """The id of the node of an outlet or party by its name."""
    return text.fold(label).removeprefix("the ")


class _Graph:
    """What rests on what, by outlet and party name."""

    def __init__(self, story: Story, articles: Mapping[str, Annotated]) -> None:
        self.labels: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        self.unseen: set[str] = set()
        self.folded: dict[str, tuple[str, ...]] = {}
        self.unnamed: set[str] = set()
        self.ends: Counter[str] = Counter()
        self.edges: dict[tuple[str, str], str] = {}
        outlet: dict[str, str] = {}
        for member in story.articles:
            article = articles[member.id].article if member.id in articles else None
            label = member.outlet or (article.outlet if article else None) or member.id
            outlet[member.id] = self.node(label)
            self.pages.setdefault(outlet[member.id], member.id)
        for lineage in story.lineages:
            seen = lineage.credit and text.fold(lineage.credit) in self.pages
            for witness in witnesses.tree(lineage, {}):
                if witness.article is None and not seen:
                    self.unseen.add(self.node(lineage.credit or witness.label))
                if witness.article and witness.parent:
                    above = outlet.get(witness.parent) or self.node(lineage.credit or witness.parent)
                    self.edge(outlet[witness.article], above, "text")
        for claim in story.claims:
            for statement in claim.statements:
                chain = [self.node(name) for name in statement.chain]
                here = [outlet[statement.article], *chain] if statement.article in outlet else []
                for a, b in pairwise(here):
                    self.edge(a, b, "word")
                if chain:
                    self.ends[chain[-1]] += 1
                    if not statement.named:
                        self.unnamed.add(chain[-1])

    def node(self, label: str) -> str:
        found = node_key(label)
        self.labels.setdefault(found, label)
        return found

    def edge(self, a: str, b: str, kind: str) -> None:
        if a != b and self.edges.get((a, b)) != "text":
            self.edges[a, b] = kind

    def kind(self, key: str) -> str:
        if key in self.folded:
            return "folded"
        if key in self.pages:
            return "page"
        if key in self.unseen:
            return "unseen"
        return "cited" if any(a == key for a, _ in self.edges) else "origin"

    def neighbours(self, key: str) -> list[str]:
        return [b if a == key else a for a, b in self.edges if key in (a, b) and a in self.labels and b in self.labels]

    def ranks(self) -> dict[str, int]:
        """The longest way from each node to an end. An edge that would close a circle is dropped."""
        rank: dict[str, int] = {}
        on_way: set[str] = set()

        def visit(key: str) -> int:
            if key in rank:
                return rank[key]
            on_way.add(key)
            longest = 0
            for a, b in list(self.edges):
                if a != key:
                    continue
                if b in on_way:
                    del self.edges[a, b]
                else:
                    longest = max(longest, 1 + visit(b))
            on_way.discard(key)
            rank[key] = longest
            return longest

        for key in self.labels:
            visit(key)
        for key in (
            *self.pages,
            *self.folded,
        ):  # a page that cites nobody still stands among the pages, not among the origins
            rank[key] = max(rank[key], 1)
        return rank

    def reduce(self) -> None:
        """Drops each word edge that a longer way makes needless: a copy rests on sources through its text."""
        below: dict[str, set[str]] = {}
        for a, b in self.edges:
            below.setdefault(a, set()).add(b)

        def reaches(start: str, end: str, seen: set[str]) -> bool:
            for node in below.get(start, ()):
                if node == end:
                    return True
                if node not in seen:
                    seen.add(node)
                    if reaches(node, end, seen):
                        return True
            return False

        for (a, b), kind in list(self.edges.items()):
            if kind == "word" and any(reaches(c, b, {a}) for c in below[a] if c != b):
                del self.edges[a, b]
                below[a].discard(b)

    def fold(self) -> None:
        """Makes one node of the pages with one text that nothing rests on, where there are more than `MOST_PAGES`.

        Of each text the `KEPT` pages that cite most stay; then, of pages with a text of their own, as many as there is
        room for.
        """
        if len(self.pages) <= MOST_PAGES:
            return
        parent = {a: b for (a, b), kind in self.edges.items() if kind == "text"}
        leant_on = {b for _, b in self.edges}
        cites = Counter(a for a, _ in self.edges)
        below: dict[str | None, list[str]] = {}
        for key in self.pages:
            if key not in leant_on:
                below.setdefault(parent.get(key), []).append(key)
        alone = below.pop(None, [])
        for text_of, keys in below.items():
            self._merge(sorted(keys, key=lambda k: -cites[k])[KEPT:], text_of)
        room = max(KEPT, MOST_PAGES - len(self.pages) + len(alone))
        self._merge(sorted(alone, key=lambda k: -cites[k])[room:], None)

    def _merge(self, keys: Sequence[str], parent: str | None) -> None:
        """Puts one node in the place of `keys`, all with their text from `parent`, or each with one of its own."""
        if len(keys) < 2:
            return
        node = f"{parent or ''} folded"
        self.labels[node] = f"{len(keys)} more with this text" if parent else f"{len(keys)} more pages"
        self.folded[node] = tuple(keys)
        for (a, b), kind in list(self.edges.items()):
            if a in keys:
                del self.edges[a, b]
                if parent is None or kind == "text":
                    self.edges[node, b] = kind
        for key in keys:
            del self.labels[key], self.pages[key]

    def thin(self) -> int:
        """Drops the least used origins until the drawing is small enough. Returns how many."""
        loose = [key for key in self.labels if self.kind(key) == "origin"]
        loose.sort(key=lambda key: -self.ends[key])
        keep = max(6, MOST_NODES - (len(self.labels) - len(loose)))
        for key in loose[keep:]:
            del self.labels[key]
        self.edges = {(a, b): kind for (a, b), kind in self.edges.items() if a in self.labels and b in self.labels}
        return len(loose[keep:])


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _width(label: str) -> float:
    return min(len(label), LONGEST) * LETTER + 18


def _cut(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _curve(a: Node, b: Node) -> str:
    x1, x2 = a.x + a.width, b.x
    if x2 <= x1:  # the same column, or a long label: go round by the right
        return f"M{x1:.0f} {a.y:.0f} C{x1 + 40:.0f} {a.y:.0f} {x1 + 40:.0f} {b.y:.0f} {b.x + b.width:.0f} {b.y:.0f}"
    bend = (x2 - x1) / 2
    return f"M{x1:.0f} {a.y:.0f} C{x1 + bend:.0f} {a.y:.0f} {x2 - bend:.0f} {b.y:.0f} {x2:.0f} {b.y:.0f}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A place on the UTC line: where it stands, and how it is labelled."""

    x: float
    day: str
    hour: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The printed words of one entry, on the lane of its outlet."""

    x: float
    until: float
    y: float
    words: str
    entry: int


@dataclass(frozen=True, slots=True)
class Line:
    """The drawing of the times: moments in order (not to scale), lanes by outlet, a tick for each entry."""

    width: float
    height: float
    moments: tuple[Moment, ...]
    lanes: tuple[tuple[float, str], ...]
    ticks: tuple[Tick, ...]


def line(entries: Sequence[TimelineEntry], names: Mapping[str, str], bodies: Mapping[str, str]) -> Line:
    """The entries with an exact time on one UTC line: equal moments, printed in whatever zone, stand under each other.

    The line is in order but not to scale, so that an hour and a year both fit. Where there are too many moments,
    those that more entries speak of are drawn.
    """
    known = [(n, e, e.begin) for n, e in enumerate(entries) if e.begin and _exact(e)]
    often = Counter(begin for _, _, begin in known)
    keep = {begin for begin, _ in often.most_common(MOST_MOMENTS)}
    placed = [(n, e, begin) for n, e, begin in known if begin in keep]
    begins = sorted(keep, key=clock.order_key)
    left = max((len(_lane(e, names)) for _, e, _ in placed), default=0) * LETTER + 24
    step = max(132.0, min(160.0, (1180 - left) / max(1, len(begins))))
    at = {begin: left + step * (i + 0.5) for i, begin in enumerate(begins)}
    lanes: dict[str, float] = {}
    ticks: list[Tick] = []
    for number, entry, begin in placed:
        lane = _lane(entry, names)
        y = lanes.setdefault(lane, 62 + LANE * len(lanes))
        a, b = entry.time_span
        printed = _cut(bodies[entry.article][a:b] if entry.article in bodies else entry.value, 20)
        if any(tick.x == at[begin] and tick.y == y for tick in ticks):
            continue
        ticks.append(Tick(at[begin], _until(entry, at), y, printed, number))
    moments = tuple(Moment(at[begin], *_labels(begin)) for begin in begins)
    width = left + step * len(begins) + 8
    return Line(width, 62 + LANE * len(lanes), moments, tuple((y, lane) for lane, y in lanes.items()), tuple(ticks))


def _exact(entry: TimelineEntry) -> bool:
    """Whether the entry gives an hour, and the zone is known."""
    return ":" in entry.value and clock.parse(entry.begin) is not None and not boards.widened(entry)


def _lane(entry: TimelineEntry, names: Mapping[str, str]) -> str:
    return _cut(entry.outlet or names.get(entry.article, entry.article), 26)


def _labels(begin: str) -> Iterator[str]:
    day, _, hour = boards.short(begin).rpartition(" ")
    when = clock.parse(begin)
    yield f"{day} {when.year}" if when and hour else boards.short(begin)
    yield hour


def _until(entry: TimelineEntry, at: Mapping[str, float]) -> float:
    """How far the bar of an entry reaches: to the last drawn moment before its end."""
    here, end = clock.order_key(entry.begin)[1], clock.order_key(entry.until)[1]
    return max(x for begin, x in at.items() if begin == entry.begin or (entry.until and here < _at(begin) < end))


def _at(iso: str) -> datetime:
    return clock.order_key(iso)[1]
