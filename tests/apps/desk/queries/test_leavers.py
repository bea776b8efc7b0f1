"""Who left and who is going to, by name, with what they paid and what they said."""

from datetime import date
from decimal import Decimal

import pytest

from karn.apps.desk.queries.leavers import lost_in, reasons_given, scheduled_on
from karn.kernel.period import Period

ON = date(2026, 3, 20)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def row(customer, mrr: str, left_on: str | None = "2026-03-15") -> dict:
    """Make a row as the metric behind the churn rate gives it."""
    return {"customer_id": str(customer.pk), "opening_mrr": mrr, "left_on": left_on}


def test_who_paid_most_is_named_first_and_the_others_are_counted(world) -> None:
    customers = [world.customer(name) for name in ("Small", "Large", "Middle")]
    (found,) = lost_in(
        [[row(c, mrr) for c, mrr in zip(customers, ("10", "90.5", "40"), strict=True)]], limit=2
    )
    assert [(one.name, one.mrr, one.leaves_on) for one in found.named] == [
        ("Large", Decimal("90.5"), date(2026, 3, 15)),
        ("Middle", Decimal(40), date(2026, 3, 15)),
    ]
    assert (found.total, found.unnamed, found.mrr) == (3, 1, Decimal("140.5"))


def test_a_leaver_is_told_with_the_departure_of_that_day_not_of_another(world) -> None:
    customer = world.customer("Came back")
    for ends_on, reason in ((date(2025, 6, 1), "price"), (date(2026, 3, 14), "moved")):
        world.departure(customer, contract_ends_on=ends_on, reason=reason, kind="voluntary")
    world.departure(customer, contract_ends_on=date(2026, 3, 15), reason="undone", undone_on=ON)
    (now,), (then,) = (
        found.named for found in lost_in([[row(customer, "1")], [row(customer, "1", "2025-06-02")]])
    )
    assert (now.reason, now.kind, then.reason) == ("moved", "Left by choice", "price")


def test_a_leaver_nobody_knows_any_more_and_one_without_a_word_are_told_plainly(world) -> None:
    silent = world.customer("Silent")
    (found,) = lost_in([[row(silent, "5", None), {"customer_id": "999999", "opening_mrr": None}]])
    assert [(one.name, one.mrr, one.leaves_on, one.kind, one.reason) for one in found.named] == [
        ("Silent", Decimal(5), None, "", ""),
        ("#999999", Decimal(0), None, "", ""),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_leavers_take_two_queries(world, django_assert_num_queries, count: int) -> None:
    months = [[row(world.customer(f"{month} {n}"), "5") for n in range(count)] for month in range(count)]
    with django_assert_num_queries(2):
        found = lost_in(months)
    assert [one.total for one in found] == [count] * count


def test_who_is_going_is_listed_by_the_day_it_ends(world) -> None:
    world.paying("Stays")
    world.price(world.subscription(world.customer("Term ends")), mrr=20, ends_on=date(2026, 5, 1))
    notified = world.paying("Gave notice", mrr=70)
    world.departure(
        notified, notice_on=ON, contract_ends_on=date(2026, 4, 1), reason="price", kind="voluntary"
    )
    taken_back = world.paying("Taken back", mrr=1)
    world.departure(taken_back, notice_on=ON, contract_ends_on=date(2026, 4, 1), undone_on=ON)
    found = scheduled_on(ON)
    assert [(one.name, one.mrr, one.leaves_on, one.kind, one.reason) for one in found.named] == [
        ("Gave notice", 70, date(2026, 4, 1), "Gave notice", "price"),
        ("Term ends", 20, date(2026, 5, 1), "", ""),
    ]
    assert (found.total, found.mrr) == (2, 90)
    assert [one.name for one in scheduled_on(ON, limit=1).named] == ["Gave notice"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_who_is_going_takes_three_queries(world, django_assert_num_queries, count: int) -> None:
    for number in range(count):
        customer = world.paying(f"Going {number}")
        world.departure(customer, notice_on=ON, contract_ends_on=date(2026, 5, 1))
    with django_assert_num_queries(3):
        found = scheduled_on(ON)
    assert found.total == count


def test_reasons_are_counted_by_who_gave_notice_in_the_period(world, django_assert_num_queries) -> None:
    customer = world.customer()
    for notice_on, reason, values in (
        (date(2026, 3, 1), "price", {}),
        (date(2026, 3, 31), "price", {}),
        (date(2026, 3, 5), "", {}),
        (date(2026, 4, 1), "price", {}),
        (date(2026, 2, 28), "price", {}),
        (None, "price", {}),
        (date(2026, 3, 5), "price", {"undone_on": ON}),
        (date(2026, 3, 5), "price", {"kind": "withdrawal"}),
        (date(2026, 3, 5), "price", {"kind": "ended_by_us"}),
    ):
        world.departure(customer, notice_on=notice_on, reason=reason, **values)
    with django_assert_num_queries(1):
        assert reasons_given(MARCH) == [("price", 2), ("", 1)]
    assert reasons_given(MARCH, limit=1) == [("price", 2)]
