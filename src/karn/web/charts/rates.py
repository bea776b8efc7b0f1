"""A share per month as a line, with the band in which it may really lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from karn.web.charts.palette import PRIMARY, Spec, chart, months, quantity


def rate_by_month(points: Sequence[dict[str, Any]]) -> Spec:
    """Draw `points`: month, value, low, high; the last three as shares, or None where there is no rate."""
    band = {
        "mark": {"type": "area", "color": PRIMARY, "opacity": 0.18, "interpolate": "monotone"},
        "encoding": {"x": months(), "y": quantity("low", ".0%"), "y2": {"field": "high"}},
    }
    line = {
        "mark": {"type": "line", "color": PRIMARY, "strokeWidth": 2, "interpolate": "monotone"},
        "encoding": {"x": months(), "y": quantity("value", ".0%")},
    }
    last = {
        "mark": {"type": "point", "filled": True, "color": PRIMARY, "size": 55, "opacity": 1},
        "transform": [{"filter": f"datum.month == '{points[-1]['month']}'"}] if points else [],
        "encoding": {"x": months(), "y": quantity("value", ".0%")},
    }
    return chart(list(points), band, line, last)
