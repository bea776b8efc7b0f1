"""Two views of the same questions beside each other: the client's and ours, from 1 to 5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from karn.web.charts.palette import LINE, PRIMARY, SECOND, Spec, chart


def opinions(points: Sequence[dict[str, Any]]) -> Spec:
    """Draw `points`: row (text), theirs and ours (1 to 5, ours may be None); the first on top."""
    rows = {"field": "row", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 190}}
    scale = {"domain": [1, 5]}
    axis = {"title": None, "values": [1, 2, 3, 4, 5], "format": "d", "grid": True}
    sides = [_("They"), _("We")]
    marks = [
        {"row": one["row"], "score": one[name], "side": side}
        for one in points
        for name, side in zip(("theirs", "ours"), sides, strict=True)
        if one[name] is not None
    ]
    x = {"field": "score", "type": "quantitative", "scale": scale, "axis": axis}
    between = {
        "mark": {"type": "line", "color": LINE, "strokeWidth": 4},
        "encoding": {"x": x, "y": rows, "detail": {"field": "row"}},
    }
    dots = {
        "mark": {"type": "point", "filled": True, "size": 120, "opacity": 1},
        "encoding": {
            "x": x,
            "y": rows,
            "color": {"field": "side", "scale": {"domain": sides, "range": [SECOND, PRIMARY]}},
            "shape": {"field": "side", "scale": {"domain": sides, "range": ["circle", "diamond"]}},
        },
    }
    return chart(marks, between, dots)
