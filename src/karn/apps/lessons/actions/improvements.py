"""Writes: an improvement is decided, changed, done, thrown away and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from karn.apps.care.actions.following import align_task
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.farewell.queries.reasons import reason_list
from karn.apps.lessons.models.improvements import Improvement
from karn.apps.lessons.queries.improvements import open_improvements
from karn.apps.lessons.rules.improvements import IMPROVEMENT
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import BIN, CHANGED, MADE, RESTORE, keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions.asked import Asked, keep_tasks
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Meant:
    """What somebody decides about a reason (its code): what is done, by whom, by when."""

    reason: str
    what: str
    owner: Person | None
    due_on: date

    def facts(self) -> dict[str, object]:
        """Return it as the row has it. Raises BadInput."""
        what = one_line(self.what)[:LONGEST]
        if not what:
            raise BadInput("Say what you do about it.")
        if self.reason not in reason_list("why").reasons:
            raise BadInput("Choose why they leave.")
        return {"reason": self.reason, "what": what, "owner": self.owner, "due_on": self.due_on}


def decide_improvement(*, meant: Meant, by: Person, at: datetime) -> Improvement:
    """Decide what is done about a reason; its owner gets a task. Raises BadInput."""
    with transaction.atomic():
        made = Improvement.objects.create(**meant.facts(), made_at=at, made_by=by, changed_at=at)
        keep_change(made, {}, made.facts, by=by, at=at, how=MADE)
        record(by=by, deed=Event.IMPROVEMENT_CHANGED, about=made, at=at, detail="made")
        keep_improvement_tasks(at=at)
    return made


def change_improvement(
    *, improvement: Improvement, meant: Meant, by: Person, at: datetime, seen: str | None = None
) -> Improvement:
    """Change an improvement. Raises BadInput, and ChangedMeanwhile."""
    facts = meant.facts()
    with transaction.atomic():
        held = _held(improvement)
        refuse_unseen(held, seen)
        return _store(held, facts, by, at)


def finish_improvement(*, improvement: Improvement, on: date | None, by: Person | None, at: datetime) -> None:
    """Say on which day it was done; None: it is open again."""
    with transaction.atomic():
        held = _held(improvement)
        if held.done_on != on and held.removed_at is None:
            _change(held, {"done_on": on}, by, at)
            align_task(kind=IMPROVEMENT.code, number=held.pk, is_done=on is not None, by=by, at=at)
            keep_improvement_tasks(at=at)


def remove_improvement(*, improvement: Improvement, by: Person, at: datetime) -> None:
    """Throw it away; it can be brought back."""
    with transaction.atomic():
        held = _held(improvement)
        if held.removed_at is None:
            _store(held, {"removed_at": at}, by, at, how=BIN)


def restore_improvement(*, improvement: Improvement, by: Person, at: datetime) -> None:
    """Bring it back."""
    with transaction.atomic():
        held = _held(improvement)
        if held.removed_at is not None:
            _store(held, {"removed_at": None}, by, at, how=RESTORE)


def keep_improvement_tasks(*, at: datetime) -> None:
    """Keep the tasks of open improvements in step."""
    rows = open_improvements() if current_company().has(Station.LESSONS) else ()
    asked = [Asked(one.pk, one.due_on, None, one.owner_id, {"what": one.what}) for one in rows]
    keep_tasks(kind=IMPROVEMENT.code, asked=asked, at=at)


def _store(
    held: Improvement, facts: dict[str, object], by: Person | None, at: datetime, how: str = CHANGED
) -> Improvement:
    _change(held, facts, by, at, how)
    keep_improvement_tasks(at=at)
    return held


def _change(
    held: Improvement, facts: dict[str, object], by: Person | None, at: datetime, how: str = CHANGED
) -> None:
    before = held.facts
    for name, value in facts.items():
        setattr(held, name, value)
    held.changed_at = next_version(held.changed_at, at)
    held.save()
    if keep_change(held, before, held.facts, by=by, at=at, how=how):
        record(by=by, deed=Event.IMPROVEMENT_CHANGED, about=held, at=at, detail=how or "changed")


def _held(improvement: Improvement) -> Improvement:
    return Improvement.objects.select_for_update(of=("self",)).get(pk=improvement.pk)
