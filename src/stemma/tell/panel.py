"""The panel of figures: for what is counted the value now, on whose word, as of when, and the steps that led to it.

A step is a value that another one replaced. A page that repeats a replaced value makes no step: it is *behind*, and is
named as such. Only the party whose value holds takes a step back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stemma import clock
from stemma.model import Conflict, Figure, FigureValue, Story
from stemma.steps import agree, ordered, wavers
from stemma.steps import steps as held

WIDTH, HEIGHT, EDGE = 220.0, 56.0, 5.0
"""The box of a step line, and how far its line keeps from the box."""
MILLION = 1e6
MOST_BEHIND = 3
"""Outlets that are named for one old value; of more the number is told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One value as it came to hold: `value` is the first one that gave it, `said` how many pages did."""

    value: FigureValue
    said: int


@dataclass(frozen=True, slots=True)
class Behind:
    """Outlets whose latest value is an old one."""

    value: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The drawing of the steps in a box of `WIDTH` by `HEIGHT`: an SVG path and a dot for each step."""

    path: str
    dots: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure: its steps, oldest first (the last one holds), who is behind, and its line (None: one step)."""

    figure: Figure
    steps: tuple[Step, ...]
    behind: tuple[Behind, ...]
    line: Line | None

    @property
    def now(self) -> FigureValue:
        """The value that holds."""
        return self.steps[-1].value

    @property
    def label(self) -> str:
        """What is counted, as it is to be read."""
        return "sum" if self.figure.slot.startswith("money ") else self.figure.slot


def panels(story: Story, names: Mapping[str, str]) -> tuple[Panel, ...]:
    """The figures of `story`: those of the board in its order, then of each kind one off it whose value changed.

    A figure whose values come and go is left out. `names` are what the pages are called, by id.
    """
    place = {claim: n for n, claim in enumerate(story.board)}
    worth = {claim.id: claim.worth for claim in story.claims}
    outlets = {member.id: member.outlet or names.get(member.id, member.id) for member in story.articles}
    ranked = sorted(story.figures, key=lambda f: (place.get(f.claim, len(place)), -worth.get(f.claim, 0.0), f.slot))
    found: list[Panel] = []
    seen: set[str] = set()
    for figure in ranked:
        made = steps(figure)
        moved = len(made) > 1  # one value that nobody puts otherwise is a detail of a claim, or background
        shown = figure.claim in place or (figure.slot not in seen and moved)
        detail = figure.slot.startswith("money ") and not moved
        if made and shown and not detail and not wavers([step.value for step in made]):
            seen.add(figure.slot)
            found.append(Panel(figure, made, _behind(figure, made, outlets), _line(made)))
    return tuple(found)


def differences(story: Story, shown: Sequence[Panel]) -> tuple[Conflict, ...]:
    """The conflicts of `story` but for values that replaced one another where a panel of `shown` has the steps."""
    slots = {panel.figure.slot for panel in shown}
    return tuple(c for c in story.conflicts if c.strength != "superseded" or c.kind != "number" or of(c) not in slots)


def of(conflict: Conflict) -> str:
    """What the values of a conflict count or measure ("dead", "money EUR"); "" where that is not known."""
    return (conflict.a.value or "").rpartition(" ")[0]


def steps(figure: Figure) -> tuple[Step, ...]:
    """The values of `figure` that held one after the other, each with the number of pages that gave it."""
    return tuple(
        Step(value, len({other.article for other in figure.series if agree(value, other)}))
        for value in held(figure.series)
    )


def told(panel: Panel) -> str:
    """The figure in one line: `dead 4 → 7 → 11 (coastguard, 14 May 04:30); Harbour 6 still says 4`."""
    from stemma.tell.board import short

    values = " → ".join(worded(step.value) for step in panel.steps)
    who = ", ".join(filter(None, (panel.now.origin, short(panel.now.asof) if panel.now.asof else None)))
    behind = "; ".join(
        f"{listed(one.outlets)} still say{'s' * (len(one.outlets) == 1)} {one.value}" for one in panel.behind
    )
    return f"{panel.label} {values}" + (f" ({who})" if who else "") + (f"; {behind}" if behind else "")


def worded(value: FigureValue) -> str:
    """A value with its unit: "11", "at least 4", "60 million EUR"."""
    sign = "≥" if value.high is None else value.value[:1] if value.value[:1] in BOUNDS else ""
    words = value.value.removeprefix(sign).strip()
    if value.low >= MILLION:
        most = value.high or value.low
        ends = [(value.low + most) / 2] if sign == "~" else [value.low] if sign in ("≥", ">") else [value.low, most]
        words = " to ".join(dict.fromkeys(map(_large, ends)))
    return f"{BOUNDS.get(sign, '')}{words} {value.unit}".strip()


BOUNDS = {"≥": "at least ", "≤": "at most ", ">": "more than ", "~": "about "}
"""How the signs before a value are read."""


def _large(number: float) -> str:
    return f"{number / MILLION**1.5:,.4g} billion" if number >= MILLION**1.5 else f"{number / MILLION:,.4g} million"


def listed(names: Sequence[str]) -> str:
    """Names in a row, the last ones as a number where they are many: "Harbour 6, Daybrief and two others"."""
    if len(names) > MOST_BEHIND + 1:
        return f"{', '.join(names[:MOST_BEHIND])} and {len(names) - MOST_BEHIND} others"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))


def _behind(figure: Figure, made: Sequence[Step], outlets: Mapping[str, str]) -> tuple[Behind, ...]:
    latest: dict[str, list[FigureValue]] = {}
    for value in ordered(figure.series):
        name = outlets.get(value.article, value.article)
        held = latest.setdefault(name, [])
        if held and held[0].article != value.article:
            held.clear()
        held.append(value)
    old: dict[str, list[str]] = {}
    for step in made[:-1]:
        for name, values in latest.items():
            best = max(values, key=lambda v: v.low)
            if agree(best, step.value):
                old.setdefault(_large(best.low) if best.low >= MILLION else f"{best.low:,.10g}", []).append(name)
    return tuple(Behind(value, tuple(names)) for value, names in old.items())


def _line(made: Sequence[Step]) -> Line | None:
    """Steps by time where every value has one, else one after the other."""
    if len(made) < 2:
        return None
    moments = [found[0].timestamp() if (found := clock.bounds(step.value.asof)) else None for step in made]
    known = [moment for moment in moments if moment is not None]
    if len(known) == len(made) and known[0] < known[-1]:
        places = [(moment - known[0]) / (known[-1] - known[0]) for moment in known]
    else:
        places = [n / (len(made) - 1) for n in range(len(made))]
    top = max(step.value.low for step in made) or 1.0
    # Room at the right end, so that the value that holds is seen to hold.
    xs = [EDGE + 0.8 * place * (WIDTH - 2 * EDGE) for place in places]
    ys = [HEIGHT - EDGE - (step.value.low / top) * (HEIGHT - 2 * EDGE) for step in made]
    path = f"M{xs[0]:.1f} {ys[0]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in zip(xs[1:], ys[1:], strict=True))
    dots = tuple((x, y, worded(step.value)) for x, y, step in zip(xs, ys, made, strict=True))
    return Line(path + f"H{WIDTH - EDGE:.1f}", dots)
