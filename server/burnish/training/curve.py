"""A loss curve as a picture, drawn without a plotting library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 720, 360, 56, 44, 24


def write_curve(rows: Sequence[tuple[float, float, float, float]], path: Path) -> None:
    """Draw (minutes, tokens, loss, held-out loss or NaN) rows as an SVG with a logarithmic scale of losses."""
    points = [(row[0], row[2]) for row in rows if row[2] > 0]
    held_out = [(row[0], row[3]) for row in rows if not math.isnan(row[3])]
    if not points:
        return
    latest = max(minute for minute, _ in points) or 1.0
    values = [value for _, value in points + held_out]
    low, high = math.log(min(values)), math.log(max(values))
    span = (high - low) or 1.0

    def place(minute: float, value: float) -> str:
        x = _LEFT + minute / latest * (_WIDTH - _LEFT - 16)
        y = _TOP + (high - math.log(value)) / span * (_HEIGHT - _TOP - _BOTTOM)
        return f"{x:.1f},{y:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for step in range(5):
        value = math.exp(low + span * step / 4)
        x, y = place(0, value).split(",")
        parts.append(f'<line x1="{x}" x2="{_WIDTH - 16}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end">{value:.2f}</text>')
        minute = latest * step / 4
        across = place(minute, math.exp(low)).split(",")[0]
        parts.append(f'<text x="{across}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{minute:.0f}</text>')
    for series, colour, name, row in ((points, "#4c78a8", "training", 0), (held_out, "#e45756", "held out", 1)):
        if series:
            line = " ".join(place(minute, value) for minute, value in series)
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
            parts.append(
                f'<text x="{_WIDTH - 20}" y="{_TOP + 14 + 16 * row}" text-anchor="end" fill="{colour}">{name}</text>'
            )
    parts.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">minutes of training</text>')
    parts.append(f'<text x="{_LEFT}" y="16">loss per answer token</text></svg>')
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
