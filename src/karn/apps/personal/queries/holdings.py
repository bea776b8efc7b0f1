"""Which rows of which tables are about a person, and in which texts the person stands besides."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast

from karn.platform.personal import Mark, Marks, Person, all_marks, marks_of


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows of one table are about the person, and whether they are deleted or emptied."""

    marks: Marks
    rows: int
    goes: bool

    @property
    def stays(self) -> list[str]:
        """The fields that stay."""
        return [] if self.goes else list(self.marks.reasons)


def rows_about(marks: Marks, person: Person) -> QuerySet[Any]:
    """Return the table's rows that are about the person, by id; of a journal those whose texts are to go."""
    if marks.journal:
        its = [
            one for one in _journaled(marks) if goes_with(one, person) or Mark.CLEARED in one.fields.values()
        ]
        return marks.rows.filter(_telling(its, person.customers, person.contacts)).order_by("pk")
    return marks.rows.filter(_about(marks, person.customers, person.contacts)).order_by("pk")


def _about(marks: Marks, customers: Collection[int], contacts: Collection[int]) -> Q:
    found = Q(pk__in=())
    for way in marks.customer:
        its = marks.customers(customers)
        found |= Q(**{f"{way}__in": its}) if its else Q(pk__in=())
    for way in marks.contact:
        found |= Q(**{f"{way}__in": contacts}) if contacts else Q(pk__in=())
    return found


def _journaled(marks: Marks) -> list[Marks]:
    """Return the marks of the tables about persons of which the journal tells anything."""
    kinds = marks.rows.order_by().values_list("kind", flat=True).distinct()
    its = [marks_of(kind) for kind in sorted(kinds)]
    return [one for one in its if one is not None and one.is_installed and (one.customer or one.contact)]


def _telling(its: Collection[Marks], customers: Collection[int], contacts: Collection[int]) -> Q:
    """Return which rows of a journal tell of rows of these tables that are about these people."""
    found = Q(pk__in=())
    for one in its:
        rows = one.rows.filter(_about(one, customers, contacts)).order_by().values("pk")
        found |= Q(kind=one.table, object__in=rows)
    return found


def held_about(person: Person) -> list[Held]:
    """Return what is held about the person, table by table, tables without a row left out."""
    counted = (
        Held(marks, rows_about(marks, person).count(), goes_with(marks, person)) for marks in all_marks()
    )
    return [held for held in counted if held.rows]


def goes_with(marks: Marks, person: Person) -> bool:
    """Say whether rows about the person are deleted, and not emptied."""
    return marks.journal or person.kind in marks.goes


def is_changed(marks: Marks) -> bool:
    """Say whether anything becomes of the table's rows at all."""
    return any(mark not in {Mark.NONE, Mark.KEPT} for mark in marks.fields.values())


def texts_with(marks: Marks, person: Person) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield each row in whose texts the person stands, and those texts without the person.

    Everywhere by the words that mean nobody else; in the rows of the person's customer by names of one
    word, too, and likewise in what somebody asks for, where it is a whole value.
    """
    names = [name for name, mark in marks.fields.items() if mark in {Mark.CLEARED, Mark.SCRUBBED}]
    if not names:
        return
    if marks.journal:
        near = _telling(_journaled(marks), [person.customer], ())
    else:
        near = _about(marks, [person.customer], ())
    seen: set[Any] = set()
    searched = marks.searched.split()
    nearby, words = person.words.nearby(), person.words
    found = [
        (nearby, _matching(marks.rows.filter(near), names, nearby.sql_pattern())),
        (words, _matching(marks.rows, names, words.sql_pattern())),
        (words, _matching(marks.rows, searched, words.searches_pattern() if searched else "")),
    ]
    for words, rows in found:
        for row in rows.iterator(chunk_size=500):
            told = {name: words.taken_out(getattr(row, name)) for name in names}
            told |= {name: words.searches_taken_out(told[name]) for name in searched}
            changed = {name: value for name, value in told.items() if value != getattr(row, name)}
            if changed and row.pk not in seen:
                seen.add(row.pk)
                yield row, changed


def _matching(rows: QuerySet[Any], names: list[str], pattern: str) -> QuerySet[Any]:
    """Return the rows with the pattern in one of these fields; JSON is looked at as it is stored."""
    if not pattern:
        return rows.none()
    found = Q()
    for name in names:
        if isinstance(rows.model._meta.get_field(name), models.JSONField):
            rows = rows.alias(**{f"{name}_as_text": Cast(name, models.TextField())})
            found |= Q(**{f"{name}_as_text__iregex": pattern})
        else:
            found |= Q(**{f"{name}__iregex": pattern})
    return rows.filter(found).order_by("pk")
