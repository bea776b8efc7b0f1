"""How long customers stay: the share still here after so many months, with its band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from karn.web.charts.palette import PRIMARY, Spec, chart


def share_still_here(points: Sequence[dict[str, Any]], axis: str, *, of_ten: bool = False) -> Spec:
    """Draw `points`: t (whole months), value, low, high (shares). `axis` names the x axis.

    With `of_ten` the y axis counts "of ten customers" in place of a percentage.
    """
    x = {
        "field": "t",
        "type": "quantitative",
        "axis": {"title": axis, "tickMinStep": 6, "format": "d", "values": _ticks(points)},
    }
    written = {"labelExpr": "format(datum.value * 10, 'd')"} if of_ten else {"format": ".0%"}
    share: Spec = {
        "type": "quantitative",
        "axis": {"title": None, **written, "values": [0, 0.2, 0.4, 0.6, 0.8, 1]},
        "scale": {"domain": [0, 1]},
    }
    band = {
        "mark": {"type": "area", "color": PRIMARY, "opacity": 0.18, "interpolate": "step-after"},
        "encoding": {"x": x, "y": {"field": "low", **share}, "y2": {"field": "high"}},
    }
    curve = {
        "mark": {"type": "line", "color": PRIMARY, "strokeWidth": 2, "interpolate": "step-after"},
        "encoding": {"x": x, "y": {"field": "value", **share}},
    }
    return chart(list(points), band, curve)


def _ticks(points: Sequence[dict[str, Any]]) -> list[int]:
    last = max((int(point["t"]) for point in points), default=0)
    step = 6 if last <= 48 else 12 if last <= 120 else 24
    return list(range(0, last + 1, step))
