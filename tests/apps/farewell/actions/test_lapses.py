"""Who left without a word is asked once how it was."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from karn.apps.care.actions.failed_payments import care_for_failed_payments
from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station
from karn.apps.conversations.models import Conversation
from karn.apps.exits.models import Invitation
from karn.apps.farewell.actions import lapses
from karn.apps.farewell.actions.lapses import ask_who_lapsed
from karn.apps.farewell.actions.renewal_reminders import remind_of_renewals
from karn.apps.farewell.models import Lapse
from karn.apps.mailing.models import Mail, State
from karn.apps.measures.models import Answer, Refresh
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.quarantine import release_copy
from karn.apps.people.rules import Event
from karn.apps.surveys.actions.asking import make_personal_link
from karn.apps.surveys.actions.surveys import make_ready_survey
from karn.kernel.points import point
from karn.platform.quarantine import enter_quarantine
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
LEFT = date(2026, 11, 1)


@pytest.fixture
def company(world: Any) -> Any:
    record(by=None, deed=Event.LOGGED_IN, about=None, at=datetime(2026, 1, 1, tzinfo=UTC))
    return world.company(stations=[Station.GOODBYE], language="nl")


@pytest.fixture
def leaver(company: Any, world: Any) -> Any:  # noqa: ARG001 (there is one)
    its = world.customer("Emma", email="emma@mail.example", kind="person")
    world.departure(its, recognised_on=LEFT)
    return its


def test_who_left_without_a_word_is_asked_once(leaver: Any) -> None:
    assert [ask_who_lapsed(at=AT + timedelta(days=days)) for days in (0, 0, 1)] == [1, 0, 0]
    mail = Mail.objects.get()
    assert (mail.template, mail.address, mail.customer_id) == ("exit_questions", leaver.email, leaver.pk)
    assert (Lapse.objects.get().asked, Invitation.objects.count()) == (True, 1)


@pytest.mark.parametrize(
    "said", [{"notice_on": date(2026, 10, 1)}, {"kind": "payment_failure"}, {"kind": "ended_by_us"}]
)
def test_who_gave_notice_or_was_let_go_is_not_asked(leaver: Any, world: Any, said: dict[str, Any]) -> None:
    world.departure(leaver, recognised_on=LEFT, **said)
    assert (ask_who_lapsed(at=AT), Lapse.objects.count()) == (0, 0)


@pytest.mark.usefixtures("company")
def test_whom_the_measures_saw_leave_and_who_stopped_buying_is_asked(world: Any) -> None:
    lost, silent, back, regular = (world.customer(name, email=f"{name}@m.example") for name in "abcd")
    refresh = Refresh.objects.create(started_at=AT, finished_at=AT, as_of=AT.date())
    rows = [{"customer_id": one.pk, "left_on": "2026-11-01"} for one in (lost, back)]
    Answer.objects.create(refresh=refresh, name="lost.this_month", request={}, rows=rows)
    world.price(world.subscription(back), starts_on=date(2026, 11, 10))
    for day in (date(2026, 6, 20), date(2026, 7, 20), date(2026, 8, 20)):
        world.order(silent, day)
        world.order(regular, day + timedelta(days=60))
    assert ask_who_lapsed(at=AT) == 2
    told = sorted(Lapse.objects.values_list("customer", "sign", "left_on"))
    assert told == [(lost.pk, "contract", LEFT), (silent.pk, "orders", date(2026, 8, 20))]


def test_whom_a_survey_asked_lately_is_asked_after_the_days_of_rest(leaver: Any, world: Any) -> None:
    eva = world.person()
    survey = make_ready_survey(code="nps", language="en", by=eva, at=AT)
    make_personal_link(survey=survey, customer=leaver, by=eva, at=AT - timedelta(days=10))
    assert (ask_who_lapsed(at=AT), Lapse.objects.count()) == (0, 0)
    assert ask_who_lapsed(at=AT + timedelta(days=21)) == 1


@pytest.mark.usefixtures("company")
def test_who_has_no_address_is_remembered_and_not_asked(world: Any) -> None:
    world.departure(world.customer("Nobody"), recognised_on=LEFT)
    assert (ask_who_lapsed(at=AT), Lapse.objects.get().asked, Mail.objects.count()) == (0, False, 0)


@pytest.mark.usefixtures("leaver")
def test_killed_in_between_nobody_is_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def kill(_name: str) -> None:
        raise Killed

    monkeypatch.setattr(lapses, "point", kill)
    with pytest.raises(Killed):
        ask_who_lapsed(at=AT)
    assert (Lapse.objects.count(), Mail.objects.count()) == (0, 0)
    monkeypatch.setattr(lapses, "point", point)
    assert (ask_who_lapsed(at=AT), ask_who_lapsed(at=AT), Mail.objects.count()) == (1, 0, 1)


def test_in_a_practice_whose_visits_broke_off_is_asked_and_who_is_to_come_or_came_back_is_not(
    world: Any,
) -> None:
    record(by=None, deed=Event.LOGGED_IN, about=None, at=datetime(2026, 1, 1, tzinfo=UTC))
    world.company(stations=[Station.GOODBYE], trade="practice", rhythm_days=30)
    names = ("away", "ahead", "done", "rang", "signed", "left")
    of = {name: world.customer(name, email=f"{name}@m.example") for name in names}
    for name in names[:5]:
        for day in (date(2026, 8, 1), date(2026, 8, 20), date(2026, 9, 8)):
            _talk(of[name], day)
    _talk(of["ahead"], date(2026, 11, 28))
    _talk(of["rang"], date(2026, 10, 10), channel="call", direction="in")
    world.departure(of["done"], kind="term_ended", recognised_on=date(2026, 9, 9))
    world.subscription(of["signed"], contract_ends_on=date(2026, 9, 30))
    world.departure(of["left"], recognised_on=LEFT)
    _talk(of["left"], date(2026, 11, 25))
    assert (ask_who_lapsed(at=AT), ask_who_lapsed(at=AT)) == (1, 0)
    told = Lapse.objects.values_list("customer", "sign", "left_on")
    assert list(told) == [(of["away"].pk, "visits", date(2026, 9, 8))]


def _talk(customer: Any, day: date, channel: str = "meeting", direction: str = "out") -> None:
    Conversation.objects.create(
        customer=customer, channel=channel, direction=direction, known_at=AT, source="test",
        source_id=f"{customer.pk}-{day}", happened_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    )  # fmt: skip


def test_who_bought_again_after_a_contract_ended_is_not_asked(leaver: Any, world: Any) -> None:
    world.order(leaver, LEFT + timedelta(days=3))
    assert (ask_who_lapsed(at=AT), Mail.objects.count()) == (0, 0)


def test_a_restored_copy_that_was_released_asks_and_reminds_nobody_whom_the_original_may_have(
    leaver: Any, world: Any, settings: Any, tmp_path: Path
) -> None:
    Company.objects.update(
        stations=[Station.GOODBYE, Station.PAYMENTS], zone="Europe/Stockholm", country="SE"
    )
    anna = world.customer("Anna", kind="person", email="anna@example.org", country="SE")
    plus = world.subscription(anna, plan="Plus", term_months=12, notice_days=30)
    world.price(plus, starts_on=date(2025, 1, 20))
    failed = world.invoice(anna, subscription=plus, invoiced_on=date(2026, 11, 10))
    world.payment(failed, "failed", failed_on=date(2026, 11, 12))
    settings.INSTALLATION = Installation(data=tmp_path)
    enter_quarantine(backup="karn-1.zip", made_at=AT, at=AT)
    with time_machine.travel(AT, tick=False):
        told = release_copy(by=None, send_waiting=False, at=AT)
    # The leaver, a reminder of the renewal and one of the payment; the two mails wait, and are set aside.
    assert [one.count for one in told] == [3, 2, 0]
    templates = {mail.template for mail in Mail.objects.filter(state=State.WITHHELD)}
    assert templates == {"contract_reminder", "payment_failed"}
    assert (ask_who_lapsed(at=AT), remind_of_renewals(at=AT), care_for_failed_payments(at=AT)) == (0, 0, 0)
    assert (Lapse.objects.get(customer=leaver).asked, Mail.objects.count()) == (False, 2)
