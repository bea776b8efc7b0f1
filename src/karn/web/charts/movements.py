"""Recurring revenue that came and went, per month: what came above the line, what went below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from karn.web.charts.palette import INK, LESS, LESS_SOFT, MORE, MORE_SOFT, Spec, chart, months, quantity

ORDER = ("new", "reactivation", "expansion", "contraction", "churn")
COLOURS = (MORE, "var(--tblr-azure)", MORE_SOFT, LESS_SOFT, LESS)


def movements_by_month(points: Sequence[dict[str, Any]], names: dict[str, str]) -> Spec:
    """Draw `points`: month, movement, amount (signed). `names` says what each movement is called."""
    values = [{**point, "name": names[point["movement"]]} for point in points]
    order = {"field": "rank", "type": "quantitative"}
    ranked = [{**value, "rank": ORDER.index(value["movement"])} for value in values]
    bars = {
        "mark": {"type": "bar", "width": {"band": 0.75}},
        "encoding": {
            "x": months(),
            "y": quantity("amount", ",.0f", stack="zero"),
            "order": order,
            "color": {
                "field": "name",
                "type": "nominal",
                "scale": {"domain": [names[movement] for movement in ORDER], "range": list(COLOURS)},
            },
        },
    }
    zero = {"mark": {"type": "rule", "color": INK, "opacity": 0.5}, "encoding": {"y": {"datum": 0}}}
    return chart(ranked, bars, zero)
