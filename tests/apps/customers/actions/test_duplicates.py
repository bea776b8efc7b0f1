from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from karn.apps.customers.actions.customers import change_customer, delete_customer
from karn.apps.customers.actions.duplicates import choose_automatic, decide_pair, find_duplicates
from karn.apps.customers.actions.merges import undo_merge
from karn.apps.customers.models import Customer, Likeness, Merge
from karn.apps.customers.queries.duplicates import alike_customers, queue_for
from karn.kernel.errors import BadInput

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def boss(world: Any) -> Any:
    return world.person(role="administrator")


def pairs() -> list[tuple[str, str, list[str]]]:
    listed = (
        Likeness.objects.filter(verdict="open").select_related("first", "second").order_by("-score", "pk")
    )
    return [(one.first.name, one.second.name, one.reasons) for one in listed]


def test_each_kind_of_likeness_makes_a_pair_and_strangers_none(world: Any, boss: Any) -> None:
    world.customer("Acme BV", registration_number="12345678", city="Delft")
    world.customer("Other", registration_number="12345678")
    world.customer("Bakkerij Jansen", city="Gouda", email="a@gmail.com")
    world.customer("Bakkerij Janssen B.V.", city="gouda", email="b@gmail.com")
    world.customer("Zeta", domain="zeta.nl")
    world.customer("Omega", email="info@zeta.nl")
    search = find_duplicates(by=boss, at=AT)
    assert pairs() == [
        ("Acme BV", "Other", ["registration_number"]),
        ("Zeta", "Omega", ["domain"]),
        ("Bakkerij Jansen", "Bakkerij Janssen B.V.", ["name_city"]),
    ]
    assert (search.customers, search.found, search.merged) == (6, 3, 0)
    assert Customer.objects.count() == 6


def test_a_second_search_repeats_nothing_and_forgets_what_is_alike_no_more(world: Any, boss: Any) -> None:
    world.customer("Acme", email="a@acme.nl")
    other = world.customer("Zeta", email="a@acme.nl")
    find_duplicates(by=boss, at=AT)
    number = Likeness.objects.get().pk
    find_duplicates(by=boss, at=LATER)
    assert Likeness.objects.get().pk == number
    change_customer(customer=other.pk, facts={"email": ""}, by=boss, at=LATER)
    find_duplicates(by=boss, at=LATER)
    assert not Likeness.objects.exists()


def test_what_somebody_said_of_a_pair_stays(world: Any, boss: Any) -> None:
    for name in ("Acme", "Zeta"):
        world.customer(name, email="a@acme.nl")
    find_duplicates(by=boss, at=AT)
    decide_pair(pair=Likeness.objects.get().pk, verdict="different", by=boss, at=AT)
    find_duplicates(by=boss, at=LATER)
    assert (Likeness.objects.get().verdict, pairs()) == ("different", [])


def test_nothing_merges_by_itself_unless_the_company_chose_an_exact_key(world: Any, boss: Any) -> None:
    first = world.customer("Acme", email="a@acme.nl", registration_number="12345678")
    world.customer("Zeta", email="a@acme.nl", registration_number="12345678")
    world.customer("Omega", email="o@omega.nl")
    world.customer("Omega Group", email="o@omega.nl")
    find_duplicates(by=boss, at=AT)
    assert not Merge.objects.exists()
    choose_automatic(keys=["registration_number"], by=boss, at=AT)
    assert find_duplicates(by=boss, at=LATER).merged == 1
    merge = Merge.objects.get()
    assert (merge.kept, merge.automatic, merge.by) == (first, True, None)
    assert [one.name for one in Customer.objects.order_by("pk")] == ["Acme", "Omega", "Omega Group"]


def test_what_was_taken_apart_or_decided_does_not_merge_by_itself_again(world: Any, boss: Any) -> None:
    for name in ("Acme", "Zeta"):
        world.customer(name, registration_number="12345678")
    choose_automatic(keys=["registration_number"], by=boss, at=AT)
    find_duplicates(by=boss, at=AT)
    undo_merge(merge=Merge.objects.get().pk, by=boss, at=LATER)
    assert find_duplicates(by=boss, at=LATER).merged == 0
    assert Customer.objects.count() == 2


def test_names_can_never_merge_by_themselves(boss: Any, world: Any) -> None:
    with pytest.raises(BadInput):
        choose_automatic(keys=["name_city"], by=boss, at=AT)
    with pytest.raises(BadInput):
        choose_automatic(keys=["email"], by=world.person(role="manager"), at=AT)


def test_somebody_in_the_bin_is_no_duplicate(world: Any, boss: Any) -> None:
    world.customer("Acme", email="a@acme.nl")
    delete_customer(customer=world.customer("Zeta", email="a@acme.nl").pk, by=boss, at=AT)
    find_duplicates(by=boss, at=AT)
    assert pairs() == []


def test_a_pair_is_shown_only_to_who_sees_both(world: Any, boss: Any) -> None:
    keeper = world.person(role="account_manager")
    world.customer("Acme", email="a@acme.nl", owner=keeper)
    world.customer("Zeta", email="a@acme.nl")
    find_duplicates(by=boss, at=AT)
    number = Likeness.objects.get().pk
    assert (queue_for(boss).count, queue_for(keeper).count) == (1, 0)
    with pytest.raises(BadInput):
        decide_pair(pair=number, verdict="different", by=keeper, at=AT)


def test_a_new_customer_s_likely_duplicates_are_named_to_who_may_see_them(world: Any, boss: Any) -> None:
    keeper = world.person(role="account_manager")
    world.customer("Bakkerij Jansen BV", city="Delft")
    new = world.customer("bakkerij jansen", city="Delft")
    assert [other.name for other, _ in alike_customers(new, person=boss)] == ["Bakkerij Jansen BV"]
    assert alike_customers(new, person=keeper) == []
