"""Writes: rounds begin and end by the calendar, and their tasks stay in step with what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.lessons.models.lessons import Lesson
from karn.apps.lessons.models.rounds import Answer, Finding, Round, Share
from karn.apps.lessons.queries.lessons import lessons_due
from karn.apps.lessons.queries.rounds import NOBODY, asked_about, findings_open, open_rounds
from karn.apps.lessons.rules.rounds import act_by, answer_by, next_round
from karn.apps.lessons.rules.task_kinds import EXPOSED, FIND_OUT, ROUND
from karn.apps.tasks.actions.asked import Asked, keep_tasks


def care_for_rounds(*, on: date, at: datetime) -> int:
    """Begin the rounds that are due, end those before them, keep tasks in step; return how many began.

    Safe to repeat. A lesson that was due several times begins one round.
    """
    begun = 0
    if current_company().has(Station.LESSONS):
        for lesson in lessons_due().filter(next_on__lte=on):
            begun += begin_round(lesson=lesson, on=on, at=at) is not None
    keep_round_tasks(on=on, at=at)
    keep_finding_tasks(at=at)
    return begun


def begin_round(*, lesson: Lesson, on: date, at: datetime) -> Round | None:
    """Begin a lesson's round and end the one before; None where one began today, or it is not in force."""
    with transaction.atomic():
        held = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
        if not held.is_in_force or held.rounds.filter(begun_on__gte=on).exists():
            return None
        end_rounds(held, at)
        held.next_on = next_round(on, held.every, on=on)
        held.save(update_fields=["next_on"])
        one = Round.objects.create(lesson=held, begun_on=on, due_on=answer_by(on, held.every))
        _count(one, on)
    return one


def end_rounds(lesson: Lesson, at: datetime) -> None:
    """Wait no longer for answers to a lesson."""
    Round.objects.filter(lesson=lesson, ended_at__isnull=True).update(ended_at=at)


def _count(one: Round, on: date) -> Counter[int]:
    """Count anew about how many clients is asked; return how many are left to be answered, by owner."""
    owners = dict(asked_about(one.lesson, on=on).values_list("pk", "owner"))
    answered = set(Finding.objects.filter(round=one).exclude(answer="").values_list("customer", flat=True))
    one.asked = len(owners)
    one.save(update_fields=["asked"])
    known = set(one.shares.values_list("owner", flat=True))
    Share.objects.bulk_create(
        [
            Share(round=one, owner_id=owner)
            for owner in sorted(set(owners.values()) - known, key=lambda n: n or 0)
        ],
        ignore_conflicts=True,
    )
    return Counter(owner or NOBODY for number, owner in owners.items() if number not in answered)


def keep_round_tasks(*, on: date, at: datetime) -> None:
    """Ask every owner who has not answered for all clients, and nobody else."""
    asked: list[Asked] = []
    if current_company().has(Station.LESSONS):
        for one in open_rounds():
            left = _count(one, on)
            asked += [
                _of_share(share, left[share.owner_id or NOBODY])
                for share in one.shares.order_by("pk")
                if left[share.owner_id or NOBODY]
            ]
    keep_tasks(kind=ROUND.code, asked=asked, at=at)


def _of_share(share: Share, left: int) -> Asked:
    facts = {"left": left, "question": share.round.lesson.question}
    return Asked(share.pk, share.round.due_on, None, share.owner_id, facts)


def keep_finding_tasks(*, at: datetime, among: Collection[int] | None = None) -> None:
    """Ask for something about who is exposed, and to find out where nobody knew."""
    rows = list(findings_open(among)) if current_company().has(Station.LESSONS) else []
    latest = {(row.round.lesson_id, row.customer_id): row.pk for row in sorted(rows, key=_age)}
    rows = [row for row in rows if latest[row.round.lesson_id, row.customer_id] == row.pk]
    for kind, answer in ((EXPOSED.code, Answer.EXPOSED), (FIND_OUT.code, Answer.UNKNOWN)):
        asked = [_of_finding(row) for row in rows if row.answer == answer]
        keep_tasks(kind=kind, asked=asked, at=at, among=among)


def _age(row: Finding) -> tuple[date, int]:
    return row.round.begun_on, row.pk


def _of_finding(row: Finding) -> Asked:
    lesson = row.round.lesson
    facts = {"sentence": lesson.sentence, "question": lesson.question}
    return Asked(row.pk, act_by(row.answer, row.on), row.customer_id, row.customer.owner_id, facts)
