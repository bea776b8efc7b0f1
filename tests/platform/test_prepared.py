from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F, QuerySet, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.platform.prepared import prepared

KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@prepared
def paid(customer: int, on: date, source: str) -> QuerySet[PriceState]:
    its = PriceState.objects.filter(subscription__customer=customer, subscription__source=source)
    running = its.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    return running.annotate(twice=F("mrr") * 2).select_related("subscription").order_by("-starts_on", "-pk")


@prepared
def sums(customer: int) -> QuerySet[PriceState, tuple[str, object]]:
    its = PriceState.objects.filter(subscription__customer=customer).order_by("plan")
    return its.values_list("plan").annotate(of=Sum("mrr"))


@prepared
def known_after(at: datetime) -> QuerySet[Subscription, int]:
    return Subscription.objects.filter(known_at__gt=at).order_by("pk").values_list("pk", flat=True)


@prepared
def numbered(customer: int) -> QuerySet[Customer]:
    return Customer.objects.filter(pk=customer)


def test_nobody_has_a_number_that_no_column_holds(customers):
    assert numbered(customer=customers[0].pk) == [customers[0]]
    assert numbered(customer=2**70) == []


@pytest.fixture
def customers(db):  # noqa: ARG001 (opens the database)
    made = []
    for number in range(2):
        fact = {"source": "test", "source_id": f"C{number}", "known_at": KNOWN + timedelta(days=number)}
        made.append(Customer.objects.create(name=f"C{number}", **fact))
        for other in range(2):
            its = Subscription.objects.create(customer=made[-1], **fact | {"source_id": f"{number}.{other}"})
            for month in range(1, 4):
                PriceState.objects.create(
                    subscription=its, starts_on=date(2026, month, 1), ends_on=date(2026, month + 2, 1),
                    mrr=month, amount=month, plan=f"P{month}", known_at=KNOWN,
                )  # fmt: skip
    return made


def values(rows):
    return [
        (row.pk, row.mrr, row.twice, row.subscription.source_id, row.ends_on, row.known_at) for row in rows
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2025, 12, 1), date(2026, 7, 1)),
    number=st.integers(0, 2),
    source=st.sampled_from(["test", "x%'"]),
)
def test_a_prepared_query_returns_what_the_query_itself_does(customers, day, number, source):
    asked = {"customer": customers[number].pk if number < 2 else 2**63 - 1, "on": day, "source": source}
    assert values(paid(**asked)) == values(paid._write(**asked))
    assert sums(customer=asked["customer"]) == list(sums._write(asked["customer"]))
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert known_after(at=at) == list(known_after._write(at))


def test_it_is_put_together_once_and_asks_once_each_time(customers, django_assert_num_queries):
    asked = []

    @prepared
    def counted(customer: int) -> QuerySet[Subscription]:
        asked.append(customer)
        return Subscription.objects.filter(customer=customer)

    for customer in customers * 2:
        with django_assert_num_queries(1):
            assert {one.customer_id for one in counted(customer=customer.pk)} == {customer.pk}
    assert asked == [customers[0].pk, customers[0].pk + 1]


@pytest.mark.parametrize(
    ("write", "asked"),
    [
        (lambda most: Customer.objects.all()[:most], {"most": 3}),
        (lambda text: Customer.objects.filter(name__contains=text), {"text": "a"}),
        (lambda unused: Customer.objects.all(), {"unused": 1}),  # noqa: ARG005
        (lambda numbers: Customer.objects.filter(pk__in=numbers), {"numbers": [1, 2]}),
        (lambda customer: Customer.objects.filter(pk=customer).prefetch_related("contacts"), {"customer": 1}),
    ],
)
def test_what_cannot_be_prepared_is_refused(write, asked):
    with pytest.raises(TypeError):
        prepared(write)(**asked)
