"""The owner's dashboard."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from karn.apps.customers.models import Customer
from karn.apps.desk.actions import refresh_everything
from karn.apps.desk.queries.dashboard import Dashboard, NothingYet, dashboard

if TYPE_CHECKING:
    from tests.apps.conftest import World

NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
AS_OF = date(2026, 4, 15)
QUERIES = 20


def refreshed() -> Dashboard:
    refresh_everything(as_of=AS_OF, at=NOON)
    page = dashboard(AS_OF)
    assert isinstance(page, Dashboard)
    return page


@pytest.mark.django_db
def test_before_the_first_import_there_is_nothing() -> None:
    assert dashboard(AS_OF) == NothingYet(has_customers=False)


@pytest.mark.usefixtures("golden")
def test_before_the_first_refresh_there_are_only_customers() -> None:
    assert dashboard(AS_OF) == NothingYet(has_customers=True)


def test_the_golden_month_stands_on_the_dashboard(golden: dict[int, Customer], world: "World") -> None:
    world.company(gross_margin=Decimal("0.8"), winning_cost=300)
    world.departure(golden[2], notice_on=date(2026, 2, 1), kind="voluntary", reason="price")
    page = refreshed()
    march = page.last_month
    assert (march.churn.numerator, march.churn.denominator) == (1, 6)
    assert (march.gross.numerator, march.gross.denominator) == (70, 385)
    assert (march.net.numerator, march.net_gain) == (50, -50)
    assert [(one.name, one.mrr, one.leaves_on, one.kind, one.reason) for one in march.lost.named] == [
        ("Golden 2", 50, date(2026, 3, 15), "Left by choice", "price")
    ]
    assert (march.lost.total, march.lost.unnamed, march.lost_a_year) == (1, 0, 600)
    assert (march.cost.cost, march.cost.replacing) == (None, 300)
    assert (page.this_month.churn.numerator, page.this_month.churn.denominator) == (1, 7)
    assert (page.customers, page.mrr, page.says_percentages) == (6, 350 + 40, False)


@pytest.mark.usefixtures("golden")
def test_figures_of_an_earlier_day_are_called_old() -> None:
    assert refreshed().is_old is False
    later = dashboard(date(2026, 4, 16))
    assert isinstance(later, Dashboard)
    assert (later.is_old, later.as_of) == (True, AS_OF)


def test_who_gave_notice_is_leaving_soon(golden: dict[int, Customer], world: "World") -> None:
    world.departure(golden[6], notice_on=date(2026, 4, 1), contract_ends_on=date(2026, 6, 1), reason="moved")
    page = refreshed()
    assert [(one.name, one.mrr, one.leaves_on, one.reason) for one in page.scheduled.named] == [
        ("Golden 6", 70, date(2026, 6, 1), "moved")
    ]


def test_reasons_are_counted_over_twelve_months(golden: dict[int, Customer], world: "World") -> None:
    for number, notice_on, reason in (
        (2, date(2026, 3, 1), "price"),
        (7, date(2025, 4, 1), "price"),
        (8, date(2026, 2, 1), ""),
        (9, date(2025, 3, 31), "price"),
    ):
        world.departure(golden[number], notice_on=notice_on, reason=reason)
    assert refreshed().reasons == (("price", 2), ("", 1))


def test_reasons_beyond_the_first_eight_are_counted_together(
    golden: dict[int, Customer], world: "World"
) -> None:
    for number in range(9):
        for _ in range(10 - number):
            world.departure(golden[2], notice_on=date(2026, 3, 1), reason=f"reason {number}")
    assert (len(refreshed().first_reasons), refreshed().further_reasons) == (9, (0, 0))
    world.departure(golden[2], notice_on=date(2026, 3, 1), reason="tenth")
    page = refreshed()
    assert ([reason for reason, _ in page.first_reasons][-1], page.further_reasons) == ("reason 7", (2, 3))
    assert sum(times for _, times in page.first_reasons) + page.further_reasons[1] == 55


@pytest.mark.django_db
def test_a_company_without_subscriptions_learns_why_there_are_no_figures(world: "World") -> None:
    world.order(world.customer(), date(2026, 3, 1))
    page = refreshed()
    assert page.has_subscriptions is False
    assert page.error.startswith("customer_churn needs the table subscriptions")


@pytest.mark.parametrize("customers", [1, 3])
def test_the_dashboard_takes_the_same_queries_however_many_customers(
    world: "World", django_assert_num_queries: Any, customers: int
) -> None:
    for number in range(customers):
        staying, leaving, gone = (world.customer(f"{kind} {number}") for kind in ("stays", "leaves", "gone"))
        world.price(world.subscription(staying), mrr=50)
        invoice = world.invoice(staying, invoiced_on=date(2026, 3, 1), due_on=date(2026, 3, 15))
        world.payment(invoice, "failed", failed_on=date(2026, 3, 16))
        world.price(world.subscription(leaving), mrr=50)
        world.departure(leaving, notice_on=date(2026, 4, 1), contract_ends_on=date(2026, 6, 1))
        world.price(world.subscription(gone), mrr=50, ends_on=date(2026, 3, 10))
        world.departure(gone, notice_on=date(2026, 3, 1), contract_ends_on=date(2026, 3, 10), reason="price")
    refresh_everything(as_of=AS_OF, at=NOON)
    with django_assert_num_queries(QUERIES):
        page = dashboard(AS_OF)
    assert isinstance(page, Dashboard)
    assert [page.last_month.lost.total, page.scheduled.total, len(page.at_risk)] == 3 * [customers]
