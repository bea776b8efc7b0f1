"""One figure opened: its value, what it means, the rows behind it, and its SQL."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain, dropwhile, groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from karn.apps.company.models import Company
from karn.apps.company.queries import current_company
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import visible_ids
from karn.apps.desk.queries.readings import Rate, number, rate, whole
from karn.apps.desk.rules import says_percentages
from karn.apps.measures.queries import Asker, asking, kept
from karn.apps.people.models import Person
from karn.apps.segments.models import Segment
from karn.apps.segments.queries import ids_in
from karn.engine import Answer, Lake, metric_named, open_lake
from karn.engine.metrics.cards import Card, card_of
from karn.kernel.errors import BadInput
from karn.kernel.period import Period
from karn.platform.program import called_as, shown_path

ROWS_A_PAGE = 25
MOST_ROWS = 500
"""So many rows of the figure itself are shown; its file has all."""

MOST_OPEN_ROWS = 40
"""A figure of more rows is folded."""

# What is there, not only what is set: a row in which all of these are nothing says nothing.
_SAYS_SOMETHING = ("numerator", "denominator", "opening", "lost", "arpa", "mrr", "customers")


@dataclass(frozen=True, slots=True)
class Among:
    """The customers a figure speaks of: those of a segment as they are now. `digest` stands for their ids."""

    number: int
    name: str
    digest: str
    customers: frozenset[str] = field(repr=False, compare=False)


def among(segment: Segment, *, person: Person | None, on: date) -> Among:
    """Return the customers of a segment whom this person may see, for a figure. Raises BadInput."""
    numbers = [str(number) for number in ids_in(segment, person=person, on=on)]
    digest = hashlib.sha256(" ".join(numbers).encode()).hexdigest()
    return Among(segment.pk, segment.name, digest, frozenset(numbers))


@dataclass(frozen=True, slots=True)
class FigureAsked:
    """Which figure: the metric, the half-open period, and how; `among` narrows it to some customers."""

    name: str
    period: Period
    modes: tuple[str, ...] = ()
    every: str | None = None
    span: int = 1
    by: str | None = None
    among: Among | None = None

    @property
    def customers(self) -> frozenset[str] | None:
        """The ids of the customers it speaks of; None for all."""
        return self.among.customers if self.among else None

    def options(self) -> dict[str, Any]:
        """Return what the engine is asked beyond metric and period."""
        return {"modes": self.modes, "every": self.every, "span": self.span, "by": self.by}

    def command(self, program: str, lake: str) -> str:
        """Return the same question for a shell."""
        parts = [program, "metric", self.name]
        parts += ["--from", f"{self.period.starts_on}", "--to", f"{self.period.ends_on}"]
        parts += [part for mode in self.modes for part in ("--mode", shlex.quote(mode))]
        parts += ["--every", shlex.quote(self.every)] if self.every else []
        parts += ["--span", f"{self.span}"] if self.span > 1 else []
        parts += ["--by", shlex.quote(self.by)] if self.by else []
        parts += ["--segment", f"{self.among.number}"] if self.among else []
        return " ".join([*parts, "--lake", shlex.quote(lake)])


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows with their headings. `names` are those of the customers in the rows, by id."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    total: int
    names: dict[str, str] = field(default_factory=dict)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than these."""
        return self.total > len(self.rows)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the engine says of a figure, and a page of the rows behind it: kept until the data change."""

    answer: Listed
    behind: Listed
    page: int
    sql: str
    behind_sql: str
    definition_sha256: str
    engine: str
    attributes: tuple[str, ...]
    customers: int
    lost_a_month: Decimal


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
    command: str
    """The same question for a shell, where this installation is."""
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
    lost_a_month: Decimal
    """What the leavers of a cost of churn paid a month."""

    @property
    def is_single(self) -> bool:
        """Whether it is one row: that reads better as words than as a table."""
        return len(self.answer.rows) == 1 and self.answer.total == 1

    @property
    def is_wide(self) -> bool:
        """Whether its table wants the whole width of the page."""
        return not self.is_single and len(self.answer.columns) > 5

    @property
    def is_long(self) -> bool:
        """Whether its table would push all that follows far down: it is folded away then."""
        return len(self.answer.rows) > MOST_OPEN_ROWS

    @property
    def is_unreliable(self) -> bool:
        """Whether it stands on so few departures that no amount is shown."""
        return any(row.get("reliable") is False for row in self.answer.rows)

    @property
    def lost_a_year(self) -> Decimal | None:
        """What the leavers paid in twelve months: said where a cost of churn stands on too few departures."""
        if self.asked.name != "churn_cost" or not (self.is_single and self.is_unreliable):
            return None
        return 12 * self.lost_a_month

    @property
    def left(self) -> int:
        """How many customers left, in a figure of one row that counts them."""
        return whole(self.answer.rows[0].get("lost"))

    @property
    def rate(self) -> Rate | None:
        """The figure as a rate, where it is one row of one."""
        rows = self.answer.rows
        return rate(rows[0]) if len(rows) == 1 and "denominator" in rows[0] else None

    @property
    def says_percentages(self) -> bool:
        """Whether a share of customers is read as a percentage first; a small company reads counts first."""
        return self.rate is not None and says_percentages(whole(self.rate.denominator))

    @property
    def counts_customers(self) -> bool:
        """Whether it is a share of customers, and not of money."""
        return self.asked.name in ("customer_churn", "right_client_churn")

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


def figure(
    asked: FigureAsked, *, language: str = "en", page: int = 1, person: Person | None = None
) -> Figure:
    """Open a figure, its words in `language`, with the given page of the rows behind it (or the last one).

    The figure speaks of everybody; the rows behind it are those of customers the person may see (of all
    without one). Asked again of the same data, the engine need not say it again. Raises KarnError: an
    unknown name or mode, no lake, a damaged one, a group somebody may not see.
    """
    metric = metric_named(asked.name)
    visible = _visible(asked, person)
    question = ("figure", Opened.__match_args__, asked, page, ROWS_A_PAGE, visible and sorted(visible))
    opened: Opened = kept(question, lambda: _open(asked, page, visible))
    return Figure(
        asked=asked,
        company=current_company(),
        card=card_of(metric.name, language),
        details=card_of(metric.name),
        modes=metric.modes,
        command=asked.command(called_as(), shown_path(settings.INSTALLATION.lake)),
        answer=opened.answer,
        behind=_with_names(opened.behind),
        page=opened.page,
        sql=opened.sql,
        behind_sql=opened.behind_sql,
        definition_sha256=opened.definition_sha256,
        engine=opened.engine,
        attributes=opened.attributes,
        customers=opened.customers,
        lost_a_month=opened.lost_a_month,
    )


def lacks_table(name: str) -> bool:
    """Say whether there are no rows at all of the kind that this figure is made of."""
    return metric_named(name).table not in open_lake(settings.INSTALLATION.lake).tables


def _visible(asked: FigureAsked, person: Person | None) -> frozenset[int] | None:
    """Return whose rows this person may see. Raises BadInput for groups: one may be a single customer."""
    visible = visible_ids(person)
    if visible is not None and asked.by:
        raise BadInput("This figure is shown by group only to those who may see all customers.")
    return visible


def _rows_of(answer: Answer, visible: frozenset[int] | None) -> Answer:
    """Leave out the rows of customers not in `visible`; rows that are of no customer stay."""
    if visible is None or "customer_id" not in answer.arrow.column_names:
        return answer
    numbers = pa.array(sorted(map(str, visible)), pa.string())
    ids = answer.arrow.column("customer_id").cast(pa.string())
    return replace(answer, arrow=answer.arrow.filter(pc.is_in(ids, value_set=numbers)))


def _open(asked: FigureAsked, page: int, visible: frozenset[int] | None) -> Opened:
    metric = metric_named(asked.name)
    with asking(asked.customers) as asker:
        answer = asker.figure(asked.name, asked.period, **asked.options())
        everybody = asker.rows(asked.name, asked.period, **asked.options())
        behind = _rows_of(everybody, visible)
        customers = _customers(asker, asked) if metric.table == "subscriptions" else 0
    last_page = max(1, -(-behind.arrow.num_rows // ROWS_A_PAGE))
    shown_page = min(page, last_page)
    return Opened(
        answer=_figure_listed(answer),
        behind=_listed(behind, (shown_page - 1) * ROWS_A_PAGE, ROWS_A_PAGE),
        page=shown_page,
        sql=answer.sql,
        behind_sql=behind.sql,
        definition_sha256=answer.definition_sha256,
        engine=answer.engine,
        attributes=_attributes(asker.lake),
        customers=customers,
        lost_a_month=_paid(everybody) if asked.name == "churn_cost" else Decimal(0),
    )


def _paid(leavers: Answer) -> Decimal:
    """Add up what leavers paid a month at the start."""
    return sum((number(paid.as_py()) or Decimal(0) for paid in leavers.arrow["opening_mrr"]), Decimal(0))


def _figure_listed(answer: Answer) -> Listed:
    columns = tuple(answer.arrow.column_names)
    rows = begun(answer.rows()) if "from" in columns else answer.rows()
    return Listed(columns, rows[:MOST_ROWS], len(rows))


def begun(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the periods before there was anything to say; all of them where nothing is ever said."""
    periods = [list(of_period) for _, of_period in groupby(rows, key=lambda row: row["from"])]
    said = dropwhile(lambda of_period: not any(_says_something(row) for row in of_period), periods)
    return list(chain.from_iterable(said)) or list(rows)


def _says_something(row: dict[str, Any]) -> bool:
    return any(number(row.get(column)) for column in _SAYS_SOMETHING)


def figure_answer(asked: FigureAsked, *, person: Person | None = None) -> Answer:
    """Ask the engine for the figure. Raises KarnError like :func:`figure`."""
    _visible(asked, person)
    with asking(asked.customers) as asker:
        return asker.figure(asked.name, asked.period, **asked.options())


def figure_rows(asked: FigureAsked, *, person: Person | None = None) -> Answer:
    """Ask the engine for the rows behind the figure, of the customers this person may see."""
    visible = _visible(asked, person)
    with asking(asked.customers) as asker:
        return _rows_of(asker.rows(asked.name, asked.period, **asked.options()), visible)


def with_customers(answer: Answer) -> tuple[list[str], Iterator[list[Any]]]:
    """Return an answer's headings and rows, each customer with the company's own number and the name."""
    columns = answer.arrow.column_names
    rows = (list(row.values()) for batch in answer.arrow.to_batches() for row in batch.to_pylist())
    if "customer_id" not in columns:
        return list(columns), rows
    place = columns.index("customer_id") + 1
    known = {str(pk): told for pk, *told in Customer.objects.values_list("pk", "source_id", "name")}
    headings = [*columns[:place], "customer_number", "customer_name", *columns[place:]]
    return headings, ([*row[:place], *known.get(str(row[place - 1]), ("", "")), *row[place:]] for row in rows)


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
