"""Curves as an SVG: several figures over one size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, RIGHT, TOP, LOW = 720, 380, 60, 150, 20, 320


def curves(rows: Sequence[Mapping[str, Any]], lines: Mapping[str, str], size: str, below: str, path: Path) -> None:
    """Draw the fields named in `lines` (each with its colour) over the field `size`; `below` is written under it."""
    most_x = max(row[size] for row in rows)
    most_y = 1.1 * max(row[name] for row in rows for name in lines if name in row)

    def at(x: float, y: float) -> tuple[float, float]:
        return round(LEFT + x / most_x * (WIDTH - LEFT - RIGHT), 1), round(LOW - y / most_y * (LOW - TOP), 1)

    parts = []
    for name, colour in lines.items():
        points = [at(row[size], row[name]) for row in rows if name in row]
        line = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{line}"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<text x="{x + 8}" y="{y + 4}" fill="{colour}">{name}</text>')
    for n in range(5):
        x, y = at(most_x * n / 4, most_y * n / 4 / 1.1)
        parts.append(f'<text x="{x}" y="{LOW + 18}" text-anchor="middle">{most_x * n // 4:,}</text>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{most_y * n / 4 / 1.1:.3g}</text>')
    parts.append(f'<path d="M{LEFT},{TOP} V{LOW} H{WIDTH - RIGHT}" fill="none" stroke="#888"/>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">{below}</text>')
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="12"><rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )
