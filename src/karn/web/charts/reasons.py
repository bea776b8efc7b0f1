"""Why customers leave, as bars: how many for each reason, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from karn.web.charts.palette import INK, LESS, LESS_SOFT, LINE, PRIMARY, QUIET, SECOND, Spec, chart, quantity

COLOURS: Final = (LESS, PRIMARY, SECOND, LESS_SOFT)
"""Of the first four reasons; then come all others together, and what nobody knows."""


def reason_bars(points: Sequence[dict[str, Any]]) -> Spec:
    """Draw `points`: text, count, known (False: nobody knows); the first on top."""
    rows = {"field": "text", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 170}}
    x = {"field": "count", "type": "quantitative", "axis": None, "scale": {"zero": True}}
    colour = {"condition": {"test": "datum.known", "value": LESS}, "value": LINE}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {"x": x, "y": rows, "color": colour},
    }
    counts = {
        "mark": {"type": "text", "align": "left", "dx": 5, "color": INK, "fontSize": 13},
        "encoding": {"x": x, "y": rows, "text": {"field": "count", "type": "quantitative", "format": "d"}},
    }
    return chart(list(points), bars, counts)


def reasons_over_time(points: Sequence[dict[str, Any]], reasons: Sequence[str]) -> Spec:
    """Draw `points`: when (text), reason (one of `reasons`, in words), count; stacked, in their order.

    The last two of `reasons` are all others together, and what nobody knows.
    """
    y = quantity("count", "d", stack="zero")
    y["axis"] = {"title": None, "format": "d", "tickCount": 5, "tickMinStep": 1}
    x = {
        "field": "when",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": True},
    }
    colours = {"domain": list(reasons), "range": [*COLOURS[: len(reasons) - 2], QUIET, LINE]}
    bars = {
        "mark": {"type": "bar", "width": {"band": 0.7}},
        "encoding": {
            "x": x,
            "y": y,
            "color": {
                "field": "reason",
                "type": "nominal",
                "sort": None,
                "scale": colours,
                "legend": {"columns": 2},
            },
        },
    }
    return chart(list(points), bars)
