"""Rounds: each owner is asked about each own client; answers make tasks, are taken back, and are counted."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.customers.models import Customer
from karn.apps.lessons.actions.lessons import (
    Learnt,
    change_lesson,
    remove_lesson,
    restore_lesson,
    retire_lesson,
    take_ready,
    take_up_lesson,
    write_lesson,
)
from karn.apps.lessons.actions.round_tasks import care_for_rounds
from karn.apps.lessons.actions.rounds import answer_anew, answer_round, take_answers_back
from karn.apps.lessons.models import Finding, Lesson, Round
from karn.apps.lessons.queries.rounds import (
    asked_about,
    outcomes_of,
    part_of,
    progress_of,
    share_for,
    shares_for,
)
from karn.apps.people.models import Role
from karn.apps.segments.models import Segment
from karn.apps.tasks.actions import finish_task, reopen_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ON = date(2026, 6, 15)


class Asked:
    """Eva with two clients, Fay with one, and a lesson that is asked every week."""

    def __init__(self, gone: Any) -> None:
        self.gone, self.eva, self.fay = gone, gone.eva, gone.fay
        self.bakker = gone.client
        self.smit = gone.world.customer("Smit", owner=gone.eva, is_key=True)
        self.visser = gone.world.customer("Visser", owner=gone.fay, is_key=True)
        gone.world.customer("Not key", owner=gone.eva)
        gone.world.customer("Prospect", owner=gone.eva, is_key=True, prospect=True)
        self.lesson = self.write()

    def write(self, **told: Any) -> Lesson:
        learnt = Learnt(**{"sentence": "They left.", "question": "Would they stay?", "every": "week", **told})
        return write_lesson(learnt=learnt, by=self.eva, at=AT)

    @property
    def round(self) -> Round:
        return Round.objects.get(lesson=self.lesson, ended_at=None)

    def say(self, by: Any = None, *, seen: Any = None, at: datetime = AT, **answers: str) -> Any:
        numbers = {getattr(self, name).pk: answer for name, answer in answers.items()}
        return answer_round(one=self.round, answers=numbers, seen=seen or {}, by=by or self.eva, at=at)


@pytest.fixture
def asked(gone: Any) -> Asked:
    return Asked(gone)


def tasks(**narrowed: Any) -> list[tuple[str, str, str | None]]:
    """Return the open tasks of lessons: what kind, of whom, about whom."""
    its = Task.objects.filter(OPEN, origin__startswith="lessons.", **narrowed).order_by(
        "origin", "due_on", "pk"
    )
    return [
        (one.origin.removeprefix("lessons."), one.owner.name, one.customer.name if one.customer else None)
        for one in its
    ]


def test_a_round_asks_each_owner_about_the_own_clients_who_stay(asked: Asked) -> None:
    assert sorted(asked_about(asked.lesson, on=ON).values_list("name", flat=True)) == [
        "Bakker",
        "Smit",
        "Visser",
    ]
    assert sorted(tasks()) == [("round", "Eva", None), ("round", "Fay", None)]
    (share,) = shares_for(asked.eva)
    assert [row.customer.name for row in part_of(share, asked.eva, on=ON).rows] == ["Bakker", "Smit"]
    assert share_for(asked.fay, share.pk) is None
    subscription = asked.gone.world.subscription(asked.smit)
    asked.gone.world.price(subscription, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 1))
    assert [row.customer.name for row in part_of(share, asked.eva, on=ON).rows] == ["Bakker"]


def test_exposed_and_not_known_make_a_task_with_an_owner_and_a_day_and_safe_makes_none(asked: Asked) -> None:
    asked.say(bakker="exposed", smit="unknown")
    asked.say(by=asked.fay, visser="safe")
    assert tasks() == [("exposed", "Eva", "Bakker"), ("find_out", "Eva", "Smit")]
    days = dict(Task.objects.filter(OPEN).values_list("origin", "due_on"))
    assert days == {"lessons.exposed": date(2026, 6, 29), "lessons.find_out": date(2026, 6, 22)}
    (progress,) = progress_of([asked.round], person=None, on=ON)
    assert (progress.asked, progress.answered, progress.unknown, progress.waiting) == (3, 3, 1, [])
    assert [row.customer.name for row in progress.exposed] == ["Bakker"]


def test_who_has_not_answered_is_named_with_how_many_are_left(asked: Asked) -> None:
    asked.say(bakker="safe")
    (progress,) = progress_of([asked.round], person=None, on=ON)
    assert [(who.owner.name, who.left) for who in progress.waiting if who.owner] == [("Eva", 1), ("Fay", 1)]


def test_saying_it_otherwise_moves_the_task_and_taking_back_restores_it(asked: Asked) -> None:
    asked.say(bakker="exposed", smit="safe")
    later = AT + timedelta(minutes=1)
    asked.say(at=later, seen={asked.bakker.pk: "exposed"}, bakker="unknown")
    assert tasks(customer=asked.bakker) == [("find_out", "Eva", "Bakker")]
    assert take_answers_back(one=asked.round, by=asked.eva, at=later + timedelta(minutes=1)) == 1
    assert tasks(customer=asked.bakker) == [("exposed", "Eva", "Bakker")]
    assert take_answers_back(one=asked.round, by=asked.fay, at=later) == 0


def test_what_somebody_else_answered_meanwhile_stays_and_is_named(asked: Asked) -> None:
    asked.say(bakker="exposed")
    said = asked.say(by=asked.fay, bakker="safe", smit="safe")
    assert (said.met, said.stored) == ([asked.bakker.pk], [asked.smit.pk])
    assert Finding.objects.get(customer=asked.bakker).answer == "exposed"
    with pytest.raises(BadInput, match="is no answer"):
        asked.say(bakker="maybe")


def test_the_tasks_being_done_comes_back_to_the_lesson_and_so_do_those_who_left(asked: Asked) -> None:
    asked.say(bakker="exposed", smit="exposed")
    asked.say(by=asked.fay, visser="safe")
    task = Task.objects.get(origin="lessons.exposed", customer=asked.bakker)
    finish_task(task=task, by=asked.eva, at=AT)
    asked.gone.noticed(asked.smit, on=date(2026, 7, 1))
    asked.gone.noticed(asked.visser, on=date(2026, 6, 1))
    (found,) = outcomes_of(asked.lesson, on=date(2026, 7, 2))
    told = (
        found.asked,
        found.safe,
        found.exposed,
        found.tasks,
        found.done,
        found.exposed_left,
        found.safe_left,
    )
    assert told == (3, 1, 2, 2, 1, 1, 0)
    reopen_task(task=task, by=asked.eva, at=AT)
    assert outcomes_of(asked.lesson, on=ON)[0].done == 0


def test_the_next_round_comes_by_itself_and_a_later_answer_speaks_for_the_client(asked: Asked) -> None:
    asked.say(bakker="exposed")
    next_week = ON + timedelta(weeks=1)
    assert [care_for_rounds(on=day, at=AT) for day in (ON, next_week, next_week)] == [0, 1, 0]
    assert [(one.begun_on, one.ended_at) for one in Round.objects.order_by("begun_on")] == [
        (ON, AT),
        (next_week, None),
    ]
    asked.say(at=AT + timedelta(weeks=1), bakker="exposed")
    assert tasks(customer=asked.bakker) == [("exposed", "Eva", "Bakker")]
    answer_anew(finding=Finding.objects.latest("pk"), answer="safe", by=asked.eva, at=AT)
    assert Finding.objects.latest("pk").answer == "safe"


def test_a_lesson_that_concerns_some_asks_about_those_alone(asked: Asked) -> None:
    named = {"field": "customers.name", "operator": "contains", "values": ["Smi"]}
    segment = Segment.objects.create(
        name="Smits", owner=asked.eva, shared=True, made_at=AT, known_at=AT,
        definition={"version": 1, "root": {"match": "all", "parts": [named]}},
    )  # fmt: skip
    lesson = asked.write(segment=segment)
    assert list(asked_about(lesson, on=ON).values_list("name", flat=True)) == ["Smit"]
    assert [share.owner for share in lesson.rounds.get().shares.all()] == [asked.eva]


def test_a_retired_lesson_asks_nothing_until_it_is_taken_up_again(asked: Asked) -> None:
    asked.say(bakker="exposed")
    with pytest.raises(BadInput, match="Say why it is retired"):
        retire_lesson(lesson=asked.lesson, why=" ", by=asked.eva, at=AT)
    lesson, one = (
        retire_lesson(lesson=asked.lesson, why="Nobody exposed", by=asked.eva, at=AT),
        Round.objects.get(),
    )
    assert (tasks(), lesson.retired_why) == ([], "Nobody exposed")
    with pytest.raises(BadInput, match="round is over"):
        answer_round(one=one, answers={asked.smit.pk: "safe"}, seen={}, by=asked.eva, at=AT)
    take_up_lesson(lesson=asked.lesson, by=asked.eva, at=AT)
    assert ("exposed", "Eva", "Bakker") in tasks()
    assert asked.round.pk == one.pk


def test_a_lesson_thrown_away_takes_its_tasks_along_and_brings_them_back(asked: Asked) -> None:
    before = tasks()
    remove_lesson(lesson=asked.lesson, by=asked.eva, at=AT)
    assert tasks() == []
    restore_lesson(lesson=asked.lesson, by=asked.eva, at=AT)
    assert tasks() == before


def test_ready_lessons_are_taken_once_and_begin_one_after_the_other(asked: Asked) -> None:
    made = take_ready(codes=["silence", "worth", "nonsense"], by=asked.eva, at=AT)
    assert [(one.ready, one.rounds.count()) for one in made] == [("silence", 1), ("worth", 0)]
    assert made[1].next_on == ON + timedelta(weeks=1)
    assert take_ready(codes=["silence"], by=asked.eva, at=AT) == []


def test_another_rhythm_takes_hold_at_the_next_round(asked: Asked) -> None:
    learnt = Learnt("They left.", "Would they stay?", "month", begins_on=ON + timedelta(days=3))
    change_lesson(lesson=asked.lesson, learnt=learnt, by=asked.eva, at=AT)
    care_for_rounds(on=ON + timedelta(days=3), at=AT)
    assert Lesson.objects.get().next_on == date(2026, 7, 18)


def test_clients_whom_nobody_looks_after_are_for_who_runs_the_company(asked: Asked) -> None:
    manager = asked.gone.world.person(name="Max", role=Role.MANAGER)
    Customer.objects.filter(pk=asked.visser.pk).update(owner=None)
    care_for_rounds(on=ON, at=AT)
    (share,) = shares_for(manager)
    assert (share.owner, [row.customer.name for row in part_of(share, manager, on=ON).rows]) == (
        None,
        ["Visser"],
    )


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["safe", "exposed", "unknown"])), max_size=4)
)
def test_however_often_it_is_answered_each_client_has_one_answer_and_at_most_one_task(
    asked: Asked, said: list[tuple[int, str]]
) -> None:
    with transaction.atomic():  # each example begins where the one before did
        names, last = ["bakker", "smit", "visser"], dict[str, str]()
        for step, (place, answer) in enumerate(said):
            name = names[place]
            seen = {getattr(asked, name).pk: last.get(name, "")}
            asked.say(at=AT + timedelta(minutes=step), seen=seen, **{name: answer})
            last[name] = answer
        assert dict(Finding.objects.values_list("customer__name", "answer")) == {
            name.capitalize(): answer for name, answer in last.items()
        }
        wanted = sorted(
            ({"exposed": "exposed", "unknown": "find_out"}[answer], name.capitalize())
            for name, answer in last.items()
            if answer != "safe"
        )
        assert sorted((kind, about) for kind, _owner, about in tasks() if about) == wanted
        transaction.set_rollback(True)
