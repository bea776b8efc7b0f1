"""Writes: declarations that are nobody's, closed many at a time and opened again, each time in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from karn.apps.customers.queries.selections import batches
from karn.apps.farewell.actions.verification import reason_to_close
from karn.apps.farewell.actions.withdrawals import keep_declaration_tasks
from karn.apps.farewell.models.declarations import Declaration, State
from karn.apps.farewell.queries.declarations import chosen_to_close, closed_together
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event


def close_together(*, chosen: Mapping[int, str], why: str, by: Person, at: datetime) -> list[int]:
    """Close what was chosen (ids, each with the version that was seen), in one transaction.

    Left out is what is not there for `by`, was confirmed meanwhile, or changed since it was seen. Returns the
    ids of what was closed; all of it carries `at`, by which it is opened again. Raises BadInput without a
    reason.
    """
    told = reason_to_close(why)
    with transaction.atomic():
        found = chosen_to_close(by, chosen, held=True)
        going = [one.pk for one in found if one.version == chosen[one.pk] and one.changed_at < at]
        _store(going, {"state": State.CLOSED, "closed_why": told, "code_digest": ""}, "closed", by, at)
    return going


def open_together(*, closed_at: datetime, by: Person, at: datetime) -> int:
    """Open again what was closed together at that moment, all that still is so; return how many."""
    with transaction.atomic():
        held = closed_together(by, closed_at).select_for_update(of=("self",))
        going = list(held.values_list("pk", flat=True))
        _store(going, {"state": State.MATCH, "closed_why": ""}, "opened", by, at)
    return len(going)


def _store(numbers: Sequence[int], facts: dict[str, object], what: str, by: Person, at: datetime) -> None:
    """Store the same of many declarations (ids), note it once, and bring the tasks in step."""
    if not numbers:
        return
    for batch in batches(numbers):
        Declaration.objects.filter(pk__in=batch).update(**facts, changed_at=at)
    detail = f"{what} {len(numbers)}"
    record(by=by, deed=Event.DECLARATION_CHANGED, about=None, at=at, detail=detail)
    keep_declaration_tasks(at=at)
