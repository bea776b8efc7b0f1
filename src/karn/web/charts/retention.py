"""Money kept over the twelve months before each month: without and with growth of those who stayed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from karn.web.charts.palette import INK, PRIMARY, SECOND, Spec, chart, months, quantity


def retention_by_month(points: Sequence[dict[str, Any]], gross: str, net: str) -> Spec:
    """Draw `points`: month, kind ("gross" or "net"), value (a share). `gross` and `net` name the lines."""
    names = {"gross": gross, "net": net}
    values = [{**point, "name": names[point["kind"]]} for point in points]
    y = quantity("value", ".0%")
    y["scale"] = {"zero": False, "nice": True}
    lines = {
        "mark": {"type": "line", "strokeWidth": 2, "interpolate": "monotone"},
        "encoding": {
            "x": months(),
            "y": y,
            "color": {
                "field": "name",
                "type": "nominal",
                "scale": {"domain": [gross, net], "range": [PRIMARY, SECOND]},
                "legend": {"symbolType": "stroke", "symbolStrokeWidth": 2},
            },
            "strokeDash": {
                "field": "name",
                "type": "nominal",
                "scale": {"domain": [gross, net], "range": [[1, 0], [6, 3]]},
            },
        },
    }
    whole = {
        "mark": {"type": "rule", "color": INK, "opacity": 0.35, "strokeDash": [2, 3]},
        "encoding": {"y": {"datum": 1}},
    }
    return chart(values, lines, whole)
