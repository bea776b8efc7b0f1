from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from karn.apps.customers.actions.changes import undo_change
from karn.apps.customers.actions.customers import change_customer, create_customer
from karn.apps.customers.actions.hand_overs import hand_back, hand_over
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.changes import changes_of
from karn.kernel.errors import BadInput

# After the world was made, which happens now.
AT = datetime(2031, 11, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def manager(world: Any) -> Any:
    return world.person(role="manager", name="Eva")


def told(customer: Customer) -> list[tuple[str, str, list[tuple[str, Any, Any]]]]:
    changes = changes_of(Customer.everything.get(pk=customer.pk))
    return [
        (one.how, one.by, [(field.label, field.before, field.after) for field in one.fields])
        for one in changes
    ]


def test_an_import_that_changes_a_customer_leaves_its_trace_and_a_first_one_none(
    import_text: Any, manager: Any
) -> None:
    import_text("customers", "customer_id,name,sector\nC1,Acme,bouw\nC2,Zeta,zorg\n")
    acme, zeta = Customer.objects.order_by("source_id")
    assert Customer.history.count() == 0
    import_text("customers", "customer_id,name,sector\nC1,Acme,horeca\nC2,Zeta,zorg\n", at=LATER, by=manager)
    assert told(acme) == [("import", "Eva", [("sector", "bouw", "horeca")]), ("", "", [])]
    assert told(zeta) == []
    assert changes_of(acme)[0].at == LATER


def test_the_same_import_again_leaves_no_second_trace(import_text: Any) -> None:
    import_text("customers", "customer_id,name\nC1,Acme\n")
    for hours in (1, 2):
        import_text("customers", "customer_id,name\nC1,Acme BV\n", at=AT + timedelta(hours=hours))
    assert [how for how, _, _ in told(Customer.objects.get())] == ["import", ""]


def test_imported_contacts_leave_their_trace_too(import_text: Any) -> None:
    import_text("customers", "customer_id,name\nC1,Acme\n")
    import_text("contacts", "contact_id,customer_id,name,role\nK1,C1,Jo,buyer\n")
    import_text("contacts", "contact_id,customer_id,name,role\nK1,C1,Jo,owner\n", at=LATER)
    assert told(Customer.objects.get()) == [("import", "", [("role", "buyer", "owner")]), ("", "", [])]
    assert Contact.history.count() == 2


def test_an_import_between_reading_and_storing_is_met(import_text: Any, manager: Any) -> None:
    import_text("customers", "customer_id,name\nC1,Acme\n")
    customer = Customer.objects.get()
    import_text("customers", "customer_id,name\nC1,Acme BV\n", at=LATER)
    with pytest.raises(ChangedMeanwhile):
        change_customer(
            customer=customer.pk, facts={"name": "X"}, by=manager, at=LATER, seen=customer.version
        )


def test_a_change_is_taken_back_with_a_trace_of_its_own(world: Any, manager: Any) -> None:
    customer = world.customer("Acme", city="Delft", attributes={"a": "1"})
    change_customer(
        customer=customer.pk, facts={"city": "Gouda", "attributes": {"a": "", "b": "2"}}, by=manager, at=AT
    )
    undo_change(subject="customer", number=changes_of(customer)[0].number, by=manager, at=LATER)
    customer.refresh_from_db()
    assert (customer.city, customer.attributes) == ("Delft", {"a": "1"})
    assert told(customer)[0][0] == "undo"


def test_of_two_changes_to_different_attributes_the_older_can_still_be_taken_back(
    world: Any, manager: Any
) -> None:
    customer = world.customer("Acme")
    for name in ("a", "b"):
        change_customer(customer=customer.pk, facts={"attributes": {name: "1"}}, by=manager, at=AT)
    customer.refresh_from_db()
    older = changes_of(customer)[1]
    undo_change(subject="customer", number=older.number, by=manager, at=LATER)
    customer.refresh_from_db()
    assert customer.attributes == {"b": "1"}


def test_coming_into_being_cannot_be_taken_back(manager: Any) -> None:
    made = create_customer(by=manager, at=AT, name="Acme")
    with pytest.raises(Customer.DoesNotExist):
        undo_change(subject="customer", number=made.history.get().history_id, by=manager, at=LATER)


def test_nobody_takes_back_changes_of_customers_he_does_not_see(world: Any, manager: Any) -> None:
    customer = world.customer("Acme", city="Delft")
    change_customer(customer=customer.pk, facts={"city": "Gouda"}, by=manager, at=AT)
    customer.refresh_from_db()
    number = changes_of(customer)[0].number
    with pytest.raises(Customer.DoesNotExist):
        undo_change(subject="customer", number=number, by=world.person(role="account_manager"), at=LATER)
    with pytest.raises(BadInput):
        undo_change(subject="customer", number=number, by=world.person(role="analyst"), at=LATER)
    assert Customer.objects.get().city == "Gouda"


def test_a_hand_over_is_a_change_of_each_customer_and_a_new_version(world: Any, manager: Any) -> None:
    giver, taker = (world.person(role="account_manager", name=name) for name in ("Ina", "Bo"))
    customer = world.customer("Acme", owner=giver)
    made = hand_over(giver=giver, taker=taker, by=manager, at=AT)
    assert told(customer)[0] == ("hand_over", "Eva", [("account manager", "Ina", "Bo")])
    with pytest.raises(ChangedMeanwhile):
        change_customer(customer=customer.pk, facts={"name": "X"}, by=manager, at=AT, seen=customer.version)
    hand_back(made, by=manager, at=LATER)
    customer.refresh_from_db()
    assert (customer.owner, customer.known_at) == (giver, LATER)


def test_the_queries_do_not_grow_with_the_changes(
    world: Any, manager: Any, django_assert_num_queries: Any
) -> None:
    customer = world.customer("Acme")
    world.contact(customer)
    counted = []
    for number in range(3):
        change_customer(
            customer=customer.pk, facts={"city": f"T{number}", "owner": manager}, by=manager, at=AT
        )
        with django_assert_num_queries(4):
            counted.append(len(changes_of(customer)))
    assert counted == [3, 4, 5]
