"""The pages of the signals: rules, switches, one sign and its evidence, putting it off and taking it up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from karn.apps.contracts.models import Departure, PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.people.models import AuditEntry
from karn.apps.threats.actions import observe_signals
from karn.apps.threats.actions.records import keep_records
from karn.apps.threats.models import Record, Signal, Switch
from karn.apps.threats.queries import at_risk
from karn.platform.sheets import read_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(world: Any) -> Any:
    def logged_in(role: str) -> Client:
        client = Client()
        client.force_login(world.person(role=role))
        return client

    return logged_in


def paying(world: Any, name: str) -> Customer:
    customer: Customer = world.customer(name)
    contract = Subscription.objects.create(**world.fact(), customer=customer, currency="EUR")
    first = date(2025, 1, 1)
    PriceState.objects.create(
        subscription=contract, starts_on=first, mrr=50, amount=50, known_at=world.fact()["known_at"]
    )
    return customer


@pytest.fixture
def waiting(world: Any) -> Customer:
    """Return a customer who waits for an answer since three weeks, as the rules saw it today."""
    world.company()
    customer = paying(world, "Bakker")
    now = timezone.now()
    world.said(customer, now - timedelta(days=21), direction="in", subject="Broken", source="karn")
    observe_signals(on=timezone.localdate(now), at=now)
    return customer


@pytest.mark.usefixtures("waiting")
def test_the_rules_are_listed_with_five_on_and_what_is_not_counted_says_so(client_of: Any) -> None:
    page = client_of("manager").get(reverse("signals"))
    assert page.status_code == 200
    assert len(page.context["on"]) == 5
    assert [row.here for row in page.context["on"] if row.rule.code == "unanswered"] == [1]
    assert "Not counted yet." in page.content.decode()
    assert 'href="/signals/signals.csv"' in page.content.decode()
    told = list(read_csv(client_of("manager").get(reverse("signals_csv"), {"lang": "en"}).getvalue()))
    on = [row for row in told[1:] if row[2] == "On"]
    assert (len(told) - 1, len(on)) == (len(page.context["on"]) + len(page.context["off"]), 5)
    assert [row[3:] for row in on if row[0] == "Unanswered"] == [["1", "0", "", "", "", ""]]


@pytest.mark.parametrize("health_data", [False, True])
def test_who_keeps_data_about_health_reads_that_nobody_is_scored(
    client_of: Any, world: Any, health_data: bool
) -> None:
    world.company(health_data=health_data)
    shown = client_of("administrator").get(reverse("signals")).text
    assert ("nobody is scored" in shown) == health_data


@pytest.mark.usefixtures("waiting")
def test_one_rule_shows_whom_it_names_and_a_past_day_who_left(client_of: Any, world: Any) -> None:
    gone = paying(world, "Gone")
    today, now = timezone.localdate(), timezone.now()
    world.said(gone, now - timedelta(40), direction="in", source="karn", known_at=now - timedelta(40))
    Departure.objects.create(
        **world.fact(),
        customer=gone,
        notice_on=today - timedelta(days=5),
        contract_ends_on=today + timedelta(60),
    )
    past = today - timedelta(days=30)
    page = client_of("manager").get(reverse("signal_rule", args=["unanswered"]), {"on": past.isoformat()})
    told = page.content.decode()
    assert "Bakker" in told
    replay = page.context["replay"]
    assert [(row.customer.name, row.left) for row in replay.rows] == [("Gone", True)]
    assert client_of("manager").get("/signals/nonsense/").status_code == 404


@pytest.mark.usefixtures("waiting")
def test_a_threshold_is_chosen_looks_at_once_and_is_written_down(client_of: Any) -> None:
    client = client_of("manager")
    address = reverse("choose_signal", args=["unanswered"])
    given = {"is_on": "on", "workdays": "30", "back_days": "60", "fresh_days": "30"}
    assert client.post(address, given).status_code == 302
    assert Signal.objects.get().ended_on == timezone.localdate()
    assert Switch.objects.get().thresholds == {"workdays": 30}
    assert AuditEntry.objects.filter(deed="signal_changed").count() == 1
    assert client.post(address, given | {"workdays": "61"}).status_code == 400
    other = client.post(address, given | {"workdays": "5", "seen": "another"})
    assert (other.status_code, "Somebody changed this meanwhile" in other.content.decode()) == (409, True)
    assert client_of("service").post(address, given).status_code == 403


@pytest.mark.usefixtures("waiting")
def test_a_sign_is_put_off_listed_and_taken_up_again(client_of: Any) -> None:
    client, signal = client_of("service"), Signal.objects.get()
    today = timezone.localdate()
    page = client.get(reverse("seen_signal", args=[signal.pk]))
    assert "Broken" in page.content.decode()
    hush = reverse("hush_signal", args=[signal.pk])
    assert client.post(hush, {"dismiss": "1", "why": ""}).status_code == 400
    assert client.post(hush, {"until": (today + timedelta(days=7)).isoformat()}).status_code == 302
    assert at_risk(on=today) == []
    assert "Bakker" in client.get(reverse("hushed_signals")).content.decode()
    assert client.post(reverse("take_up_signal", args=[signal.pk])).status_code == 302
    assert [risk.name for risk in at_risk(on=today)] == ["Bakker"]
    assert AuditEntry.objects.filter(deed="signal_hushed").count() == 2


def test_what_would_have_fired_is_counted_once(world: Any) -> None:
    world.company()
    at = datetime(2026, 11, 1, tzinfo=UTC)
    left = paying(world, "Left")
    world.said(left, datetime(2026, 3, 2, tzinfo=UTC), direction="in", source="karn",
               known_at=datetime(2026, 3, 2, tzinfo=UTC))  # fmt: skip
    Departure.objects.create(**world.fact(), customer=left, notice_on=date(2026, 4, 10))
    on = at.date()
    assert keep_records(on=on, at=at, only=["unanswered"]) == 1
    record = Record.objects.get()
    assert (record.fired, record.left, record.last_on.isoformat()) == (1, 1, "2026-07-31")
    assert keep_records(on=on, at=at, only=["unanswered"]) == 0


def test_a_rule_that_knows_no_past_days_says_so_and_counts_no_nought(client_of: Any, world: Any) -> None:
    world.company()
    paying(world, "Bakker")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    assert keep_records(on=at.date(), at=at, only=["contract_end", "price_rise"]) == 2
    client = client_of("manager")
    known, unknown = "It would never have fired.", "Karn does not know the terms of past days"
    listed = client.get(reverse("signals")).text
    assert (listed.count(known), listed.count(unknown)) == (1, 1)
    for code, told in (("price_rise", known), ("contract_end", unknown)):
        page = client.get(reverse("signal_rule", args=[code]), {"on": "2026-06-30"}).text
        assert (told in page, unknown in page) == (True, told == unknown)
    assert "2026 it would have named" not in page
    counted = "It looked with the terms as they stand today, so this says little."
    assert counted not in listed
    Record.objects.filter(rule="contract_end").update(fired=3)
    assert client.get(reverse("signals")).text.count(counted) == 1


def test_a_rule_with_nothing_to_look_at_says_so_and_not_that_it_never_fired(
    client_of: Any, world: Any
) -> None:
    world.company()
    paying(world, "Bakker")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    assert keep_records(on=at.date(), at=at, only=["payment"]) == 1
    client = client_of("manager")
    shown, told = client.get(reverse("signals")).text, "nothing of this was known by 31 July 2026. Invoices"
    assert ("It would never have fired." in shown, told in shown) == (False, True)
    page = client.get(reverse("signal_rule", args=["payment"]), {"on": "2026-06-30"}).text
    assert ("2026 it would have named" in page, "known by 30 June 2026. Invoices" in page) == (False, True)
    rows = list(read_csv(client.get(reverse("signals_csv"), {"lang": "en"}).getvalue()))
    assert [row[5:] for row in rows if row[0] == "Payment trouble"] == [["2025-08-31", "2026-07-31", "", ""]]
    Record.objects.update(had_material=None)  # counted before it was asked whether there was anything
    assert keep_records(on=at.date(), at=at, only=["payment"]) == 1
