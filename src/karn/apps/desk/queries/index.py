"""All figures, each with what it means in a sentence and what it was last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from karn.apps.company.queries import current_company
from karn.apps.desk.queries.figures import FigureAsked
from karn.apps.desk.queries.readings import Row, number, whole
from karn.apps.measures.queries import Answers, last_answers
from karn.apps.measures.rules import last_month, this_month, trailing_months
from karn.engine import METRICS
from karn.engine.metrics.cards import Card, card_of
from karn.kernel.period import Period

A_YEAR = 12
"""After so many months a curve and the cohorts are read as one number."""

_YEARLY = ("gross_revenue_retention", "net_revenue_retention")


@dataclass(frozen=True, slots=True)
class Indexed:
    """One figure in the list. `row` holds its last value, or nothing where there is none."""

    asked: FigureAsked
    card: Card
    row: Row
    customers: int
    """The customers its share speaks of: too few, and it is no percentage."""

    @property
    def sentence(self) -> str:
        """What it means, in one sentence."""
        first = self.card.definition.split("\n\n")[0].replace("\n", " ")
        return first.partition(". ")[0].rstrip(".") + "."


@dataclass(frozen=True, slots=True)
class Index:
    """All figures, for a day."""

    as_of: date
    currency: str
    figures: tuple[Indexed, ...]


def figures_index(*, language: str = "en") -> Index | None:
    """Return all figures with their last values, their words in `language`; None before the first refresh."""
    answers = last_answers()
    if answers is None:
        return None
    entries = (_entry(answers, metric, language) for metric in METRICS)
    return Index(answers.refresh.as_of, current_company().currency, tuple(entries))


def usual_period(metric: str) -> Period | None:
    """Return the period a figure is shown for where none is asked; None before the first refresh."""
    answers = last_answers()
    return _period(answers, metric) if answers else None


def _entry(answers: Answers, metric: str, language: str) -> Indexed:
    row = _last_row(answers, metric)
    counted = row if metric in ("survival", "cohort_retention") else _opening(answers, metric)
    asked = FigureAsked(metric, _period(answers, metric))
    return Indexed(asked, card_of(metric, language), row, whole(counted.get("denominator")))


def _opening(answers: Answers, metric: str) -> Row:
    """Return the churn rate that counts the customers at the start of a metric's last period."""
    if metric == "right_client_churn":
        return _last_row(answers, metric)
    if metric not in _YEARLY:
        return answers.first("customer_churn.last_month")
    rows = answers.rows("customer_churn.year")
    return rows[-1] if rows else {}


def _last_row(answers: Answers, metric: str) -> Row:
    if metric in _YEARLY:
        rows = answers.rows(f"{metric}.year")
        return rows[-1] if rows else {}
    if metric == "right_client_churn":
        rows = answers.rows("right_client_churn.last_month")
        return next((row for row in rows if row["fit"] == "right"), {})
    special = {"survival": _after_a_year, "cohort_retention": _kept_a_year, "departures_by_kind": _departed}
    if metric in special:
        return special[metric](answers)
    if metric == "mrr_movements":
        rows = answers.rows("mrr_movements.last_month")
        return next((row for row in rows if row["movement"] == "closing"), {})
    return answers.first(f"{metric}.last_month") or answers.first(metric)


def _after_a_year(answers: Answers) -> Row:
    rows = answers.rows("survival")
    found = next((row for row in rows if row["t"] == A_YEAR), {})
    return found and {"value": number(found["value"]), "denominator": rows[0]["at_risk"]}


def _kept_a_year(answers: Answers) -> Row:
    cells = [
        row
        for row in answers.rows("cohort_retention")
        if row["interval"] == A_YEAR and not row.get("provisional")
    ]
    size, active = (sum(whole(row[column]) for row in cells) for column in ("size", "active"))
    return {"value": Decimal(active) / size, "numerator": active, "denominator": size} if size else {}


def _departed(answers: Answers) -> Row:
    rows = answers.rows("departures_by_kind.last_month")
    lost = sum((number(row["mrr"]) or Decimal(0) for row in rows), Decimal(0))
    return {"customers": sum(whole(row["customers"]) for row in rows), "mrr": lost} if rows else {}


def _period(answers: Answers, metric: str) -> Period:
    as_of = answers.refresh.as_of
    if metric in _YEARLY:
        return trailing_months(as_of, A_YEAR)
    if metric == "scheduled_departures":
        return this_month(as_of)
    return answers.period(metric) or last_month(as_of)
