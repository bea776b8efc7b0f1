"""The dashboard's charts: which figures go into which, and what each shows in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karn.apps.desk.queries.dashboard import Dashboard
from karn.apps.desk.queries.readings import Books, MonthRate, StillHere
from karn.apps.desk.rules import may_be_percentage
from karn.web.charts.drawing import Picture, draw
from karn.web.charts.losses import lost_by_month
from karn.web.charts.movements import ORDER, movements_by_month
from karn.web.charts.rates import rate_by_month
from karn.web.charts.retention import retention_by_month
from karn.web.charts.survival import share_still_here
from karn.web.templatetags.karn_figures import movement
from karn.web.templatetags.karn_format import count, month, percent


@dataclass(frozen=True, slots=True)
class Gallery:
    """The pictures of one dashboard; none where there is nothing to draw."""

    churn: Picture | None
    movements: Picture | None
    kept: Picture | None
    survival: Picture | None


def gallery_of(page: Dashboard) -> Gallery:
    """Draw the charts of `page` in the reader's language (or find them drawn)."""
    return Gallery(
        churn=churn_picture(page.churn_by_month, percentages=page.says_percentages),
        movements=movements_picture(page.books_by_month),
        kept=kept_picture(page) if page.says_percentages else None,
        survival=survival_picture(page.survival, percentages=page.says_percentages),
    )


def churn_picture(points: Sequence[MonthRate], *, percentages: bool) -> Picture | None:
    """Draw who left by month: as a rate with its band, or as counts."""
    if not points:
        return None
    return _rates(_large(points)) if percentages else _losses(points)


def _rates(points: Sequence[MonthRate]) -> Picture | None:
    if not points:
        return None
    words = _(
        "Share of customers who left, by month from %(first)s to %(last)s. "
        "It was %(then)s in the first month and %(now)s in the last."
    ) % {
        "first": month(points[0].month),
        "last": month(points[-1].month),
        "then": percent(points[0].rate.value),
        "now": percent(points[-1].rate.value),
    }
    return draw(rate_by_month([_share(point) for point in points]), words)


def _losses(points: Sequence[MonthRate]) -> Picture:
    lost = sum(int(point.rate.numerator or 0) for point in points)
    words = ngettext(
        "%(lost)s customer left from %(first)s to %(last)s, shown by month.",
        "%(lost)s customers left from %(first)s to %(last)s, shown by month.",
        lost,
    ) % {"lost": count(lost), "first": month(points[0].month), "last": month(points[-1].month)}
    values = [{"month": _iso(point.month), "lost": int(point.rate.numerator or 0)} for point in points]
    return draw(lost_by_month(values), words)


def _large(points: Sequence[MonthRate]) -> list[MonthRate]:
    """Leave out months with too few customers for a percentage."""
    return [point for point in points if point.may_be_percentage]


def _share(point: MonthRate) -> dict[str, Any]:
    return {"month": _iso(point.month)} | {
        name: _float(getattr(point.rate, name)) for name in ("value", "low", "high")
    }


def movements_picture(series: Sequence[Books]) -> Picture | None:
    """Draw what came and went of the recurring revenue."""
    if not series:
        return None
    values = [
        {"month": _iso(one.month), "movement": name, "amount": _float(one.line(name).effect) or 0.0}
        for one in series
        for name in ORDER
    ]
    words = _(
        "Monthly recurring revenue that came and went, by month from %(first)s to %(last)s: "
        "new, came back and more above the line, less and lost below it."
    ) % {"first": month(series[0].month), "last": month(series[-1].month)}
    return draw(movements_by_month(values, {name: movement(name) for name in ORDER}), words)


def kept_picture(page: Dashboard) -> Picture | None:
    """Draw the revenue kept over twelve months, without and with growth."""
    gross, net = _large(page.kept_by_year), _large(page.kept_with_growth_by_year)
    if not gross or not net:
        return None
    values = [
        {"month": _iso(point.month), "kind": kind, "value": _float(point.rate.value)}
        for kind, series in (("gross", gross), ("net", net))
        for point in series
    ]
    words = _(
        "Of the revenue twelve months earlier, %(gross)s was kept in %(month)s, "
        "and %(net)s with the growth of those who stayed."
    ) % {
        "gross": percent(gross[-1].rate.value),
        "net": percent(net[-1].rate.value),
        "month": month(gross[-1].month),
    }
    return draw(retention_by_month(values, _("Kept"), _("Kept, with growth")), words)


def survival_picture(points: Sequence[StillHere], *, percentages: bool) -> Picture | None:
    """Draw how long customers stay; nothing where fewer than 20 customers tell it."""
    if not points or not may_be_percentage(points[0].at_risk):
        return None
    year = next((point for point in points if point.t == 12), points[-1])
    words = _share_words(year) if percentages else _ten_words(year)
    values = [
        {"t": p.t, "value": _float(p.value), "low": _float(p.low), "high": _float(p.high)} for p in points
    ]
    return draw(share_still_here(values, _("months since they joined"), of_ten=not percentages), words)


def _share_words(point: StillHere) -> str:
    return ngettext(
        "After %(t)s month %(share)s of the customers are still here.",
        "After %(t)s months %(share)s of the customers are still here.",
        point.t,
    ) % {"t": point.t, "share": percent(point.value, 0)}


def _ten_words(point: StillHere) -> str:
    ten = round(point.value * 10)
    after = ngettext("%(t)s month", "%(t)s months", point.t) % {"t": point.t}
    return ngettext(
        "After %(after)s %(ten)s of every ten customers is still here.",
        "After %(after)s %(ten)s of every ten customers are still here.",
        ten,
    ) % {"after": after, "ten": ten}


def _iso(day: object) -> str:
    return str(day)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
