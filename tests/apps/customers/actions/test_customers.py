from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.customers.actions.customers import (
    add_source_id,
    change_customer,
    create_customer,
    delete_customer,
    empty_bin,
    restore_customer,
)
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import AttributeKind, Customer
from karn.apps.customers.queries import customers_in_bin, customers_visible_to
from karn.kernel.errors import BadInput

KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def manager(world: Any) -> Any:
    return world.person(role="manager")


def test_a_customer_made_by_hand_is_a_fact_of_karn_s_own(manager: Any) -> None:
    made = create_customer(
        by=manager,
        at=AT,
        name=" Acme ",
        domain="https://www.acme.nl/",
        country="nl",
        registration_number="1234 5678",
    )
    stored = Customer.objects.get()
    assert (stored.pk, stored.name, stored.domain, stored.registration_number) == (
        made.pk,
        "Acme",
        "acme.nl",
        "12345678",
    )
    assert (stored.source, len(stored.source_id), stored.known_at) == ("karn", 32, AT)
    assert [(one.history_type, one.history_user, one.history_date) for one in stored.history.all()] == [
        ("+", manager, AT)
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"name": ""},
        {"name": "Acme", "email": "no"},
        {"name": "Acme", "country": "NL", "registration_number": "123"},
        {"name": "Acme", "domain": "acme"},
        {"name": "Acme", "colour": "red"},
        {"name": "x" * 301},
    ],
)
def test_facts_that_cannot_be_are_refused_and_nothing_is_stored(manager: Any, facts: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        create_customer(by=manager, at=AT, **facts)
    assert not Customer.everything.exists()


def test_who_only_reads_makes_and_changes_nothing(world: Any) -> None:
    customer, analyst = world.customer(), world.person(role="analyst")
    with pytest.raises(BadInput):
        create_customer(by=analyst, at=AT, name="Acme")
    with pytest.raises(BadInput):
        change_customer(customer=customer.pk, facts={"name": "Acme"}, by=analyst, at=AT)
    assert Customer.everything.get().name == "Bakker"


def test_an_account_manager_looks_after_whom_he_makes_and_changes_no_others(world: Any) -> None:
    keeper, other = world.person(role="account_manager"), world.person(role="account_manager")
    made = create_customer(by=keeper, at=AT, name="Acme", owner=other)
    assert made.owner == keeper
    with pytest.raises(Customer.DoesNotExist):
        change_customer(customer=made.pk, facts={"name": "Mine"}, by=other, at=AT)
    with pytest.raises(BadInput):
        change_customer(customer=made.pk, facts={"owner": other}, by=keeper, at=AT)
    made.refresh_from_db()
    assert (made.name, made.owner) == ("Acme", keeper)


def test_a_change_keeps_what_stood_there_before(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker", city="Delft")
    change_customer(customer=customer.pk, facts={"city": "Gouda"}, by=manager, at=AT, seen=customer.version)
    states = list(customer.history.order_by("history_id").values_list("history_type", "city", "history_user"))
    assert states == [("+", "Delft", None), ("~", "Gouda", manager.pk)]


def test_a_change_that_changes_nothing_leaves_no_trace(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker", city="Delft")
    change_customer(customer=customer.pk, facts={"city": "Delft"}, by=manager, at=AT)
    customer.refresh_from_db()
    assert (customer.history.count(), customer.known_at) == (1, KNOWN)


def test_the_second_of_two_who_read_the_same_is_told_and_loses_nothing(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker", city="Delft")
    seen = customer.version
    change_customer(customer=customer.pk, facts={"city": "Gouda"}, by=manager, at=AT, seen=seen)
    with pytest.raises(ChangedMeanwhile) as told:
        change_customer(customer=customer.pk, facts={"city": "Breda"}, by=manager, at=LATER, seen=seen)
    assert isinstance(told.value.stored, Customer)
    assert told.value.stored.city == "Gouda"
    change_customer(
        customer=customer.pk, facts={"city": "Breda"}, by=manager, at=LATER, seen=told.value.stored.version
    )
    customer.refresh_from_db()
    assert customer.city == "Breda"


def test_two_changes_in_one_tick_of_the_clock_are_two_versions(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker")
    first = change_customer(customer=customer.pk, facts={"city": "Gouda"}, by=manager, at=AT).version
    second = change_customer(customer=customer.pk, facts={"city": "Breda"}, by=manager, at=AT).version
    assert first != second


def test_attributes_of_its_own_kinds_are_checked_and_others_left_alone(world: Any, manager: Any) -> None:
    AttributeKind.objects.create(name="seats", type="number")
    customer = world.customer(attributes={"sector": "bouw"})
    changed = change_customer(customer=customer.pk, facts={"attributes": {"seats": "1,5"}}, by=manager, at=AT)
    assert changed.attributes == {"sector": "bouw", "seats": "1.5"}
    with pytest.raises(BadInput):
        change_customer(customer=customer.pk, facts={"attributes": {"seats": "many"}}, by=manager, at=AT)
    changed = change_customer(customer=customer.pk, facts={"attributes": {"seats": ""}}, by=manager, at=LATER)
    assert changed.attributes == {"sector": "bouw"}


def test_who_is_in_the_bin_is_seen_nowhere_else_and_comes_back_whole(world: Any, manager: Any) -> None:
    customer = world.paying("Bakker")
    delete_customer(customer=customer.pk, by=manager, at=AT)
    assert list(customers_visible_to(manager)) == []
    assert [one.pk for one in customers_in_bin(manager)] == [customer.pk]
    restore_customer(customer=customer.pk, by=manager, at=LATER)
    assert [one.pk for one in customers_visible_to(manager)] == [customer.pk]
    assert list(customers_in_bin(manager)) == []
    assert customer.subscriptions.count() == 1


def test_nobody_brings_back_whom_he_may_not_see(world: Any, manager: Any) -> None:
    customer, other = world.customer(owner=manager), world.person(role="account_manager")
    delete_customer(customer=customer.pk, by=manager, at=AT)
    with pytest.raises(Customer.DoesNotExist):
        restore_customer(customer=customer.pk, by=other, at=AT)


def test_the_bin_is_emptied_of_what_is_in_it_long_enough(world: Any, manager: Any) -> None:
    old, new, kept = world.paying("Old"), world.customer("New"), world.customer("Kept")
    delete_customer(customer=old.pk, by=manager, at=AT)
    delete_customer(customer=new.pk, by=manager, at=AT + timedelta(days=20))
    assert empty_bin(at=AT + timedelta(days=31)) == 1
    assert {one.name for one in Customer.everything.all()} == {new.name, kept.name}
    assert empty_bin(at=AT + timedelta(days=31)) == 0


def test_a_customer_made_by_hand_takes_the_number_of_a_program_as_its_own(manager: Any) -> None:
    made = create_customer(by=manager, at=AT, name="Acme")
    add_source_id(customer=made.pk, source="billing", source_id="C7", by=manager, at=LATER)
    made.refresh_from_db()
    assert (made.source, made.source_id) == ("billing", "C7")


def test_a_number_somebody_else_has_is_refused(world: Any, manager: Any) -> None:
    world.customer("Other", source="billing", source_id="C7")
    customer = world.customer("Bakker")
    with pytest.raises(BadInput):
        add_source_id(customer=customer.pk, source="billing", source_id="C7", by=manager, at=AT)
    add_source_id(customer=customer.pk, source="billing", source_id="C8", by=manager, at=AT)
    with pytest.raises(BadInput):
        add_source_id(customer=customer.pk, source="billing", source_id="C8", by=manager, at=AT)
    assert sorted(one.name for one in Customer.objects.all()) == ["Bakker", "Other"]


def test_a_customer_s_day_and_cost_are_kept_as_they_are(manager: Any) -> None:
    made = create_customer(
        by=manager, at=AT, name="Acme", joined_on=date(2024, 2, 29), acquisition_cost="12.50", prospect=True
    )
    made.refresh_from_db()
    assert (made.joined_on, str(made.acquisition_cost), made.prospect) == (date(2024, 2, 29), "12.50", True)
