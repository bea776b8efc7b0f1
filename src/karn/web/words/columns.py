"""What each column of a figure is called, and how its values are written. The one place that knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Form(StrEnum):
    """How a value is written."""

    MONEY = "money"
    SHARE = "share"  # of customers or their money: a percentage only where they are enough
    PERCENT = "percent"  # of anything else
    RATIO = "ratio"
    COUNT = "count"
    DAY = "day"
    MONTH = "month"
    YES = "yes"
    CUSTOMER = "customer"
    MOVEMENT = "movement"
    KIND = "kind"
    FIT = "fit"
    LEAVING = "leaving"
    REASON = "reason"
    TEXT = "text"


_NUMBERS = frozenset({Form.MONEY, Form.SHARE, Form.PERCENT, Form.RATIO, Form.COUNT})


@dataclass(frozen=True, slots=True)
class Column:
    """A column in words. `is_guess` says that its value needs 20 departures to be worth anything."""

    label: Promise | str
    form: Form
    is_guess: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is written at the right."""
        return self.form in _NUMBERS


COLUMNS: dict[str, Column] = {
    "customer_id": Column(_("Customer"), Form.CUSTOMER),
    "from": Column(_("From"), Form.DAY),
    "to": Column(_("Up to"), Form.DAY),
    "by_value": Column(_("Group"), Form.TEXT),
    "month": Column(_("Month"), Form.MONTH),
    "on_date": Column(_("Day"), Form.DAY),
    "left_on": Column(_("Left on"), Form.DAY),
    "leaves_on": Column(_("Leaves on"), Form.DAY),
    "first_paid_on": Column(_("First paid on"), Form.DAY),
    "notice_on": Column(_("Notice on"), Form.DAY),
    "departure_id": Column(_("Departure"), Form.TEXT),
    "contract_ends_on": Column(_("Contract ends on"), Form.DAY),
    "movement": Column(_("Movement"), Form.MOVEMENT),
    "kind": Column(_("How"), Form.KIND),
    "fit": Column(_("Meets your criteria"), Form.FIT),
    "reason": Column(_("Reason"), Form.REASON),
    "customers": Column(_("Customers"), Form.COUNT),
    "mrr": Column(_("A month"), Form.MONEY),
    "effect": Column(_("Effect"), Form.MONEY),
    "opening_mrr": Column(_("A month, at the start"), Form.MONEY),
    "kept_mrr": Column(_("A month, kept"), Form.MONEY),
    "closing_mrr": Column(_("A month, at the end"), Form.MONEY),
    "opening_customers": Column(_("Customers at the start"), Form.COUNT),
    "opening": Column(_("Customers at the start"), Form.COUNT),
    "lost": Column(_("Left"), Form.COUNT),
    "joined_and_left": Column(_("Joined and left"), Form.COUNT),
    "numerator": Column(_("Part"), Form.MONEY),
    "denominator": Column(_("Of"), Form.MONEY),
    "value": Column(_("Share"), Form.SHARE),
    "low": Column(_("At least"), Form.SHARE),
    "high": Column(_("At most"), Form.SHARE),
    "cohort": Column(_("Joined in"), Form.MONTH),
    "interval": Column(_("After months"), Form.COUNT),
    "size": Column(_("Customers at the start"), Form.COUNT),
    "active": Column(_("Still here"), Form.COUNT),
    "provisional": Column(_("Not over yet"), Form.YES),
    "t": Column(_("After months"), Form.COUNT),
    "at_risk": Column(_("Customers looked at"), Form.COUNT),
    "events": Column(_("Left"), Form.COUNT),
    "event": Column(_("Left"), Form.YES),
    "arpa": Column(_("A customer a month"), Form.MONEY),
    "margin": Column(_("Gross margin"), Form.PERCENT),
    "months": Column(_("Months looked at"), Form.COUNT),
    "churn": Column(_("Churn a month"), Form.SHARE),
    "churn_events": Column(_("Departures looked at"), Form.COUNT),
    "reliable": Column(_("Enough departures to go by"), Form.YES),
    "ltv": Column(_("Lifetime value"), Form.MONEY, is_guess=True),
    "survival_value": Column(_("Lifetime value by the survival curve"), Form.MONEY, is_guess=True),
    "winning_cost": Column(_("Cost of winning one"), Form.MONEY),
    "cost": Column(_("Cost of the leavers"), Form.MONEY, is_guess=True),
    "one_point_less": Column(_("One point less is worth"), Form.MONEY, is_guess=True),
}

_AT_THE_START = Column(_("A month, at the start"), Form.MONEY)
_KEPT = {"numerator": Column(_("A month, kept"), Form.MONEY), "denominator": _AT_THE_START}
_LOST = {"numerator": Column(_("A month, lost"), Form.MONEY), "denominator": _AT_THE_START}

_COUNTED = {
    "numerator": Column(_("Left"), Form.COUNT),
    "denominator": Column(_("Customers at the start"), Form.COUNT),
}

OF_ONE_METRIC: dict[str, dict[str, Column]] = {
    "customer_churn": _COUNTED,
    "right_client_churn": _COUNTED,
    "gross_mrr_churn": _LOST,
    "net_mrr_churn": _LOST,
    "gross_revenue_retention": _KEPT,
    "net_revenue_retention": _KEPT,
    "quick_ratio": {
        "numerator": Column(_("Came in"), Form.MONEY),
        "denominator": Column(_("Went out"), Form.MONEY),
        "value": Column(_("In for each that went out"), Form.RATIO),
    },
    "arpa": {
        "numerator": Column(_("A month, at the end"), Form.MONEY),
        "denominator": Column(_("Customers"), Form.COUNT),
        "value": Column(_("A customer a month"), Form.MONEY),
    },
    "lifetime_value": {"value": Column(_("Lifetime value"), Form.MONEY, is_guess=True)},
    "activity_retention": {
        "cohort": Column(_("Did it in"), Form.MONTH),
        "active": Column(_("Did it again"), Form.COUNT),
    },
}

OF_ROWS: dict[str, dict[str, Column]] = {
    "customer_churn": {
        "lost": Column(_("Left"), Form.YES),
        "joined_and_left": Column(_("Joined and left"), Form.YES),
    },
    "right_client_churn": {"lost": Column(_("Left"), Form.YES)},
    "scheduled_departures": {"kind": Column(_("How"), Form.LEAVING)},
}

HEADLINES = {
    "churn_cost": "cost",
    "departures_by_kind": "customers",
    "mrr_movements": "mrr",
    "scheduled_departures": "customers",
}
"""The column that says it in one number, where it is not `value`."""


def column_of(metric: str, name: str, *, behind: bool = False) -> Column:
    """Return the column `name` of a metric's answer, or of the rows `behind` it.

    One that is not known here is shown by its own name.
    """
    specific = OF_ROWS.get(metric, {}) if behind else OF_ONE_METRIC.get(metric, {})
    return specific.get(name) or COLUMNS.get(name) or Column(name, Form.TEXT)
