"""What all charts share: the pages' own colours as CSS variables, so that light and dark both fit."""

from __future__ import annotations

from typing import Any

INK = "var(--tblr-body-color)"
QUIET = "var(--tblr-secondary)"
LINE = "var(--tblr-border-color)"
SURFACE = "var(--tblr-bg-surface)"
PRIMARY = "var(--tblr-primary)"
SECOND = "var(--tblr-orange)"
MORE = "var(--karn-more)"
MORE_SOFT = "var(--karn-more-soft)"
LESS = "var(--karn-less)"
LESS_SOFT = "var(--karn-less-soft)"

Spec = dict[str, Any]

CONFIG: Spec = {
    "aria": False,  # the chart as a whole is described; its marks are in the table below it
    "background": None,
    "font": "inherit",
    "view": {"stroke": None},
    "axis": {
        "labelColor": QUIET,
        "labelFontSize": 13,
        "titleColor": QUIET,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelPadding": 6,
        "tickSize": 4,
    },
    "axisY": {"domain": False, "ticks": False},
    "axisX": {"grid": False},
    "legend": {
        "orient": "top",
        "direction": "horizontal",
        "title": None,
        "labelColor": INK,
        "labelFontSize": 13,
        "labelLimit": 220,
        "symbolType": "square",
        "symbolSize": 90,
        "columnPadding": 14,
        "rowPadding": 4,
        "offset": 8,
    },
}


def chart(values: list[dict[str, Any]], *layers: Spec) -> Spec:
    """Return a specification of `layers` drawn on `values`."""
    return {"data": {"values": values}, "layer": list(layers)}


def months(field: str = "month") -> Spec:
    """Return the x axis of a series by month; the year stands under each January."""
    name = "utcFormat(datum.value, '%b')"
    year = "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : ''"
    return {
        "field": field,
        "type": "temporal",
        "timeUnit": "utcyearmonth",
        "axis": {
            "title": None,
            "labelExpr": f"[{name}, {year}]",
            "tickCount": {"interval": "month", "step": 3},
            "labelFlush": False,
        },
    }


def quantity(field: str, form: str, **more: Any) -> Spec:
    """Return a y axis from zero, its labels written in the d3 format `form`."""
    return {
        "field": field,
        "type": "quantitative",
        "axis": {"title": None, "format": form, "tickCount": 4},
        "scale": {"zero": True, "nice": True},
        **more,
    }
