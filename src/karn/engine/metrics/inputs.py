"""Input relations that depend on the lake's own columns and values: groups and exchange rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa
from sqlglot import exp

from karn.engine.metrics.request import Request
from karn.engine.warehouses.duckdb import Workspace
from karn.kernel.errors import BadInput, UnknownName

MOST_GROUPS = 1_000
WITHOUT_GROUP = {
    "subscriptions": """
        SELECT count(*) FROM subscriptions WHERE customer_id NOT IN (SELECT customer_id FROM grouping_of)
    """,
    "events": "SELECT count(*) FROM events WHERE customer_id NOT IN (SELECT customer_id FROM grouping_of)",
}

DEPARTURE_DAYS = """
    SELECT on_date FROM (
        SELECT ends_on AS on_date FROM subscriptions
        UNION SELECT notice_on AS on_date FROM departures
        UNION SELECT contract_ends_on AS on_date FROM departures
        UNION SELECT access_ends_on AS on_date FROM departures
        UNION SELECT recognised_on AS on_date FROM departures
    ) AS found
    WHERE on_date IS NOT NULL
    ORDER BY on_date NULLS LAST
"""


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a breakdown: `values[by_no]`, and the table groups(by_no) of those that occur."""

    values: list[str | None]
    numbers: pa.Table


def groups_of(workspace: Workspace, request: Request, headings: Mapping[str, str] | None) -> Groups:
    """Return the groups the request asks for; store who belongs to which as `grouping_of`.

    Group 0 holds everybody where nothing is asked, else those without a value. `headings` are the
    column of each attribute by the heading it had in its file; None where there are no customers.
    Raises BadInput without customers or with too many values, UnknownName for a column they do not have.
    """
    if (column := request.options.by) is None:
        return Groups([None], _numbers([0]))
    if headings is None:
        raise BadInput("To break down by %(column)s, the lake needs the table customers.", column=column)
    known = [name for name in workspace.columns("customers") if name != "customer_id"]
    if column not in known and headings.get(column) not in known:
        raise UnknownName("attribute of customers", column, known)
    chosen = column if column in known else headings[column]
    return _grouped(workspace, request, exp.cast(exp.column(chosen, quoted=True), "text"))


def _grouped(workspace: Workspace, request: Request, attribute: exp.Expression) -> Groups:
    chosen = (
        exp.select(attribute.copy().as_("by_value"))
        .distinct()
        .from_("customers")
        .where(attribute.is_(exp.null()).not_())
    )
    found = sorted(workspace.fetch(chosen.sql("duckdb")).column(0).to_pylist())
    if len(found) > MOST_GROUPS:
        raise BadInput(
            "%(column)s has %(count)s values: choose a column with at most %(most)s.",
            column=request.options.by,
            count=len(found),
            most=MOST_GROUPS,
        )
    numbered = pa.table(
        {"by_no": pa.array(range(1, len(found) + 1), pa.int32()), "by_value": pa.array(found, pa.string())}
    )
    workspace.put("named_groups", numbered)
    workspace.drop("grouping_of")
    workspace.keep("grouping_of", _belonging(attribute).sql("duckdb"))
    without = workspace.fetch(WITHOUT_GROUP[request.metric.table]).column(0)[0].as_py() > 0
    return Groups([None, *found], _numbers([*([0] if without else []), *range(1, len(found) + 1)]))


def _belonging(attribute: exp.Expression) -> exp.Select:
    """Who belongs to which group, as a tree: the column's name is quoted by the tree, never spliced."""
    pairs = (
        exp.select(exp.column("customer_id"), attribute.as_("by_value")).from_("customers").subquery("pairs")
    )
    return (
        exp.select("pairs.customer_id", "named_groups.by_no")
        .from_(pairs)
        .join("named_groups", on="pairs.by_value = named_groups.by_value", join_type="inner")
    )


def _numbers(numbers: list[int]) -> pa.Table:
    return pa.table({"by_no": pa.array(numbers, pa.int32())})


def rates_for(workspace: Workspace, request: Request) -> pa.Table | None:
    """Return rates(currency, report_rate, opening_rate), or None where nothing is to be converted.

    The report rate is the one in force just before the period ends, the opening rate just before it
    begins. Raises BadInput where customers pay in several currencies and none is asked for or a rate
    is missing.
    """
    if not request.metric.money and request.options.currency is None:
        return None
    if request.metric.table != "subscriptions":
        return None
    found = workspace.fetch(
        "SELECT currency, min(starts_on) AS since FROM subscriptions GROUP BY currency"
    ).to_pylist()
    paid = {str(row["currency"]): row["since"] for row in found}
    target = request.options.currency
    if target is None and len(paid) > 1:
        raise BadInput(
            "Customers pay in %(currencies)s: say which currency to report in with --currency.",
            currencies=", ".join(sorted(paid)),
        )
    if target is None or set(paid) <= {target}:
        return None
    return _rates(workspace, request, paid, target)


def _rates(workspace: Workspace, request: Request, paid: dict[str, date], target: str) -> pa.Table:
    known = workspace.fetch(
        "SELECT currency, reporting_currency, valid_from, rate FROM exchange_rates"
    ).to_pylist()
    first, last = request.periods[0].starts_on, request.periods[-1].ends_on
    rows = []
    for currency, since in sorted(paid.items()):
        history = {
            row["valid_from"]: row["rate"]
            for row in known
            if (row["currency"], row["reporting_currency"]) == (currency, target)
        }
        report = Decimal(1) if currency == target else _rate_before(history, last, currency, target)
        opening = (
            report if currency == target or since >= first else _rate_before(history, first, currency, target)
        )
        rows.append((currency, report, opening))
    money = pa.decimal128(18, 6)
    currencies, reports, openings = zip(*rows, strict=True)
    return pa.table(
        {
            "currency": currencies,
            "report_rate": pa.array(reports, money),
            "opening_rate": pa.array(openings, money),
        }
    )


def _rate_before(history: dict[date, Decimal], day: date, currency: str, target: str) -> Decimal:
    valid = [start for start in history if start < day]
    if not valid:
        raise BadInput(
            "There is no exchange rate from %(currency)s to %(target)s in force just before "
            "%(day)s: add one.",
            currency=currency,
            target=target,
            day=day,
        )
    return history[max(valid)]


def days_of(workspace: Workspace) -> pa.Table:
    """Return days(on_date, day_no): the days of departures and of ends, with consecutive numbers."""
    days = workspace.fetch(DEPARTURE_DAYS).column(0).to_pylist()
    return pa.table(
        {
            "on_date": pa.array(days, pa.date32()),
            "day_no": pa.array([d.toordinal() for d in days], pa.int32()),
        }
    )
