from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from karn.apps.contracts.models import Departure, Invoice, Order, Subscription
from karn.apps.conversations.models import Conversation
from karn.apps.customers.actions.customers import add_source_id, change_customer, delete_customer
from karn.apps.customers.actions.merges import merge_customers, undo_merge
from karn.apps.customers.holders import holders
from karn.apps.customers.models import Contact, Customer, Merge
from karn.apps.threats.models import Signal
from karn.kernel.errors import BadInput

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
DAY = date(2026, 10, 1)

# What merging writes about itself, and what is made of other rows at any time.
LOGS = {
    "customers_merge", "customers_historicalcustomer", "customers_historicalcontact", "people_auditentry",
    "desk_listing", "desk_listingsmade", "sqlite_sequence",
}  # fmt: skip


@pytest.fixture
def manager(world: Any) -> Any:
    return world.person(role="manager")


def filled(world: Any, name: str, **values: Any) -> Customer:
    """Return a customer with one row of everything that can belong to one."""
    customer = world.customer(name, **values)
    subscription = world.subscription(customer)
    world.price(subscription)
    world.payment(world.invoice(customer, subscription=subscription), "paid")
    world.order(customer, DAY)
    world.departure(customer, notice_on=DAY)
    world.said(customer, AT, contact=world.contact(customer))
    for rule, ended_on in (("silent", None), (f"rule of {name}", None), ("payment", DAY)):
        Signal.objects.create(
            customer=customer, rule=rule, strength=2, since=DAY, known_at=AT, first_seen_on=DAY,
            last_seen_on=DAY, ended_on=ended_on,
        )  # fmt: skip
    return customer


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but the logs."""
    names = sorted(set(connection.introspection.table_names()) - LOGS)
    with connection.cursor() as cursor:
        read = {}
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
            read[name] = cursor.fetchall()
    return read


def test_everything_that_belongs_to_the_lost_one_moves(world: Any, manager: Any) -> None:
    kept, lost = filled(world, "Kept"), filled(world, "Lost")
    merge_customers(kept=kept.pk, lost=lost.pk, by=manager, at=AT)
    for model in (Contact, Conversation, Departure, Invoice, Order, Subscription):
        assert set(model._base_manager.values_list("customer", flat=True)) == {kept.pk}
        assert model._base_manager.count() == 2
    assert sorted(Signal.objects.filter(customer=kept).values_list("rule", flat=True)) == [
        "payment", "payment", "rule of Kept", "rule of Lost", "silent",
    ]  # fmt: skip
    assert [one.pk for one in Customer.objects.all()] == [kept.pk]


@pytest.mark.parametrize(
    "values", [{}, {"email": "a@acme.nl", "joined_on": DAY, "attributes": {"sector": "bouw"}}]
)
def test_a_merge_and_its_undoing_leave_every_table_as_it_was(
    world: Any, manager: Any, values: dict[str, Any]
) -> None:
    kept, lost = filled(world, "Kept", attributes={"x": "1"}), filled(world, "Lost", **values)
    before = tables()
    merge = merge_customers(kept=kept.pk, lost=lost.pk, by=manager, at=AT)
    assert tables() != before
    undo_merge(merge=merge.pk, by=manager, at=LATER)
    assert tables() == before


def test_the_kept_one_takes_over_what_it_has_none_of(world: Any, manager: Any) -> None:
    kept = world.customer("Kept", city="Delft", joined_on=date(2025, 5, 1), prospect=True)
    lost = world.customer(
        "Lost", city="Gouda", phone="1", joined_on=date(2024, 1, 1), owner=manager, acquisition_cost="5.00"
    )
    merge_customers(kept=kept.pk, lost=lost.pk, by=manager, at=AT)
    kept.refresh_from_db()
    assert (kept.name, kept.city, kept.phone, kept.joined_on) == ("Kept", "Delft", "1", date(2024, 1, 1))
    assert (kept.owner, kept.prospect, str(kept.acquisition_cost)) == (manager, False, "5.00")


def test_what_changed_after_a_merge_outlives_its_undoing(world: Any, manager: Any) -> None:
    kept, lost = world.customer("Kept"), world.customer("Lost", phone="1", city="Gouda")
    moved = world.order(lost, DAY)
    merge = merge_customers(kept=kept.pk, lost=lost.pk, by=manager, at=AT)
    change_customer(customer=kept.pk, facts={"phone": "2"}, by=manager, at=LATER)
    new = world.order(kept, DAY)
    undo_merge(merge=merge.pk, by=manager, at=LATER + timedelta(hours=1))
    for row in (kept, lost, moved, new):
        row.refresh_from_db()
    assert (kept.phone, kept.city, lost.phone) == ("2", "", "1")
    assert (moved.customer, new.customer) == (lost, kept)


def test_merges_are_taken_apart_from_the_last_one_on(world: Any, manager: Any) -> None:
    first, second, third = (filled(world, name) for name in ("A", "B", "C"))
    before = tables()
    inner = merge_customers(kept=second.pk, lost=first.pk, by=manager, at=AT)
    outer = merge_customers(kept=third.pk, lost=second.pk, by=manager, at=AT)
    assert Order.objects.filter(customer=third).count() == 3
    assert set(Customer.everything.values_list("merged_into", flat=True)) == {None, third.pk}
    with pytest.raises(BadInput):
        undo_merge(merge=inner.pk, by=manager, at=LATER)
    undo_merge(merge=outer.pk, by=manager, at=LATER)
    undo_merge(merge=inner.pk, by=manager, at=LATER)
    assert tables() == before


def test_a_merge_is_undone_once_and_not_while_the_customer_is_in_the_bin(world: Any, manager: Any) -> None:
    kept, lost = world.customer("Kept"), world.customer("Lost")
    merge = merge_customers(kept=kept.pk, lost=lost.pk, by=manager, at=AT)
    delete_customer(customer=kept.pk, by=manager, at=LATER)
    with pytest.raises(BadInput):
        undo_merge(merge=merge.pk, by=manager, at=LATER)
    Customer.everything.filter(pk=kept.pk).update(deleted_at=None)
    undo_merge(merge=merge.pk, by=manager, at=LATER)
    with pytest.raises(Merge.DoesNotExist):
        undo_merge(merge=merge.pk, by=manager, at=LATER)


def test_nobody_merges_who_may_not_or_whom_he_cannot_see(world: Any, manager: Any) -> None:
    kept, lost = world.customer("Kept"), world.customer("Lost")
    for role in ("account_manager", "analyst", "service"):
        with pytest.raises(BadInput):
            merge_customers(kept=kept.pk, lost=lost.pk, by=world.person(role=role), at=AT)
    delete_customer(customer=lost.pk, by=manager, at=AT)
    for other in (lost.pk, 10**9):
        with pytest.raises(Customer.DoesNotExist):
            merge_customers(kept=kept.pk, lost=other, by=manager, at=AT)
    with pytest.raises(BadInput):
        merge_customers(kept=kept.pk, lost=kept.pk, by=manager, at=AT)
    assert not Merge.objects.exists()


FILE = "customer_id,name,city\n{id},{name},{city}\n"


def test_imports_of_either_number_find_the_kept_customer_and_make_none(
    manager: Any, import_text: Any, counts: Any
) -> None:
    import_text("customers", "customer_id,name\nC1,Acme\nC2,Acme BV\n")
    kept, lost = Customer.objects.order_by("source_id")
    merge_customers(kept=kept.pk, lost=lost.pk, by=manager, at=AT)
    subscriptions = "subscription_id,customer_id,starts_on,mrr\nS1,C1,2025-01-01,10\nS2,C2,2025-01-01,20\n"
    import_text("subscriptions", subscriptions)
    import_text("contacts", "contact_id,customer_id,name\nK1,C2,Jo\n")
    import_text("orders", "order_id,customer_id,ordered_on,amount,currency\nO1,C2,2025-01-01,3,EUR\n")
    run = import_text("customers", "customer_id,name\nC1,Acme\nC2,Acme BV\n")
    assert counts(run) == (0, 0, 2, 0, 0)
    assert [one.pk for one in Customer.objects.all()] == [kept.pk]
    assert Customer.everything.count() == 2
    for model in (Subscription, Contact, Order):
        assert set(model._base_manager.values_list("customer", flat=True)) == {kept.pk}
    assert counts(import_text("subscriptions", subscriptions)) == (0, 0, 2, 0, 0)


def test_what_a_source_says_of_the_lost_one_stays_with_it_until_it_is_taken_apart(
    manager: Any, import_text: Any, counts: Any
) -> None:
    import_text("customers", "customer_id,name\nC1,Acme\nC2,Acme BV\n")
    kept, lost = Customer.objects.order_by("source_id")
    merge = merge_customers(kept=kept.pk, lost=lost.pk, by=manager, at=AT)
    run = import_text("customers", "customer_id,name\nC1,Acme\nC2,Acme Group\n")
    assert counts(run) == (0, 1, 1, 0, 0)
    kept.refresh_from_db()
    assert kept.name == "Acme"
    undo_merge(merge=merge.pk, by=manager, at=LATER)
    lost.refresh_from_db()
    assert (lost.name, lost.is_present) == ("Acme Group", True)


def test_a_number_added_by_hand_is_found_by_imports(manager: Any, import_text: Any, world: Any) -> None:
    customer = world.customer("Acme")
    add_source_id(customer=customer.pk, source="files", source_id="C9", by=manager, at=AT)
    import_text("subscriptions", "subscription_id,customer_id,starts_on,mrr\nS1,C9,2025-01-01,10\n")
    import_text("customers", "customer_id,name\nC9,Acme BV\n")
    assert Subscription.objects.get().customer == customer
    assert [one.pk for one in Customer.objects.all()] == [customer.pk]


def test_no_row_that_points_at_a_customer_is_without_a_holder() -> None:
    held = {table for holder in holders() for table in holder.tables}
    # Made of other rows at any time; what merging and looking for duplicates say themselves.
    others = {"desk.listing", "customers.likeness", "customers.merge"}
    pointing = {
        model._meta.label_lower
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "many_to_one", False) or (getattr(field, "one_to_one", False) and field.concrete)
        if field.related_model is Customer and not hasattr(model, "instance_type")
    }
    assert pointing == held | others
