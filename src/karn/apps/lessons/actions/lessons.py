"""Writes: a lesson is written down, changed, retired with a reason, and taken up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.lessons.actions.post_mortems import close_held
from karn.apps.lessons.actions.round_tasks import (
    begin_round,
    end_rounds,
    keep_finding_tasks,
    keep_round_tasks,
)
from karn.apps.lessons.models.lessons import Every, Lesson
from karn.apps.lessons.models.post_mortems import PostMortem
from karn.apps.lessons.queries.lessons import ready_left
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import BIN, CHANGED, MADE, RESTORE, keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.segments.models import Segment
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Learnt:
    """What somebody says of a lesson. `begins_on` is the day of its first round, today where nobody says."""

    sentence: str
    question: str
    every: str = Every.MONTH
    segment: Segment | None = None
    begins_on: date | None = None

    def facts(self) -> dict[str, object]:
        """Return it as the row has it. Raises BadInput without a sentence or a question."""
        sentence, question = one_line(self.sentence)[:LONGEST], one_line(self.question)[:LONGEST]
        if not sentence:
            raise BadInput("Write down what you learnt, in a sentence.")
        if not question:
            raise BadInput("Write down what to ask of each client: a question that is yes for who is safe.")
        if self.every not in Every.values:
            raise BadInput("Choose how often it is asked.")
        return {"sentence": sentence, "question": question, "every": self.every, "segment": self.segment}


def write_lesson(
    *, learnt: Learnt, by: Person, at: datetime, look: PostMortem | None = None, ready: str = ""
) -> Lesson:
    """Write a lesson down, and begin its first round where that is due. One of a look back closes it.

    Raises BadInput.
    """
    on = local_day(at, current_company())
    with transaction.atomic():
        lesson = Lesson.objects.create(
            **learnt.facts(), next_on=learnt.begins_on or on, post_mortem=look, ready=ready,
            made_at=at, made_by=by, changed_at=at,
        )  # fmt: skip
        keep_change(lesson, {}, lesson.facts, by=by, at=at, how=MADE)
        record(by=by, deed=Event.LESSON_CHANGED, about=lesson, at=at, detail="made")
        if look is not None:
            held = (
                PostMortem.objects.select_for_update(of=("self",)).select_related("auditor").get(pk=look.pk)
            )
            if held.is_open:
                close_held(held, "", by, at)
        _follow(lesson, on, at)
    return lesson


def take_ready(*, codes: Iterable[str], by: Person, at: datetime) -> list[Lesson]:
    """Begin with lessons that others learnt, in the language in force; each a week after the one before.

    Those taken already, and codes there are not, are left out.
    """
    wanted, on = set(codes), local_day(at, current_company())
    made: list[Lesson] = []
    with transaction.atomic():
        for place, one in enumerate(ready for ready in ready_left() if ready.code in wanted):
            begins_on = on + timedelta(weeks=place)
            learnt = Learnt(str(one.sentence), str(one.question), begins_on=begins_on)
            made.append(write_lesson(learnt=learnt, by=by, at=at, ready=one.code))
    return made


def change_lesson(
    *, lesson: Lesson, learnt: Learnt, by: Person, at: datetime, seen: str | None = None
) -> Lesson:
    """Change a lesson: what its rounds found stays. Raises BadInput, and ChangedMeanwhile."""
    facts = learnt.facts() | ({"next_on": learnt.begins_on} if learnt.begins_on else {})
    on = local_day(at, current_company())
    with transaction.atomic():
        held = _held(lesson)
        refuse_unseen(held, seen)
        _store(held, facts, by, at)
        _follow(held, on, at)
    return held


def retire_lesson(*, lesson: Lesson, why: str, by: Person, at: datetime) -> Lesson:
    """Ask it no more; what it found stays. Raises BadInput without a reason."""
    if not (reason := one_line(why)[:LONGEST]):
        raise BadInput("Say why it is retired, so that who reads it later knows.")
    with transaction.atomic():
        held = _held(lesson)
        if held.retired_at is None:
            _store(held, {"retired_at": at, "retired_why": reason}, by, at)
            end_rounds(held, at)
            _follow(held, local_day(at, current_company()), at)
    return held


def take_up_lesson(*, lesson: Lesson, by: Person, at: datetime) -> Lesson:
    """Ask it again; a round that was due meanwhile begins."""
    with transaction.atomic():
        held = _held(lesson)
        if held.retired_at is not None:
            _store(held, {"retired_at": None, "retired_why": ""}, by, at)
            _reopen_todays(held, local_day(at, current_company()))
            _follow(held, local_day(at, current_company()), at)
    return held


def remove_lesson(*, lesson: Lesson, by: Person, at: datetime) -> None:
    """Throw a lesson away, with its rounds; it can be brought back."""
    with transaction.atomic():
        held = _held(lesson)
        if held.removed_at is None:
            _store(held, {"removed_at": at}, by, at, how=BIN)
            end_rounds(held, at)
            _follow(held, local_day(at, current_company()), at)


def restore_lesson(*, lesson: Lesson, by: Person, at: datetime) -> None:
    """Bring a lesson back; a round that was due meanwhile begins."""
    with transaction.atomic():
        held = _held(lesson)
        if held.removed_at is not None:
            _store(held, {"removed_at": None}, by, at, how=RESTORE)
            _reopen_todays(held, local_day(at, current_company()))
            _follow(held, local_day(at, current_company()), at)


def _reopen_todays(lesson: Lesson, on: date) -> None:
    """Go on with the last round where the next one is not due yet: throwing away was taken back."""
    last = lesson.rounds.order_by("-begun_on", "-pk").first()
    if last is not None and lesson.next_on > on and not lesson.retired_at and not lesson.removed_at:
        last.ended_at = None
        last.save(update_fields=["ended_at"])


def _follow(lesson: Lesson, on: date, at: datetime) -> None:
    if lesson.is_in_force and lesson.next_on <= on:
        begin_round(lesson=lesson, on=on, at=at)
    keep_round_tasks(on=on, at=at)
    keep_finding_tasks(at=at)


def _store(lesson: Lesson, facts: dict[str, object], by: Person, at: datetime, how: str = CHANGED) -> None:
    before = lesson.facts
    for name, value in facts.items():
        setattr(lesson, name, value)
    lesson.changed_at = next_version(lesson.changed_at, at)
    lesson.save()
    if keep_change(lesson, before, lesson.facts, by=by, at=at, how=how):
        record(by=by, deed=Event.LESSON_CHANGED, about=lesson, at=at, detail=how or "changed")


def _held(lesson: Lesson) -> Lesson:
    return Lesson.objects.select_for_update(of=("self",)).select_related("segment").get(pk=lesson.pk)
