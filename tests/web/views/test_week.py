"""The page of the weekly meeting: what happened since the last one, and what is left undone."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.contracts.models import Departure
from karn.apps.desk.actions import hold_weekly_meeting
from karn.apps.desk.models import WeeklyMeeting
from karn.apps.farewell.actions.reasons import Said, code_departure
from karn.apps.lessons.actions.improvements import Meant, decide_improvement, finish_improvement
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import Asked, Wanted, keep_tasks, make_task
from karn.apps.threats.actions.cases import open_case
from karn.apps.threats.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, world: Any) -> Client:
    world.company()
    client.force_login(world.person(name="Eva", role=Role.MANAGER))
    return client


def fill(world: Any, name: str) -> None:
    today, now = timezone.localdate(), timezone.now()
    customer, eva = world.customer(name), world.person(name="Sven")
    Departure.objects.create(**world.fact(), customer=customer, notice_on=today, comment=f"{name} said")
    open_case(customer=customer, words=f"{name} looked away", by=eva, on=today, at=now)
    keep_tasks(
        kind="fit.decide", asked=[Asked(customer.pk, today, customer.pk, facts={"name": "Pays"})], at=now
    )
    meant = Meant(reason="price", what="Answer sooner", owner=eva, due_on=today)
    decide_improvement(meant=meant, by=eva, at=now)
    late = Wanted("Call", customer=customer, owner=eva, due_on=today - timedelta(days=9))
    make_task(wanted=late, by=eva, at=now)


def test_the_meeting_shows_notices_threats_decisions_and_what_is_left_undone(
    page: Client, world: Any, django_assert_num_queries: Any
) -> None:
    assert "A quiet week" in page.get("/week/").text
    fill(world, "Bakker")
    shown = page.get("/week/").text
    said = ("Bakker said", "Answer sooner", "Bakker looked away", "is not met", "Left undone", "Sven")
    assert [words for words in said if words not in shown] == []
    with django_assert_num_queries(16):
        page.get("/week/")
    fill(world, "Visser")
    fill(world, "Smit")
    with django_assert_num_queries(16):
        page.get("/week/")


def test_what_was_done_about_a_reason_since_the_last_meeting_is_named_and_what_was_done_before_is_not(
    page: Client, world: Any
) -> None:
    today, now, eva = timezone.localdate(), timezone.now(), world.person(name="Sven")
    for what, days in (("Answer sooner", 2), ("One contact person", 30)):
        meant = Meant(reason="price", what=what, owner=eva, due_on=today)
        made = decide_improvement(meant=meant, by=eva, at=now)
        finish_improvement(improvement=made, on=today - timedelta(days=days), by=eva, at=now)
    shown = page.get("/week/").text
    said = ("Improvements done", "Answer sooner", "One contact person", "Improvements due")
    assert [words in shown for words in said] == [True, True, False, False]


def test_the_next_meeting_begins_where_the_last_one_ended(page: Client, world: Any) -> None:
    fill(world, "Bakker")
    Departure.objects.update(notice_on=timezone.localdate() - timedelta(days=3))
    shown = page.post("/week/held/", {"words": "We call them\x00 all"}, follow=True).text
    assert ("We call them all" in shown, "Bakker said" in shown) == (True, False)
    assert WeeklyMeeting.objects.get().by.name == "Eva"
    way_back = re.search(r'class="karn-undo" method="post" action="([^"]+)"', shown)
    assert way_back
    assert "Bakker said" in page.post(way_back.group(1), follow=True).text


def test_of_the_day_of_the_last_meeting_only_what_was_written_after_it_is_told(
    page: Client, world: Any
) -> None:
    today, now, eva = timezone.localdate(), timezone.now(), world.person(name="Sven")
    for name, hours in (("Earlybird", -1), ("Latecomer", 1)):
        known = {"known_at": now + timedelta(hours=hours)}
        customer = world.customer(name)
        Departure.objects.create(**world.fact() | known, customer=customer, notice_on=today)
        case = open_case(customer=world.customer(f"Kept {name}"), words="x", by=eva, on=today, at=now)
        stays = {"outcome": "client_stays", "closed_on": today, "changed_at": now + timedelta(hours=hours)}
        Case.objects.filter(pk=case.pk).update(state="closed", **stays)
    names = ("Earlybird", "Latecomer", "Kept Earlybird", "Kept Latecomer")

    def told() -> list[bool]:
        shown = page.get("/week/").text
        return [f">{name}<" in shown for name in names]

    before = told()
    hold_weekly_meeting(words="", by=eva, on=today, at=now)
    assert (before, told()) == ([True] * 4, [False, True, False, True])


def test_the_last_day_is_told_as_the_receipt_tells_it(page: Client, world: Any) -> None:
    today, ends = timezone.localdate(), date(2031, 1, 1)
    Departure.objects.create(
        **world.fact(), customer=world.customer("Bakker"), notice_on=today, contract_ends_on=ends
    )
    assert "last day 31 December 2030" in page.get("/week/").text


def test_a_notice_written_down_late_is_told_and_an_older_one_whose_reason_was_put_down_now_is_not(
    page: Client, world: Any
) -> None:
    now, before = timezone.now(), timezone.localdate() - timedelta(days=30)
    _late, coded = [
        Departure.objects.create(
            **world.fact() | {"known_at": now}, customer=world.customer(name), notice_on=before
        )
        for name in ("Latecomer", "Longknown")
    ]
    assert [name in page.get("/week/").text for name in ("Latecomer", "Longknown")] == [True, True]
    code_departure(departure=coded.pk, said=Said("price", how="guess"), by=world.person(), at=now)
    assert [name in page.get("/week/").text for name in ("Latecomer", "Longknown")] == [True, False]


def test_an_account_manager_sees_the_own_customers_and_cannot_close_the_meeting(world: Any) -> None:
    world.company()
    fill(world, "Foreign")
    reader = Client()
    reader.force_login(world.person(name="Noor", role=Role.ACCOUNT_MANAGER))
    assert "Foreign" not in reader.get("/week/").text
    assert reader.post("/week/held/", {"words": "x"}).status_code == 403
    boss = world.person(role=Role.MANAGER)
    hold_weekly_meeting(words="Foreign again", by=boss, on=timezone.localdate(), at=timezone.now())
    assert "Foreign" not in reader.get("/week/").text
