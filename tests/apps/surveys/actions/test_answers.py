"""Answers are stored, changed and counted once; unhappy ones make a task and a sign until it is done."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from karn.apps.mailing.models import Mail
from karn.apps.people.models import Cover
from karn.apps.people.rules import Role
from karn.apps.surveys.actions.answers import TooMany, answer, record_answer
from karn.apps.surveys.actions.asking import make_personal_link
from karn.apps.surveys.actions.surveys import close_page, close_survey, make_page, make_ready_survey
from karn.apps.surveys.models import Response, Survey
from karn.apps.surveys.queries.answers import wishes
from karn.apps.surveys.queries.opening import opened
from karn.apps.tasks.actions import finish_task, reopen_task
from karn.apps.tasks.models import Task
from karn.apps.threats.actions import look_where_due
from karn.apps.threats.models import Signal
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def eva(world: Any) -> Any:
    world.company()
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def nps(eva: Any) -> Survey:
    return make_ready_survey(code="nps", language="en", by=eva, at=AT)


def say(token: str, fields: dict[str, str], *, at: datetime = AT, once: str = "") -> Response:
    its = opened(token, at=at, once=once)
    asked = [question.code for question in its.form.questions]
    return answer(opened=its, fields=fields, asked=asked, language="en", once=once, at=at)


def test_an_answer_is_stored_and_answered_again_it_is_changed(world: Any, eva: Any, nps: Survey) -> None:
    customer = world.paying(language="sv")
    token = make_personal_link(survey=nps, customer=customer, by=eva, at=AT)
    first = say(token, {"a-recommend": "9", "a-value": "You call back"})
    again = say(token, {"a-recommend": "7", "a-better": "Prices"}, at=AT + HOUR)
    stored = Response.objects.get()
    assert (first.pk, stored.customer, stored.said_at, stored.changed_at) == (
        again.pk,
        customer,
        AT,
        AT + HOUR,
    )
    assert (stored.answers, stored.texts) == ({"recommend": 7}, {"better": "Prices"})
    assert [(wish.words, wish.customer) for wish in wishes(person=eva, since=AT)] == [("Prices", customer)]


def test_what_did_not_stand_in_the_form_stays(world: Any, eva: Any, nps: Survey) -> None:
    token = make_personal_link(survey=nps, customer=world.paying(), by=eva, at=AT)
    say(token, {"a-recommend": "9"})
    its = opened(token, at=AT)
    answer(opened=its, fields={"a-value": "Speed"}, asked=["value"], language="en", at=AT)
    assert Response.objects.get().given == {"recommend": 9, "value": "Speed"}


def test_an_empty_answer_and_one_that_comes_too_late_are_refused(world: Any, eva: Any, nps: Survey) -> None:
    token = make_personal_link(survey=nps, customer=world.paying(), by=eva, at=AT)
    with pytest.raises(BadInput, match="at least one"):
        say(token, {"a-recommend": "11", "a-better": "  "})
    say(token, {"a-recommend": "9"})
    with pytest.raises(BadInput, match="no longer"):
        say(token, {"a-recommend": "8"}, at=AT + timedelta(days=14))
    assert Response.objects.get().answers == {"recommend": 9}


def test_a_closed_survey_opens_for_nobody(world: Any, eva: Any, nps: Survey) -> None:
    token = make_personal_link(survey=nps, customer=world.paying(), by=eva, at=AT)
    page = make_page(survey=nps, name="Desk", by=eva, at=AT)
    close_page(page=page, by=eva, at=AT + HOUR)
    with pytest.raises(NoSuchLink):
        opened(page.secret, at=AT + HOUR)
    close_survey(survey=nps, by=eva, at=AT + HOUR)
    with pytest.raises(NoSuchLink):
        opened(token, at=AT + HOUR)


@pytest.mark.django_db(transaction=True)
def test_an_unhappy_answer_makes_one_task_and_a_sign_until_somebody_came_back(world: Any, eva: Any) -> None:
    nps = make_ready_survey(code="nps", language="en", by=eva, at=AT)
    world.switch_on("unhappy_answer")
    customer = world.paying("Bakker", owner=eva)
    token = make_personal_link(survey=nps, customer=customer, by=eva, at=AT)
    response = say(token, {"a-recommend": "3"})
    say(token, {"a-recommend": "2"}, at=AT + HOUR)
    task = Task.objects.get()
    assert (task.text, task.title, task.because) == (
        "",
        "Come back to Bakker about their answer", "Unhappy answer to “Would you recommend us?”",
    )  # fmt: skip
    with override("nl"):
        assert task.because == "Ontevreden antwoord op “Would you recommend us?”"
    assert (task.owner, task.due_on, task.origin, task.number) == (
        eva,
        date(2026, 11, 3),
        "survey",
        response.pk,
    )

    def standing() -> list[str]:
        look_where_due(on=AT.date(), at=AT)
        return [signal.rule for signal in Signal.objects.filter(customer=customer, ended_on=None)]

    assert standing() == ["unhappy_answer"]
    finish_task(task=task, outcome="They stay", by=eva, at=AT + 2 * HOUR)
    assert standing() == []
    reopen_task(task=task, by=eva, at=AT + 3 * HOUR)
    assert standing() == ["unhappy_answer"]
    say(token, {"a-recommend": "9"}, at=AT + 4 * HOUR)
    assert standing() == []


def test_the_task_goes_to_somebody_active_who_sees_the_customer(world: Any, eva: Any, nps: Survey) -> None:
    def whose(**customer: Any) -> Any:
        token = make_personal_link(survey=nps, customer=world.paying(**customer), by=eva, at=AT)
        response = say(token, {"a-recommend": "3"})
        return Task.objects.get(number=response.pk).owner

    closer, owner, away, covering = (world.person(role=Role.ACCOUNT_MANAGER) for _ in range(4))
    away.is_active = False
    away.save()
    assert whose() is None
    Survey.objects.update(closer=closer)
    assert (whose(owner=closer), whose(owner=owner), whose(owner=away)) == (closer, owner, None)
    Cover.objects.create(
        away=away, covering=covering, starts_on=date(2026, 10, 30), ends_on=date(2026, 11, 9)
    )
    assert whose(owner=away) == covering
    Survey.objects.update(closer=eva)
    assert (whose(owner=owner), whose()) == (eva, eva)


def test_a_page_takes_each_form_once_and_no_more_than_people_give(eva: Any, nps: Survey) -> None:
    page = make_page(survey=nps, name="Desk", by=eva, at=AT)
    for times in range(2):
        say(page.secret, {"a-recommend": str(times)}, once="a" * 32)
    assert Response.objects.get().answers == {"recommend": 1}
    assert Task.objects.count() == 0
    for number in range(29):
        say(page.secret, {"a-recommend": "9"}, once=f"{number:032}")
    with pytest.raises(TooMany):
        say(page.secret, {"a-recommend": "9"}, once="b" * 32)
    say(page.secret, {"a-recommend": "9"}, once="b" * 32, at=AT + timedelta(minutes=1))
    assert Response.objects.count() == 31


def test_what_was_told_to_one_of_us_counts_as_asked(world: Any, eva: Any, nps: Survey) -> None:
    customer = world.paying()
    told = record_answer(survey=nps, customer=customer, fields={"a-recommend": "8"}, by=eva, at=AT)
    assert (told.recorded_by, told.invitation and told.invitation.way) == (eva, "talk")
    assert Mail.objects.count() == 0
