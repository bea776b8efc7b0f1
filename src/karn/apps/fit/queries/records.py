"""How well each criterion predicted who stays, from what was known before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from karn.apps.contracts.queries import active_on
from karn.apps.customers.models import Customer
from karn.apps.fit.models import Check, Criterion
from karn.apps.fit.rules.judging import Met, mark_of
from karn.apps.fit.rules.retaining import Record
from karn.kernel.month import add_months

HORIZONS = (12, 6, 3)
"""Months looked ahead: the longest for which there is enough data."""


def records_of(criteria: Sequence[Criterion], on: date) -> dict[int, Record]:
    """Return the record of each criterion, by its id, as of the day `on`. At most three queries.

    Of the customers who paid on the day before the months began and had been checked before that day: how
    many of those who met it, and of those who did not, still pay. What was found out later, when
    somebody may already have been leaving, does not count.
    """
    records: dict[int, Record] = {}
    for months in HORIZONS:
        missing = [one for one in criteria if one.pk not in records or not records[one.pk].is_enough]
        if not missing:
            break
        for record in _looked_ahead(missing, on, months):
            known = records.get(record.criterion)
            if known is None or record.is_enough or not (known.met or known.not_met):
                records[record.criterion] = record
    return records


def _looked_ahead(criteria: Sequence[Criterion], on: date, months: int) -> list[Record]:
    begin = add_months(on, -months)
    before = Q(on__lt=begin) & (Q(until__isnull=True) | Q(until__gte=begin))
    there = active_on(_day_before(begin)).filter(pk=OuterRef("customer"))
    here = active_on(on).filter(pk=OuterRef("customer"))
    present = Customer.objects.filter(pk=OuterRef("customer"))
    rows = Check.objects.filter(before, Exists(there), Exists(present)).alias(stays=Exists(here))
    wanted: dict[str, Any] = {}
    for one in criteria:
        for name, met in (("met", Met.YES), ("not", Met.NO)):
            marked = Q(answers__contains=mark_of(one.pk, met))
            wanted[f"{name}_{one.pk}"] = Count("pk", filter=marked)
            wanted[f"{name}_{one.pk}_stayed"] = Count("pk", filter=marked & Q(stays=True))
    told = rows.aggregate(**wanted)
    return [
        Record(
            one.pk,
            months,
            met=told[f"met_{one.pk}"],
            met_stayed=told[f"met_{one.pk}_stayed"],
            not_met=told[f"not_{one.pk}"],
            not_met_stayed=told[f"not_{one.pk}_stayed"],
        )
        for one in criteria
    ]


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
