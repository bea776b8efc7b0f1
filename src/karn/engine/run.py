"""Run a metric on a lake."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

import pyarrow as pa

from karn.engine.metrics.answer import Answer, labelled
from karn.engine.metrics.composer import Composition, compose
from karn.engine.metrics.inputs import days_of, groups_of, rates_for
from karn.engine.metrics.parameters import SCHEMAS, Parameters
from karn.engine.metrics.request import Options, Request, request_for
from karn.engine.warehouses.duckdb import DuckDBWarehouse, HasTables
from karn.kernel.errors import BadInput
from karn.kernel.period import Period

FIRST_DAYS = {
    "subscriptions": "SELECT least(min(starts_on), min(ends_on)) AS day FROM subscriptions",
    "events": "SELECT min(happened_on) AS day FROM events",
}


class Session:
    """An open warehouse over a lake. Steps that several metrics share are computed once.

    Not for several threads at once. Close it, or use it in a `with` block.
    """

    def __init__(
        self,
        lake: HasTables,
        *,
        share: bool = True,
        memory_limit: str | None = None,
        threads: int | None = None,
        customers: Collection[str] | None = None,
    ) -> None:
        """Open `lake`; with `share` the steps marked `keep` stay in memory until the session ends.

        With `customers` (ids) the lake holds these alone, in every table that speaks of customers.
        """
        self._warehouse = DuckDBWarehouse(lake, memory_limit=memory_limit, threads=threads)
        self._using = self._warehouse.use(customers)
        try:
            self._workspace = self._using.__enter__()
        except BaseException:
            self._warehouse.close()
            raise
        self._share = share
        self._kept: dict[str, str] = {}
        self._known: dict[str, date | None] = {}
        self._put_before: dict[str, str] = {}
        self.tables = frozenset(lake.tables)
        self._headings = _headings(lake)

    def __enter__(self) -> Self:
        """Return the session."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the session."""
        self.close()

    def close(self) -> None:
        """Forget everything and close the warehouse."""
        self._using.__exit__(None, None, None)
        self._warehouse.close()

    def answer(self, request: Request, *, file: str = "") -> Answer:
        """Run `request` (or another `file` of its metric, for instance "rows") and return its answer."""
        if request.metric.table not in self.tables:
            raise BadInput(
                "%(metric)s needs the table %(table)s: the lake has none.",
                metric=request.metric.name,
                table=request.metric.table,
            )
        prints: dict[str, str] = {}
        flags, groups = self._prepare_inputs(request, prints)
        composition = compose(request.metric, request.modes, flags, file=file)
        self._put_parameters(request, composition, prints)
        text = composition.text_with(self._stored(composition, prints)) if self._share else composition.text
        arrow = labelled(
            self._workspace.fetch(text), request.labels if request.options.every else None, groups
        )
        return Answer(
            metric=request.metric.name,
            modes=request.modes,
            engine=self._warehouse.name,
            period=request.period,
            definition_sha256=composition.sha256,
            sql=composition.text,
            arrow=arrow,
        )

    def _prepare_inputs(
        self, request: Request, prints: dict[str, str]
    ) -> tuple[set[str], list[str | None] | None]:
        flags = set()
        rates = rates_for(self._workspace, request)
        if rates is not None:
            flags.add("converted")
            self._put("rates", rates, prints)
        groups = groups_of(self._workspace, request, self._headings)
        self._put("groups", groups.numbers, prints)
        if request.options.by is None:
            return flags, None
        prints["grouping_of"] = f"by {request.options.by}"
        return {*flags, "grouped"}, groups.values

    def _put_parameters(self, request: Request, composition: Composition, prints: dict[str, str]) -> None:
        parameters = Parameters(request, self._earliest(request.metric.table))
        for name in sorted(composition.reads & SCHEMAS.keys()):
            self._put(name, parameters.table(name), prints)
        if "days" in composition.reads:
            self._put("days", days_of(self._workspace), prints)

    def _put(self, name: str, rows: pa.Table, prints: dict[str, str]) -> None:
        prints[name] = hashlib.sha256(repr(rows.to_pydict()).encode()).hexdigest()
        if self._put_before.get(name) != prints[name]:
            self._workspace.put(name, rows)
            self._put_before[name] = prints[name]

    def _earliest(self, table: str) -> date | None:
        if table not in self._known:
            self._known[table] = self._workspace.fetch(FIRST_DAYS[table]).column(0)[0].as_py()
        return self._known[table]

    def _stored(self, composition: Composition, prints: dict[str, str]) -> dict[str, str]:
        """The tables that hold the topmost kept steps of `composition`, made now where they are not yet."""
        stored: dict[str, str] = {}
        parts = {part.name: part for part in composition.steps}
        waiting = list(composition.closing.uses)
        while waiting:
            part = parts[waiting.pop()]
            if part.keep:
                stored[part.name] = self._keep(composition.until(part.name), prints)
            else:
                waiting.extend(part.uses)
        return stored

    def _keep(self, composition: Composition, prints: dict[str, str]) -> str:
        facts = sorted((name, prints[name]) for name in composition.reads if name in prints)
        key = hashlib.sha256(f"{composition.text}{facts}".encode()).hexdigest()
        if key not in self._kept:
            text = composition.text_with(self._stored(composition, prints))
            self._kept[key] = f"kept_{len(self._kept)}_{composition.closing.name}"
            self._workspace.keep(self._kept[key], text)
        return self._kept[key]


def _headings(lake: HasTables) -> dict[str, str] | None:
    """The column of each attribute of customers by its heading, None in a lake without customers."""
    if "customers" not in lake.tables:
        return None
    attributes = getattr(lake, "attributes", None)
    return (
        {} if attributes is None else {heading: column for column, heading in attributes("customers").items()}
    )


@contextmanager
def _session_for(
    lake: HasTables, session: Session | None, customers: Collection[str] | None
) -> Iterator[Session]:
    if session is not None:
        if customers is not None:
            raise BadInput("A session is narrowed to customers when it begins, not by a question.")
        yield session
        return
    with Session(lake, share=False, customers=customers) as own:
        yield own


def run_metric(
    lake: HasTables,
    name: str,
    period: Period,
    *,
    modes: tuple[str, ...] = (),
    by: str | None = None,
    currency: str | None = None,
    every: str | None = None,
    span: int = 1,
    interval: str = "month",
    week_start: str = "monday",
    event: str | None = None,
    margin: Decimal | None = None,
    winning_cost: Decimal | None = None,
    customers: Collection[str] | None = None,
    session: Session | None = None,
) -> Answer:
    """Run the metric `name` over `period` (half-open) and return its answer.

    `modes` are other systems' definitions (see the metric's card). `by` names a column of customers to
    break down by (`by_value` in the rows). `currency` is the reporting currency, needed where customers
    pay in several; rates come from the lake's exchange_rates. `every` ("day", "week", "month",
    "quarter", "year") cuts the period into consecutive ones, with `from` and `to` in each row; with
    `span` n each of those reaches n intervals back from its end (12 months: trailing twelve).
    `interval` and `week_start` cut cohorts and elapsed time; `event` keeps events of one name; `margin`
    (0 to 1) and `winning_cost` override the lake's costs. `customers` (ids) are those it speaks of, all
    where not given. A `session` shares work between metrics.

    Raises UnknownName or BadInput with one plain line.
    """
    options = Options(by, currency, every, span, interval, week_start, event, margin, winning_cost)
    request = request_for(name, period, tuple(modes), options)
    with _session_for(lake, session, customers) as open_session:
        return open_session.answer(request)


def rows_behind(
    lake: HasTables,
    name: str,
    period: Period,
    *,
    limit: int | None = None,
    customers: Collection[str] | None = None,
    session: Session | None = None,
    **options: Any,
) -> Answer:
    """Return the rows behind a metric's figure: customers, amounts and dates that make it.

    Takes the same options as :func:`run_metric`; `limit` cuts the list. Raises like it.
    """
    modes = tuple(options.pop("modes", ()))
    request = request_for(name, period, modes, Options(**options))
    with _session_for(lake, session, customers) as open_session:
        answer = open_session.answer(request, file="rows")
    return answer if limit is None else replace(answer, arrow=answer.arrow.slice(0, limit))
