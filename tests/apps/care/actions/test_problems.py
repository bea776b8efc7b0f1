"""Problems: noted, ranked, moved, solved; each asks for its task, and follows it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.care.actions.problem_tasks import follow_task
from karn.apps.care.actions.problems import (
    Told,
    add_problem,
    ask_for_problems,
    change_problem,
    move_problem,
    remove_problem,
    restore_problem,
)
from karn.apps.care.models import Problem
from karn.apps.care.models.moments import Moment
from karn.apps.care.queries.problems import (
    ProblemWish,
    all_problems,
    board_of,
    open_counts,
    open_problems_of,
    problems_solved_between,
)
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import finish_task, reopen_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 15)
AT = datetime(2026, 4, 15, 12, tzinfo=UTC)


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    return world.customer("Bakker", owner=eva)


def noted(customer: Customer, eva: Person, text: str = "Slow", **told: Any) -> Problem:
    return add_problem(customer=customer, told=Told(text, **told), by=eva, on=ON, at=AT)


def test_what_weighs_most_and_is_most_urgent_stands_first_then_the_oldest(
    eva: Person, bakker: Customer
) -> None:
    for text, weight, urgency, days in [("c", 2, 3, 1), ("a", 5, 4, 0), ("b", 3, 2, 9), ("d", 1, 1, 30)]:
        noted(bakker, eva, text, weight=weight, urgency=urgency, raised_on=ON - timedelta(days=days))
    assert [problem.text for problem in open_problems_of(bakker)] == ["a", "b", "c", "d"]
    assert [problem.text for problem in all_problems(eva, ProblemWish())] == ["a", "b", "c", "d"]
    waiting = all_problems(eva, ProblemWish(sort="oldest"))
    assert [problem.text for problem in waiting] == ["d", "b", "c", "a"]
    assert open_counts([bakker.pk], on=ON) == {bakker.pk: (4, 0, ON - timedelta(days=30))}


@pytest.mark.parametrize(
    "told", [{"text": "  "}, {"text": "x", "weight": 6}, {"text": "x", "status": "gone"}]
)
def test_what_cannot_be_is_refused(eva: Person, bakker: Customer, told: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        add_problem(customer=bakker, told=Told(**told), by=eva, on=ON, at=AT)


def test_only_their_own_contact_can_have_told_us(eva: Person, bakker: Customer, world: Any) -> None:
    stranger = world.contact(world.customer("Visser"))
    with pytest.raises(BadInput, match="contact"):
        noted(bakker, eva, voiced_by=stranger)


def test_a_solved_problem_stands_in_the_story_and_in_the_recap_and_opened_again_no_more(
    eva: Person, bakker: Customer
) -> None:
    problem = noted(bakker, eva)
    move_problem(problem=problem, status="solved", by=eva, on=ON, at=AT)
    assert [one.text for one in problems_solved_between(bakker, ON, ON + timedelta(days=1))] == ["Slow"]
    assert problems_solved_between(bakker, ON - timedelta(days=1), ON) == []
    told = Told("Slow", brought="Two hours a week", status="solved")
    change_problem(problem=problem, told=told, by=eva, on=ON, at=AT + timedelta(hours=1))
    assert [one.facts for one in Moment.objects.all()] == [{"text": "Slow", "brought": "Two hours a week"}]
    move_problem(problem=problem, status="doing", by=eva, on=ON, at=AT + timedelta(hours=2))
    assert (Moment.objects.count(), [len(one.problems) for one in board_of(bakker)]) == (0, [0, 1, 0, 0])


def test_a_problem_with_a_day_asks_its_owner_and_follows_the_task(
    eva: Person, bakker: Customer, world: Any
) -> None:
    problem = noted(bakker, eva, due_on=ON)
    task = Task.objects.get(OPEN)
    assert (task.owner, task.due_on, task.title) == (eva, ON, "Solve: Slow")
    finish_task(task=task, by=eva, at=AT)
    problem.refresh_from_db()
    assert (problem.status, problem.solved_on) == ("solved", ON)
    reopen_task(task=task, by=eva, at=AT)
    problem.refresh_from_db()
    assert (problem.status, problem.solved_on, Task.objects.filter(OPEN).count()) == ("doing", None, 1)
    kim = world.person()
    told = Told("Slow", owner=kim, due_on=ON, status="doing")
    change_problem(problem=problem, told=told, by=eva, on=ON, at=AT)
    assert Task.objects.get(OPEN).owner == kim


def test_a_problem_solved_and_opened_again_asks_anew(eva: Person, bakker: Customer) -> None:
    problem = noted(bakker, eva, due_on=ON)
    finish_task(task=Task.objects.get(OPEN), by=eva, at=AT)
    assert not Task.objects.filter(OPEN).exists()
    move_problem(problem=problem, status="todo", by=eva, on=ON, at=AT)
    assert Task.objects.get(OPEN).title == "Solve: Slow"


def test_what_waits_for_them_is_asked_about_again_a_week_later(eva: Person, bakker: Customer) -> None:
    problem = noted(bakker, eva, due_on=ON, status="waiting")
    task = Task.objects.get(OPEN)
    assert task.title == "Ask them how it stands: Slow"
    finish_task(task=task, by=eva, at=AT)
    problem.refresh_from_db()
    again = Task.objects.get(OPEN)
    assert (problem.status, again.due_on, again.pk == task.pk) == ("waiting", ON + timedelta(days=7), False)


def test_a_problem_thrown_away_asks_nothing_and_comes_back_whole(eva: Person, bakker: Customer) -> None:
    problem = noted(bakker, eva, due_on=ON)
    remove_problem(problem=problem, by=eva, at=AT)
    assert (open_problems_of(bakker), Task.objects.filter(OPEN).count()) == ([], 0)
    follow_task(origin="care.problem", number=problem.pk * 1000, is_done=True, at=AT)
    restore_problem(problem=problem, by=eva, at=AT)
    assert (open_problems_of(bakker), Task.objects.filter(OPEN).count()) == ([problem], 1)


def test_asking_again_at_night_changes_nothing_but_follows_the_customer(
    eva: Person, bakker: Customer, world: Any
) -> None:
    noted(bakker, eva, due_on=ON)
    assert ask_for_problems(at=AT) == type(ask_for_problems(at=AT))(0, 0, 0)
    kim = world.person()
    Customer.objects.update(owner=kim)
    assert (ask_for_problems(at=AT).changed, Task.objects.get(OPEN).owner) == (1, kim)
    Customer.objects.update(deleted_at=AT)
    assert ask_for_problems(at=AT).withdrawn == 1


def test_who_saw_another_version_overwrites_nothing(eva: Person, bakker: Customer) -> None:
    problem = noted(bakker, eva)
    seen = problem.version
    change_problem(problem=problem, told=Told("Slower"), by=eva, on=ON, at=AT + timedelta(hours=1))
    with pytest.raises(ChangedMeanwhile):
        change_problem(problem=problem, told=Told("Fast"), by=eva, on=ON, at=AT, seen=seen)
    assert Problem.objects.get().text == "Slower"


def test_what_turns_out_not_to_be_solved_is_worked_on_again_not_waited_for() -> None:
    assert [Problem(status=one).before for one in ("waiting", "solved")] == ["doing", "doing"]
