"""Right clients through the pages: criteria, a check before signing, a decision, and whom one sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.fit.models import Check, Criterion, Decision, Step
from karn.apps.fit.queries import fit_now
from karn.apps.people.models import Person, Role
from karn.platform.sheets import read_csv

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keeper(world: Any, client: Any) -> Person:
    world.company(trade="agency")
    person: Person = world.person(role=Role.MANAGER, name="Anna")
    client.force_login(person)
    return person


def begun(client: Any) -> list[Criterion]:
    assert client.post(reverse("start_criteria")).status_code == 302
    return list(Criterion.objects.order_by("place"))


def answers(criteria: list[Criterion], *met: str) -> dict[str, str]:
    return {f"met.{one.pk}": answer for one, answer in zip(criteria, met, strict=False)}


def test_an_empty_page_offers_the_starter_set_and_begins_with_it(client: Any) -> None:
    assert "No criteria yet" in client.get(reverse("fit")).text
    begun(client)
    page = client.get(reverse("fit")).text
    told = ("Gets value from us", "Do we like to work together", "Failed payments still open is at most 0")
    assert [words in page for words in told] == [True] * 3


def test_a_prospect_is_checked_refused_and_accepted_by_name(client: Any, world: Any, keeper: Person) -> None:
    criteria, prospect = begun(client), world.customer("New", prospect=True)
    page = client.get(reverse("customer_fit", args=[prospect.pk])).text
    assert ("Known only after signing" in page, "autofocus" in page) == (True, True)
    told = answers(criteria, "y", "n", "y") | {f"note.{criteria[1].pk}": "Shouts", "seen": "0"}
    page = client.post(reverse("check_fit", args=[prospect.pk]), told, follow=True).text
    assert [words in page for words in ("not a right client", "Sign all the same?", "Shouts")] == [True] * 3
    decide = reverse("decide_fit", args=[prospect.pk])
    assert client.post(decide, {"course": "accept", "decider": keeper.pk}).status_code == 400
    home = reverse("customer", args=[prospect.pk])
    assert "somebody decides to sign all the same, and says why" in client.get(home).text
    client.post(decide, {"course": "accept", "decider": keeper.pk, "reason": "A friend’s firm"})
    page = client.get(reverse("customer_fit", args=[prospect.pk])).text
    assert ("A friend’s firm" in page, "holds" in page) == (True, True)
    said = f"Not right, and signed all the same: {keeper.name} decided so. A friend’s firm"
    asked = "are they a customer now"
    assert (said in client.get(home).text, asked in client.get(home).text) == (True, False)
    Subscription.objects.create(customer=prospect, currency="EUR", **world.fact())
    assert asked in client.get(home).text


def test_a_contract_with_a_misfit_is_signed_for_a_reason_or_not_at_all(
    client: Any, world: Any, keeper: Person
) -> None:
    criteria, prospect = begun(client), world.customer("New", prospect=True)
    where = reverse("new_subscription", args=[prospect.pk])
    asks = "Why do you sign all the same?"
    before = asks in client.get(where).text
    client.post(reverse("check_fit", args=[prospect.pk]), answers(criteria, "y", "n", "y") | {"seen": "0"})
    contract = {"plan": "Basis", "starts_on": "2026-01-01", "amount": "100", "currency": "EUR"}
    contract |= {"interval": "month", "quantity": "1"}
    assert (before, asks in client.get(where).text) == (False, True)
    assert client.get(where).context["unmet"] == [criteria[1]]
    assert f"<li>{criteria[1]}</li>" in client.get(where).text
    refused = client.post(where, contract)
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["accepted"])
    assert (Subscription.objects.exists(), Decision.objects.exists()) == (False, False)
    assert client.post(where, contract | {"accepted": "A friend’s firm"}).status_code == 302
    signed = Decision.objects.get()
    assert (signed.course, signed.decider, signed.reason) == ("accept", keeper, "A friend’s firm")
    assert (Subscription.objects.count(), asks in client.get(where).text) == (1, False)


def test_parting_shows_its_steps_and_can_be_taken_back(client: Any, world: Any, keeper: Person) -> None:
    criteria, customer = begun(client), world.customer("Misfit")
    client.post(reverse("check_fit", args=[customer.pk]), answers(criteria, "n", "n", "n"))
    ends_on = timezone.localdate() + timedelta(90)
    said = {
        "course": "part",
        "ends_on": ends_on,
        "reason": "No fit",
        "decider": keeper.pk,
        "owner": keeper.pk,
    }
    page = client.post(reverse("decide_fit", args=[customer.pk]), said, follow=True).text
    assert ("Say thank you and goodbye" in page, "Decided: Part decently." in page) == (True, True)
    step = Step.objects.order_by("place")[0]
    assert (
        "Open again: Tell them" in client.post(reverse("finish_fit_step", args=[step.pk]), follow=True).text
    )
    client.post(reverse("undo_fit_decision", args=[Decision.objects.get().pk]))
    assert "Misfit" in client.get(reverse("fit")).text
    assert Decision.objects.get().undone_by == keeper


def test_who_checked_meanwhile_is_not_overwritten(client: Any, world: Any) -> None:
    criteria, customer = begun(client), world.customer("Two")
    address = reverse("check_fit", args=[customer.pk])
    client.post(address, answers(criteria, "y", "y", "y") | {"seen": "0"})
    response = client.post(address, answers(criteria, "n") | {"seen": "0"})
    assert (response.status_code, "Somebody changed this meanwhile" in response.text) == (409, True)
    assert fit_now(customer) == "right"
    seen = str(Check.objects.get(until=None).pk)
    assert f'name="seen" value="{seen}"' in response.text


def test_a_rule_is_written_with_the_editor_of_segments(client: Any, world: Any) -> None:
    near, far = world.customer("Near", city="Delft"), world.customer("Far")
    rule = {"kind": "rule", "name": "Near", "required": "on", "m.0": "all"}
    page = client.post(reverse("new_criterion"), rule | {"new.0": "customers.city", "do": "row:0"}).text
    assert 'name="f.0-0" value="customers.city"' in page
    assert 'value="fit.fit"' not in page
    told = rule | {"f.0-0": "customers.city", "o.0-0": "is", "v.0-0": "Delft", "do": "save"}
    assert client.post(reverse("new_criterion"), told | {"v.0-0": ""}).status_code == 400
    assert client.post(reverse("new_criterion"), told).status_code == 302
    assert (fit_now(near), fit_now(far)) == ("right", "not_right")
    one = Criterion.objects.get()
    stale = client.post(reverse("criterion", args=[one.pk]), told | {"name": "Nearer", "seen": "old"})
    assert (stale.status_code, "as stored meanwhile" in stale.text) == (409, True)
    client.post(reverse("remove_criterion", args=[one.pk]))
    client.post(reverse("restore_criterion", args=[one.pk]))
    client.post(reverse("switch_criterion", args=[one.pk]))
    assert "switched off" in client.get(reverse("fit")).text


def test_a_station_that_is_off_has_no_pages(client: Any, world: Any) -> None:
    Company.objects.update(stations=["contracts"])
    addresses = [reverse("fit"), reverse("customer_fit", args=[world.customer().pk])]
    assert [client.get(address).status_code for address in addresses] == [404, 404]


@pytest.mark.parametrize("customers", [1, 3])
def test_lists_ask_as_often_for_one_customer_as_for_three(
    client: Any, world: Any, keeper: Person, customers: int, django_assert_num_queries: Any
) -> None:
    criteria = begun(client)
    for number in range(customers):
        customer = world.customer(f"C{number}", owner=keeper)
        subscription = Subscription.objects.create(**world.fact(), customer=customer, currency="EUR")
        PriceState.objects.create(
            subscription=subscription,
            starts_on=timezone.localdate(),
            mrr=9,
            amount=9,
            known_at=timezone.now(),
        )
        client.post(reverse("check_fit", args=[customer.pk]), answers(criteria, "n", "n", "n"))
    for name, queries in (("fit", 12), ("fit_customers", 4), ("fit_checks", 4)):
        client.get(reverse(name))
        with django_assert_num_queries(queries):
            assert "C0" in client.get(reverse(name)).text


def test_an_account_manager_sees_only_own_customers_by_name(client: Any, world: Any) -> None:
    criteria = begun(client)
    own = world.person(role=Role.ACCOUNT_MANAGER)
    for name, owner in (("Own", own), ("Foreign", None)):
        customer: Customer = world.customer(name, owner=owner)
        client.post(reverse("check_fit", args=[customer.pk]), answers(criteria, "n", "n", "n"))
    client.force_login(own)
    for name in ("fit", "fit_customers", "fit_checks", "fit_checks_csv", "fit_customers_csv"):
        response = client.get(reverse(name))
        text = b"".join(response.streaming_content).decode() if response.streaming else response.text
        assert ("Own" in text, "Foreign" in text) == (True, False), name


def test_the_criteria_are_taken_along_with_what_each_asks_and_how_many_meet_it(
    client: Any, world: Any
) -> None:
    criteria, customer = begun(client), world.customer("Bakker")
    seen = answers(criteria, "y", "n", "y") | {"seen": "0"}
    client.post(reverse("check_fit", args=[customer.pk]), seen)
    assert 'href="/fit/criteria.csv"' in client.get(reverse("fit")).text
    told = list(read_csv(client.get(reverse("fit_csv"), {"lang": "en"}).getvalue()))
    asked = {row[0]: (row[1], row[2], row[4:7]) for row in told[1:]}
    lines = client.get(reverse("fit")).context["overview"].lines
    assert {name: counts for name, (_asks, _required, counts) in asked.items()} == {
        line.criterion.title: [str(n) for n in (line.met, line.not_met, line.unknown)] for line in lines
    }
    assert sum(int(counts[0]) for _asks, _required, counts in asked.values()) > 0
    assert any("Failed payments still open is at most 0" in asks for asks, *_rest in asked.values())
