"""Recaps: due by themselves, written from what is known, frozen once sent; an empty one is a signal."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from karn.apps.care.actions import value as actions
from karn.apps.care.actions.mailed import follow_mails
from karn.apps.care.actions.recap_tasks import care_for_recaps
from karn.apps.care.actions.value import Got
from karn.apps.care.models.innovations import Innovation, Tick
from karn.apps.care.models.moments import Moment
from karn.apps.care.models.problems import Problem
from karn.apps.care.models.value import Recap
from karn.apps.care.queries.value import draft_of, empty_recaps, recaps_ahead, spent_on_extras
from karn.apps.care.rules.value import Line
from karn.apps.mailing.models import Mail, Reason, State
from karn.apps.people.models import Role
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.days import day_words
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def eva(world: Any) -> Any:
    world.company(zone="UTC")
    return world.person(name="Eva", role=Role.ACCOUNT_MANAGER)


@pytest.fixture
def client(world: Any, eva: Any) -> Any:
    return world.paying("Bakker", owner=eva, is_key=True, email="info@bakker.example", language="nl")


def log(client: Any, eva: Any, what: str = "Two days of help", **told: Any) -> Any:
    got = Got(what, **{"given_on": TODAY - timedelta(days=9), **told})
    return actions.log_benefit(customer=client, got=got, by=eva, at=AT)


def test_a_draft_holds_what_was_logged_solved_and_taken_up_since(client: Any, eva: Any, world: Any) -> None:
    log(client, eva, hours=Decimal(16), cost=Decimal("12.50"), currency="EUR")
    log(client, eva, "Too long ago", given_on=TODAY - timedelta(days=500))
    log(world.customer("Other"), eva, "Not theirs")
    about = {"customer": client, "made_at": AT, "changed_at": AT}
    Problem.objects.create(text="Slow shop", status="solved", raised_on=TODAY, solved_on=TODAY, **about)
    thing = Innovation.objects.create(name="Newsletter", made_at=AT, changed_at=AT)
    Tick.objects.create(
        customer=client,
        innovation=thing,
        state="taken_up",
        decided_on=TODAY - timedelta(days=3),
        changed_at=AT,
    )
    recap = actions.begin_recap(customer=client, by=eva, at=AT)
    lines = [(line.text, line.taken) for line in draft_of(recap, on=TODAY)]
    assert lines[0] == ("Two days of help", True)
    assert [taken for _text, taken in lines] == [True, True, True]
    assert (lines[1][0].endswith("Newsletter"), "Slow shop" in lines[2][0]) == (True, True)
    spent = spent_on_extras(client, since=TODAY - timedelta(days=365))
    assert (spent.money, spent.hours) == ([("EUR", Decimal("12.5"))], Decimal(16))
    assert actions.begin_recap(customer=client, by=eva, at=AT) == recap


def test_what_was_sent_stays_as_it_was_and_the_next_begins_there(client: Any, eva: Any) -> None:
    benefit = log(client, eva)
    recap = actions.begin_recap(customer=client, by=eva, at=AT)
    lines = [
        Line(f"benefit:{benefit.pk}", benefit.given_on, "Two days, for nothing", True),
        Line("", None, "And more", True),
    ]
    told = {"intro": "Beste bakker", "lines": lines, "closing": "", "language": "nl", "by": eva, "at": AT}
    written = actions.write_recap(recap=recap, **told)
    with pytest.raises(ChangedMeanwhile):
        actions.write_recap(recap=recap, **told, seen="before")
    sent = actions.send_recap(recap=written, by=eva, at=AT)
    mail = Mail.objects.get()
    assert (sent.sent_at, sent.is_open, Task.objects.filter(OPEN).count()) == (None, False, 0)
    with pytest.raises(BadInput, match="waits in the outbox"):
        actions.write_recap(recap=sent, **told)
    assert actions.begin_recap(customer=client, by=eva, at=AT) == sent
    settle(state=State.SENT)
    assert (mail.template, mail.address, mail.language) == ("value_recap", "info@bakker.example", "nl")
    assert mail.values["lines"] == "Beste bakker\n\n– Two days, for nothing\n– And more"
    actions.remove_benefit(benefit=benefit, by=eva, at=AT)
    sent.refresh_from_db()
    assert (sent.frozen["lines"], sent.frozen["to"]) == (["Two days, for nothing", "And more"], "Bakker")
    for act in (actions.send_recap, actions.hand_over_recap):
        with pytest.raises(BadInput, match="stays as it is"):
            act(recap=sent, by=eva, at=AT)
    with pytest.raises(BadInput, match="stays as it is"):
        actions.write_recap(recap=sent, **told)
    assert actions.begin_recap(customer=client, by=eva, at=AT).since == TODAY


def settle(**told: Any) -> None:
    """Let the last mail end so, as the post tells it."""
    mail = Mail.objects.latest("pk")
    Mail.objects.filter(pk=mail.pk).update(settled_at=AT, **told)
    follow_mails(mails=[mail.pk], at=AT)


def test_a_recap_whose_mail_was_kept_back_is_open_again_and_can_be_sent_again(client: Any, eva: Any) -> None:
    log(client, eva)
    recap = actions.begin_recap(customer=client, by=eva, at=AT)
    actions.send_recap(recap=recap, by=eva, at=AT)
    settle(state=State.WITHHELD, reason=Reason.BOUNCED)
    recap = Recap.objects.get()
    assert (recap.is_open, recap.trouble) == (True, "Mail to this address came back.")
    assert Task.objects.filter(OPEN, origin="care.recap").count() == 1
    assert Moment.objects.filter(code="recap").count() == 0
    actions.send_recap(recap=recap, by=eva, at=AT)
    assert Mail.objects.count() == 2
    settle(state=State.SENT)
    recap = Recap.objects.get()
    assert (recap.sent_at, Moment.objects.filter(code="recap").count()) == (AT, 1)
    actions.remove_recap(recap=recap, by=eva, at=AT)


def test_a_recap_thrown_away_takes_its_waiting_mail_along(client: Any, eva: Any) -> None:
    log(client, eva)
    recap = actions.begin_recap(customer=client, by=eva, at=AT)
    actions.remove_recap(recap=actions.send_recap(recap=recap, by=eva, at=AT), by=eva, at=AT)
    assert Mail.objects.get().state == State.WITHHELD


def test_an_empty_recap_is_not_sent_and_is_told_of(client: Any, eva: Any, world: Any) -> None:
    other = world.customer("Full", is_key=True, owner=eva)
    log(other, eva)
    care_for_recaps(on=TODAY, at=AT)
    recap = Recap.objects.get(customer=client)
    assert empty_recaps(TODAY) == {client.pk}
    with pytest.raises(BadInput, match="nothing in it"):
        actions.send_recap(recap=recap, by=eva, at=AT)
    log(client, eva)
    assert (empty_recaps(TODAY), Mail.objects.count()) == (set(), 0)
    care_for_recaps(on=TODAY, at=AT)
    assert {task.because for task in Task.objects.filter(OPEN, origin="care.recap")} == {
        "Every quarter a key client hears what came of it."
    }


def test_a_renewal_and_a_price_rise_bring_the_recap_forward_and_its_task_says_which(
    client: Any, eva: Any, world: Any
) -> None:
    for _ in range(2):
        care_for_recaps(on=TODAY, at=AT)
    recap, task = Recap.objects.get(), Task.objects.get(OPEN, origin="care.recap")
    assert (recap.occasion, recap.due_on, task.owner) == ("quarter", TODAY + timedelta(days=14), eva)
    bought = world.subscription(client, contract_ends_on=TODAY + timedelta(days=60), notice_days=50)
    world.price(bought, starts_on=date(2026, 1, 1))
    care_for_recaps(on=TODAY, at=AT)
    recap.refresh_from_db()
    task.refresh_from_db()
    assert (recap.occasion, recap.about_on, recap.due_on) == ("renewal", TODAY + timedelta(days=60), TODAY)
    day = day_words(TODAY + timedelta(days=60))
    assert task.because == (
        f"Their contract comes up for renewal on {day}. When Karn last looked there was nothing to tell, and "
        "that is a sign: talk with them first."
    )
    assert task.due_on == TODAY
    world.price(bought, mrr=90, starts_on=TODAY + timedelta(days=5))
    assert [(one.due.occasion, one.due.due_on) for one in recaps_ahead(on=TODAY)] == [("renewal", TODAY)]
    log(client, eva)
    actions.hand_over_recap(recap=recap, by=eva, at=AT)
    assert Task.objects.filter(OPEN).count() == 0
    assert [one.due.occasion for one in recaps_ahead(on=TODAY)] == ["quarter"]
