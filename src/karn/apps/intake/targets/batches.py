"""Storing one batch: look up what it speaks of, tell new from changed, write both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from django.db import connection

from karn.apps.customers.models import Customer
from karn.apps.intake.targets.addresses import no_addresses, without_nothing
from karn.apps.intake.targets.erased import refuse_erased
from karn.apps.intake.targets.histories import beginning, change, has_history
from karn.apps.intake.targets.rows import Context, Refusal, Rows
from karn.apps.intake.targets.stage import NAME, Stage
from karn.apps.intake.targets.target import Link, Target
from karn.apps.intake.targets.upserts import Upsert
from karn.apps.intake.targets.words import put_in_words
from karn.apps.personal.queries.tombstones import Erased


@dataclass(slots=True)
class Outcome:
    """What became of a batch: rows new, changed and already there, refusals, and counts worth telling.

    `left_out` are cells without which their rows were taken; `elsewhere` counts, per other source, the
    rows whose customer is known there and not in this source.
    """

    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    left_out: list[Refusal] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        """Count `other` in; the cells it refused or left out are not taken over."""
        self.accepted += other.accepted
        self.updated += other.updated
        self.unchanged += other.unchanged
        add_counts(self.notes, other.notes)
        add_counts(self.elsewhere, other.elsewhere)

    @property
    def refused_rows(self) -> int:
        """How many rows were refused."""
        return len({refusal.line for refusal in self.refusals})


def add_counts(counts: dict[str, int], more: Mapping[str, int]) -> None:
    """Add `more` to `counts`, name by name."""
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count


def _of_kept_rows(left_out: list[Refusal], refusals: list[Refusal]) -> list[Refusal]:
    refused = {refusal.line for refusal in refusals}
    return [cell for cell in left_out if cell.line not in refused]


class Batches:
    """Stores batches of one file, or says what storing them would do. A context manager."""

    def __init__(self, target: Target, context: Context) -> None:
        self._target = target
        self._context = context
        self._erased = Erased()
        self._stage = Stage(connection, target.staged, target.refs, target.sought)

    def __enter__(self) -> Self:
        self._stage.create()
        return self

    def __exit__(self, *_: object) -> None:
        self._stage.drop()

    def weigh(self, rows: Rows) -> Outcome:
        """Say what :meth:`store` would do with `rows`; write nothing."""
        self._prepare(rows)
        self._stage.fill(rows)
        outcome = Outcome(refusals=rows.refusals)
        outcome.elsewhere = self._known_elsewhere()
        for link in self._target.links:
            self._look_up(link)
            if link.refuse:
                outcome.refusals += self._refuse(link)
            elif link.note:
                outcome.notes[link.note] = self._unknown(link)
        for statement in self._target.adjust:
            self._run(statement)
        self._classify(outcome)
        outcome.left_out = _of_kept_rows(rows.left_out, outcome.refusals)
        outcome.notes["emails_left_out"] = len(outcome.left_out)
        return outcome

    def _prepare(self, rows: Rows) -> None:
        self._erased.look_again()
        refuse_erased(rows, self._target, self._context, self._erased)
        for name, words in self._target.words.items():
            put_in_words(rows, name, words)
        for name in rows.columns.keys() & set(self._target.addresses):
            texts = rows.columns[name] = without_nothing(rows.columns[name])
            rows.leave_out(name, no_addresses(texts), "not_an_email", self._context)
        self._target.derive(rows, self._context)

    def store(self, rows: Rows) -> Outcome:
        """Write `rows`; the caller's transaction makes it one step with the run's own counters."""
        outcome = self.weigh(rows)
        for link in self._target.links:
            if link.upsert:
                self._write(link.upsert, changes=outcome.updated > 0)
                self._look_up(link)
        for upsert in (self._target.own, *self._target.after):
            self._write(upsert, changes=outcome.updated > 0)
        return outcome

    def _write(self, upsert: Upsert, *, changes: bool) -> None:
        given = self._context.given
        kept = changes and has_history(upsert)
        if kept:
            self._run(beginning(upsert, given))
        self._run(upsert.statement(given))
        if kept:
            self._run(change(upsert))

    def _look_up(self, link: Link) -> None:
        table = connection.ops.quote_name(link.model._meta.db_table)
        scope = " AND t.source = %(source)s" if link.lookup == "source_id" else ""
        # Who turned out to be somebody else is found as that one.
        number = "coalesce(t.merged_into_id, t.id)" if link.model is Customer else "t.id"
        found = f"SELECT {number} FROM {table} t WHERE t.{link.lookup} = {NAME}.{link.given}{scope}"  # noqa: S608
        self._run(
            f"UPDATE {NAME} SET {link.into} = ({found}) "  # noqa: S608 (names from models and this package)
            f"WHERE {link.given} IS NOT NULL AND {link.into} IS NULL"
        )

    def _refuse(self, link: Link) -> list[Refusal]:
        unknown = f"{link.given} IS NOT NULL AND {link.into} IS NULL"
        found = self._stage.rows(f"SELECT line, {link.given} FROM {NAME} WHERE {unknown} ORDER BY line")  # noqa: S608
        if found:
            self._run(f"DELETE FROM {NAME} WHERE {unknown}")  # noqa: S608
        heading = self._context.heading(link.given)
        return [Refusal(line, heading, value, link.refuse) for line, value in found]

    def _known_elsewhere(self) -> dict[str, int]:
        """Count, per other source, the rows whose customer is known there and not in this file's source."""
        if not self._context.others:
            return {}
        table = connection.ops.quote_name(Customer._meta.db_table)
        others = {f"other{number}": source for number, source in enumerate(self._context.others)}
        statement = (
            # A cross join keeps SQLite from starting at the customers.
            f"SELECT t.source, count(*) FROM {NAME} s CROSS JOIN {table} t "  # noqa: S608
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} h "
            "WHERE h.source = %(source)s AND h.source_id = s.customer_id) "
            f"AND t.source IN ({', '.join(f'%({name})s' for name in others)}) "
            "AND t.source_id = s.customer_id GROUP BY t.source"
        )
        return dict(self._stage.rows(statement, self._context.parameters | others))

    def _unknown(self, link: Link) -> int:
        unknown = f"{link.given} IS NOT NULL AND {link.into} IS NULL"
        # Rows that go without; but what is made is counted once.
        counted = f"DISTINCT {link.given}" if link.upsert else "*"
        return int(self._stage.rows(f"SELECT count({counted}) FROM {NAME} WHERE {unknown}")[0][0])  # noqa: S608

    def _classify(self, outcome: Outcome) -> None:
        own, given = self._target.own, self._context.given
        joins, changed = [f"LEFT JOIN {own.table} t ON {own.found('t')}"], [f"({own.changed('t', given)})"]
        for number, link in enumerate(self._target.links):
            if link.upsert and not link.upsert.keeps:
                alias = f"l{number}"
                # A merged customer's own row is what its source tells of, not the one it was merged into.
                its = link.upsert.found(alias) if link.model is Customer else f"{alias}.id = s.{link.into}"
                joins.append(f"LEFT JOIN {link.upsert.table} {alias} ON {its}")
                changed.append(f"({link.speaks} AND ({link.upsert.changed(alias, given)}))")
        total, new, updated = self._stage.rows(
            "SELECT count(*), coalesce(sum(CASE WHEN t.id IS NULL THEN 1 ELSE 0 END), 0), "  # noqa: S608
            f"coalesce(sum(CASE WHEN t.id IS NOT NULL AND ({' OR '.join(changed)}) THEN 1 ELSE 0 END), 0) "
            f"FROM {NAME} s {' '.join(joins)}",
            self._context.parameters,
        )[0]
        outcome.accepted, outcome.updated = int(new), int(updated)
        outcome.unchanged = int(total) - int(new) - int(updated)

    def _run(self, statement: str) -> None:
        self._stage.run(statement, self._context.parameters)
