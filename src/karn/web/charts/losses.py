"""How many customers left per month, as bars: for companies that know their customers by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from karn.web.charts.palette import LESS, Spec, chart, months, quantity


def lost_by_month(points: Sequence[dict[str, Any]]) -> Spec:
    """Draw `points`: month, lost (a whole number)."""
    y = quantity("lost", "d")
    most = max((int(point["lost"]) for point in points), default=0)
    y["axis"] = {"title": None, "format": "d", "values": list(range(0, most + 1, most // 5 + 1))}
    bars = {
        "mark": {"type": "bar", "color": LESS, "width": {"band": 0.7}},
        "encoding": {"x": months(), "y": y},
    }
    return chart(list(points), bars)
