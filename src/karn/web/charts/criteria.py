"""Does each criterion predict who stays: how much more often those who met it stayed, with the interval."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from karn.apps.fit.queries.overview import Line
from karn.web.charts.drawing import Picture, draw
from karn.web.charts.palette import LINE, PRIMARY, QUIET, Spec, chart


def picture_of(lines: Iterable[Line]) -> Picture | None:
    """Draw the records of the criteria of which enough is known; None where there is none."""
    points = [
        {
            "criterion": line.criterion.title,
            "gap": round(100 * line.record.gap.value, 1),
            "low": round(100 * line.record.gap.low, 1),
            "high": round(100 * line.record.gap.high, 1),
        }
        for line in lines
        if line.record is not None and line.record.is_enough
    ]
    if not points:
        return None
    words = _("How many percentage points more of those who met a criterion stayed than of those who did not")
    return draw(_spec(points), words)


def _spec(points: list[dict[str, object]]) -> Spec:
    names = {
        "field": "criterion",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelLimit": 150, "domain": False, "ticks": False},
    }
    gaps = {"field": "low", "type": "quantitative", "axis": {"title": None, "grid": True, "gridColor": LINE}}
    interval = {
        "mark": {"type": "rule", "color": PRIMARY, "strokeWidth": 3, "opacity": 0.4},
        "encoding": {"y": names, "x": gaps, "x2": {"field": "high"}},
    }
    point = {
        "mark": {"type": "point", "filled": True, "color": PRIMARY, "size": 90, "opacity": 1},
        "encoding": {"y": names, "x": {**gaps, "field": "gap"}},
    }
    nothing = {
        "mark": {"type": "rule", "color": QUIET, "strokeDash": [4, 4]},
        "encoding": {"x": {"datum": 0, "type": "quantitative"}},
    }
    return chart(points, nothing, interval, point)
