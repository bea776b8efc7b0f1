"""Pages of what people write say what was changed, from what to what, for who sees the page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from karn.apps.care.actions import problems, reviews, start_ups, wishes
from karn.apps.care.models import Problem, Review, Wish
from karn.apps.care.models.reviews import Cause
from karn.apps.care.queries.start_ups import plan_for
from karn.apps.care.rules.plans import PlannedStep
from karn.apps.customers.models import Customer
from karn.apps.exits.actions.keeping import change_exit_habits
from karn.apps.lessons.actions import post_mortems
from karn.apps.lessons.actions.rounds import answer_round
from karn.apps.lessons.models import Finding, Lesson, Round
from karn.apps.people.models import Person, Role
from karn.apps.plays.actions import win_back
from karn.apps.tasks.actions import Wanted, change_task, finish_task, make_task
from karn.apps.threats.actions.switching import choose_rule

pytestmark = pytest.mark.django_db(databases=["default", "exits"])
ON = date(2026, 6, 15)
Told = Callable[[str, Any], list[list[tuple[str, object, object]]]]


@pytest.fixture
def eva(world: Any, client: Client) -> Person:
    world.company(trade="agency")
    person: Person = world.person(role=Role.ADMINISTRATOR, name="Eva")
    client.force_login(person)
    return person


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    found: Customer = world.customer("Bakker", owner=eva)
    return found


@pytest.fixture
def told(client: Client) -> Told:
    """Return the changes that a page shows, the oldest first: each field before and after."""

    def read(name: str, number: Any = None) -> list[list[tuple[str, object, object]]]:
        page = client.get(reverse(name, args=[] if number is None else [number]))
        changes = page.context["changes"]
        assert 'id="history-title"' in page.text
        return [[(one.label, one.before, one.after) for one in change.fields] for change in reversed(changes)]

    return read


def test_a_task_says_what_it_asked_before_and_what_came_of_it(
    told: Told, eva: Person, bakker: Customer
) -> None:
    at = timezone.now()
    task = make_task(wanted=Wanted("Call them", customer=bakker, owner=eva), by=eva, at=at)
    wanted = Wanted("Visit them", customer=bakker, owner=eva, due_on=ON)
    change_task(task=task, wanted=wanted, by=eva, at=at)
    task = finish_task(task=task, outcome="They stay", by=eva, at=at)
    assert told("task", task.pk) == [
        [("what to do", "Call them", "Visit them"), ("by when", None, ON)],
        [("done", None, task.done_at), ("what came of it", "", "They stay")],
    ]


def test_a_task_names_whom_it_was_for_only_to_who_sees_them(
    world: Any, client: Client, eva: Person, bakker: Customer
) -> None:
    sam, at = world.person(role=Role.ACCOUNT_MANAGER, name="Sam"), timezone.now()
    own = world.customer("Own", owner=sam)
    task = make_task(wanted=Wanted("Call", customer=bakker, owner=sam), by=eva, at=at)
    change_task(task=task, wanted=Wanted("Call", customer=own, owner=sam), by=eva, at=at)
    seen = {}
    for person in (eva, sam):
        client.force_login(person)
        (change,) = client.get(reverse("task", args=[task.pk])).context["changes"]
        seen[person.name] = [(one.before, one.after) for one in change.fields]
    assert seen == {"Eva": [("Bakker", "Own")], "Sam": [("–", "Own")]}


def test_a_problem_says_what_it_said_before(told: Told, world: Any, eva: Person, bakker: Customer) -> None:
    jo, at = world.contact(bakker, "Jo"), timezone.now()
    its: Problem = problems.add_problem(customer=bakker, told=problems.Told("Slow"), by=eva, on=ON, at=at)
    said = problems.Told("Slow site", weight=5, voiced_by=jo, owner=eva, labels=["web"])
    problems.change_problem(problem=its, told=said, by=eva, on=ON, at=at)
    problems.move_problem(problem=its, status="doing", by=eva, on=ON, at=at)
    assert told("problem", its.pk) == [
        [
            ("problem", "Slow", "Slow site"),
            ("how much it matters to them", 3, 5),
            ("who solves it", "", "Eva"),
            ("who told us", "", "Jo"),
            ("labels", "", "web"),
        ],
        [("where it stands", "To do", "Doing")],
    ]


def test_a_wish_says_what_it_was_called_before(told: Told, eva: Person) -> None:
    at = timezone.now()
    wish: Wish = wishes.make_wish(title="App", by=eva, at=at)
    wishes.change_wish(wish=wish, title="An app", state="wont", because="Too few", by=eva, at=at)
    assert told("wish", wish.pk) == [
        [("what they wish for", "App", "An app"), ("state", "Open", "We won't"), ("why", "", "Too few")]
    ]


def test_a_review_and_a_look_back_say_who_held_them_before(
    told: Told, world: Any, eva: Person, bakker: Customer
) -> None:
    ada, at = world.person(role=Role.MANAGER, name="Ada"), timezone.now()
    review: Review = reviews.plan_review(customer=bakker, cause=Cause.HAND, due_on=ON, by=eva, at=at)
    reviews.choose_reviewer(review=review, guest="Outsider", by=eva, at=at)
    reviews.choose_reviewer(review=review, reviewer=ada, by=eva, at=at)
    assert told("review", review.pk) == [
        [("outsider", "", "Outsider")],
        [("who reviews", "", "Ada"), ("outsider", "Outsider", "")],
    ]
    look = post_mortems.plan_look(customer=bakker, subject=post_mortems.Subject("hand", ON), by=eva, at=at)
    post_mortems.choose_auditor(look=look, auditor=ada, by=eva, at=at)
    post_mortems.say_what_to_learn(look=look, sentence="Ask", question="Asked?", by=ada, at=at)
    post_mortems.say_what_to_learn(look=look, sentence="Ask early", question="Asked?", by=ada, at=at)
    assert [change[0] for change in told("look", look.pk)][1:] == [
        ("what to learn", "", "Ask"), ("what to learn", "Ask", "Ask early"),
    ]  # fmt: skip


def test_a_win_back_text_says_what_it_told_before(told: Told, eva: Person) -> None:
    at = timezone.now()
    text = win_back.write_text(text=None, segment=None, words={"nl": "Nieuw"}, by=eva, at=at)
    win_back.write_text(text=text, segment=None, words={"nl": "Beter", "sv": "Ny"}, by=eva, at=at)
    assert told("win_back_text", text.pk)[1:] == [
        [("What they are told (nl)", "Nieuw", "Beter"), ("What they are told (sv)", "", "Ny")]
    ]


def test_exit_habits_say_how_long_words_were_kept_before(told: Told, eva: Person) -> None:
    for months in (12, 6):
        change_exit_habits(words_months=months, by=eva, at=timezone.now())
    assert told("exit_answers")[-1] == [("months that words are kept", 12, 6)]


def test_a_plan_says_its_steps_before_also_once_the_ready_one_holds_again(told: Told, eva: Person) -> None:
    step, at = PlannedStep({"": "Bring cake"}, "anybody", 1), timezone.now()
    ready = plan_for("new")
    start_ups.change_plan(occasion="new", begins="nobody", steps=[step], by=eva, at=at)
    start_ups.drop_plan(occasion="new", by=eva, at=at)
    assert plan_for("new").version == ready.version
    start_ups.change_plan(occasion="new", begins="nobody", steps=[step, step], by=eva, at=at)
    facts = [change[-1] for change in told("start_up_plan", "new")]
    assert [one[2] for one in facts] == [
        "Bring cake (1)",
        "The ready plan",
        "Bring cake (1) · Bring cake (1)",
    ]
    assert facts[1] == ("Steps", "Bring cake (1)", "The ready plan")


def test_a_lesson_s_answer_says_what_was_answered_before(told: Told, eva: Person, bakker: Customer) -> None:
    at = timezone.now()
    lesson = Lesson.objects.create(sentence="Ask", question="Asked?", next_on=ON, made_at=at, changed_at=at)
    one = Round.objects.create(lesson=lesson, begun_on=ON, due_on=ON)
    answer_round(one=one, answers={bakker.pk: "safe"}, seen={}, by=eva, at=at)
    answer_round(one=one, answers={bakker.pk: "exposed"}, seen={bakker.pk: "safe"}, by=eva, at=at)
    labels = dict(Finding._meta.get_field("answer").flatchoices)
    assert [(was, now) for [(_label, was, now)] in told("finding", Finding.objects.get().pk)] == [
        ("", labels["safe"]), (labels["safe"], labels["exposed"]),
    ]  # fmt: skip


def test_a_signal_s_card_says_its_thresholds_before(told: Told, eva: Person) -> None:
    for days in (30, 20):
        thresholds = {"workdays": days}
        choose_rule(rule="unanswered", is_on=True, thresholds=thresholds, by=eva, on=ON, at=timezone.now())
    assert [one[1:] for one in told("signal_rule", "unanswered")[-1]] == [(30, 20)]


def test_without_a_change_there_is_no_word_of_it(client: Client, eva: Person, bakker: Customer) -> None:
    task = make_task(wanted=Wanted("Call", customer=bakker), by=eva, at=timezone.now())
    page = client.get(reverse("task", args=[task.pk]))
    assert (page.context["changes"], "history-title" in page.text) == ([], False)
