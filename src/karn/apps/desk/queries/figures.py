"""One figure opened: its value, what it means, the rows behind it, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from karn.apps.company.models import Company
from karn.apps.company.queries import current_company
from karn.apps.customers.models import Customer
from karn.apps.desk.queries.readings import Rate, rate, whole
from karn.apps.measures.queries import Asker, asking
from karn.engine import Answer, Lake, metric_named
from karn.engine.metrics.cards import Card, card_of
from karn.kernel.period import Period

ROWS_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class FigureAsked:
    """Which figure: the metric, the half-open period, and how."""

    name: str
    period: Period
    modes: tuple[str, ...] = ()
    every: str | None = None
    span: int = 1
    by: str | None = None

    def options(self) -> dict[str, Any]:
        """Return what the engine is asked beyond metric and period."""
        return {"modes": self.modes, "every": self.every, "span": self.span, "by": self.by}

    @property
    def command(self) -> str:
        """The same question for a shell."""
        parts = ["karn metric", self.name, f"--from {self.period.starts_on}", f"--to {self.period.ends_on}"]
        parts += [f"--mode {mode}" for mode in self.modes]
        parts += [f"--every {self.every}"] if self.every else []
        parts += [f"--span {self.span}"] if self.span > 1 else []
        parts += [f"--by {self.by}"] if self.by else []
        return " ".join([*parts, "--lake LAKE"])


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows with their headings. `names` are those of the customers in the rows, by id."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    total: int
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with everything that stands behind it."""

    asked: FigureAsked
    company: Company
    card: Card
    """What it means, in the reader's language."""
    details: Card
    """The same for analysts, in English: edge cases, modes, source."""
    modes: tuple[str, ...]
    answer: Listed
    behind: Listed
    page: int
    sql: str
    behind_sql: str
    definition_sha256: str
    engine: str
    attributes: tuple[str, ...]
    """Columns of the customers by which the figure can be taken apart."""
    customers: int
    """The customers at the start of the period: too few, and no share is a percentage."""

    @property
    def rate(self) -> Rate | None:
        """The figure as a rate, where it is one row of one."""
        rows = self.answer.rows
        return rate(rows[0]) if len(rows) == 1 and "denominator" in rows[0] else None

    @property
    def counts_customers(self) -> bool:
        """Whether it is a share of customers, and not of money."""
        return self.asked.name == "customer_churn"

    def customers_in(self, row: dict[str, Any]) -> int:
        """Return how many customers a row's shares speak of."""
        if self.counts_customers and "denominator" in row:
            return whole(row["denominator"])
        for column in ("size", "opening", "customers"):
            if column in row:
                return whole(row[column])
        return self.at_the_start if "at_risk" in row else self.customers

    @property
    def at_the_start(self) -> int:
        """How many customers a survival curve begins with."""
        return whole(self.answer.rows[0].get("at_risk")) if self.answer.rows else 0

    @property
    def previous_page(self) -> int:
        """The page of rows before this one."""
        return self.page - 1

    @property
    def next_page(self) -> int:
        """The page of rows after this one."""
        return self.page + 1

    @property
    def pages(self) -> int:
        """How many pages of rows there are."""
        return max(1, -(-self.behind.total // ROWS_A_PAGE))


def figure(asked: FigureAsked, *, language: str = "en", page: int = 1) -> Figure:
    """Open a figure, its words in `language`, with the given page of the rows behind it.

    Raises KarnError: an unknown name or mode, no lake, a damaged one.
    """
    metric = metric_named(asked.name)
    with asking() as asker:
        answer = asker.figure(asked.name, asked.period, **asked.options())
        behind = asker.rows(asked.name, asked.period, **asked.options())
        customers = _customers(asker, asked) if metric.table == "subscriptions" else 0
    return Figure(
        asked=asked,
        company=current_company(),
        card=card_of(metric.name, language),
        details=card_of(metric.name),
        modes=metric.modes,
        answer=_listed(answer),
        behind=_with_names(_listed(behind, (page - 1) * ROWS_A_PAGE, ROWS_A_PAGE)),
        page=page,
        sql=answer.sql,
        behind_sql=behind.sql,
        definition_sha256=answer.definition_sha256,
        engine=answer.engine,
        attributes=_attributes(asker.lake),
        customers=customers,
    )


def figure_answer(asked: FigureAsked) -> Answer:
    """Ask the engine for the figure."""
    with asking() as asker:
        return asker.figure(asked.name, asked.period, **asked.options())


def figure_rows(asked: FigureAsked) -> Answer:
    """Ask the engine for the rows behind the figure."""
    with asking() as asker:
        return asker.rows(asked.name, asked.period, **asked.options())


def _attributes(lake: Lake) -> tuple[str, ...]:
    if "customers" not in lake.tables:
        return ()
    return tuple(sorted(lake.attributes("customers")))


def _customers(asker: Asker, asked: FigureAsked) -> int:
    """Count the customers at the start of the period; for a series, the fewest at the start of any."""
    found = asker.figure("customer_churn", asked.period, every=asked.every, span=asked.span)
    counts = [whole(row["denominator"]) for row in found.rows()]
    return min((count for count in counts if count), default=0)


def _listed(answer: Answer, offset: int = 0, length: int | None = None) -> Listed:
    part = replace(answer, arrow=answer.arrow.slice(offset, length))
    return Listed(tuple(answer.arrow.column_names), part.rows(), answer.arrow.num_rows)


def _with_names(listed: Listed) -> Listed:
    ids = {row["customer_id"] for row in listed.rows if "customer_id" in row}
    names = Customer.objects.filter(pk__in=ids).values_list("pk", "name")
    return replace(listed, names={str(pk): name for pk, name in names})
