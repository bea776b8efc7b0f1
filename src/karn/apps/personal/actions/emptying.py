"""Erasing one person's rows, table by table, as the tables' marks say. Inside the caller's transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext, override

from karn.apps.company.queries import current_company
from karn.apps.customers.models import Customer
from karn.apps.people.actions.journal import ERASE, keep_change
from karn.apps.personal.models import Kind
from karn.apps.personal.queries.holdings import goes_with, is_changed, rows_about, texts_with
from karn.apps.personal.queries.tombstones import tombstone, tombstone_of_address
from karn.platform.facts import ERASED_SOURCE, OWN_SOURCE, Fact
from karn.platform.personal import Mark, Marks, Person, all_marks, traces

_BATCH = 500
NEVER_BURIED = frozenset({"customers.customer", "customers.contact"})
"""Tables of which a row that only mentions the person is told of again: it is somebody else's."""

JOURNALED = frozenset({"segments.segment", "contracts.plan"})
"""Tables of whose rows the changes are told on a page: there it says that somebody was taken out."""

Told = dict[str, dict[str, int]]


class Emptying:
    """Erases a person's rows, and remembers what became of them, and what must not come back."""

    def __init__(self, person: Person, at: datetime) -> None:
        self.person, self.at = person, at
        self.told: dict[str, Counter[str]] = defaultdict(Counter)
        self.tombstones: set[str] = set()

    def erase(self) -> Told:
        """Erase everything; return what became of how many rows, by table."""
        self._bury_addresses()
        for trace in traces():
            for what, count in trace.erase_rows(self.person).items():
                self.told[trace.name][what] += count
        # Which rows are the person's is known before the first of them changes.
        found = [(marks, self._its_rows(marks)) for marks in all_marks() if is_changed(marks)]
        for marks, numbers in found:
            if not goes_with(marks, self.person):
                self._empty(marks, numbers)
        self._forget_at_its_company()
        gone = {marks.table: set(numbers) for marks, numbers in found if goes_with(marks, self.person)}
        for marks in all_marks():
            self._scrub(marks, but=gone.get(marks.table, set()))
        # Those who are pointed at go last.
        for marks, numbers in reversed(found):
            if goes_with(marks, self.person):
                self._delete(marks, numbers)
        return {table: dict(counts) for table, counts in self.told.items() if counts}

    def _bury_addresses(self) -> None:
        addresses = (word for word in self.person.words.everywhere if "@" in word)
        self.tombstones.update(tombstone_of_address(address) for address in addresses)

    def _its_rows(self, marks: Marks) -> list[Any]:
        rows = rows_about(marks, self.person)
        self._bury(marks, rows)
        return list(rows.values_list("pk", flat=True))

    def _bury(self, marks: Marks, rows: QuerySet[Any] | Iterable[Any]) -> None:
        """Remember the keys that rows have in sources of files: from there they do not come again."""
        if not issubclass(marks.model, Fact):
            return
        told = rows.values_list("source", "source_id") if isinstance(rows, QuerySet) else rows
        self.tombstones.update(
            tombstone(marks.table, source, number) for source, number in told if source != OWN_SOURCE
        )

    def _empty(self, marks: Marks, numbers: Sequence[Any]) -> None:
        values = _emptied(marks)
        if marks.table == "customers.customer":
            values["known_at"] = self.at  # whoever has it open on a page meets another version
        for batch in _batches(numbers) if values else ():
            self.told[marks.table]["emptied"] += marks.rows.filter(pk__in=batch).update(**values)

    def _forget_at_its_company(self) -> None:
        """Empty a contact's address and number where the company keeps them as its own, or once did."""
        if self.person.kind != Kind.CONTACT:
            return
        version = {"known_at": self.at}  # whoever has it open on a page meets another version
        its = Customer.everything.filter(pk=self.person.customer)
        once = Customer.history.filter(id=self.person.customer)
        for table, rows, further in (("customer", its, version), ("historicalcustomer", once, {})):
            for row in rows:
                words = self.person.words
                gone = {name: "" for name in ("email", "phone") if words.stand_in(getattr(row, name))}
                if gone:
                    rows.filter(pk=row.pk).update(**gone, **further)
                    self.told[f"customers.{table}"]["emptied"] += 1

    def _scrub(self, marks: Marks, *, but: Collection[Any]) -> None:
        """Take the person out of the texts of others, `but` of rows that go anyway."""
        for row, changed in list(texts_with(marks, self.person)):
            if row.pk in but:
                continue
            if hasattr(row, "known_at") and not isinstance(row, Fact):
                changed["known_at"] = self.at  # whoever has it open on a page meets another version
            marks.rows.filter(pk=row.pk).update(**changed)
            if marks.table in JOURNALED:
                keep_change(row, {}, {}, by=None, at=self.at, how=ERASE)
            self.told[marks.table]["scrubbed"] += 1
            if isinstance(row, Fact) and marks.table not in NEVER_BURIED:
                self._bury(marks, [(row.source, row.source_id)])

    def _delete(self, marks: Marks, numbers: Sequence[Any]) -> None:
        for batch in _batches(numbers):
            gone = marks.rows.filter(pk__in=batch).count()
            marks.rows.filter(pk__in=batch).delete()
            self.told[marks.table]["deleted"] += gone


def _emptied(marks: Marks) -> dict[str, Any]:
    """Return what an emptied row of the table gets, by field."""
    values: dict[str, Any] = {}
    for name, mark in marks.fields.items():
        field: Any = marks.model._meta.get_field(name)
        if mark in {Mark.EMPTIED, Mark.CLEARED}:
            values[name] = _nothing_in(field)
        elif mark == Mark.NUMBERED:
            values[name] = Concat(Value(f"{_erased()} "), Cast("pk", CharField()))
            if name == "source_id":
                values["source"] = ERASED_SOURCE
    return values


def _erased() -> str:
    """Return the word that stands for a name that is gone, in the company's language."""
    with override(current_company().language):
        return gettext("Erased")


def _nothing_in(field: models.Field[Any, Any]) -> Any:
    if field.null:
        return None
    return field.get_default() if field.has_default() else ""


def _batches(numbers: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH))
