from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.intake.rules import Options
from karn.kernel.errors import BadInput

HEAD = (
    "subscription_id,customer_id,plan,starts_on,ends_on,amount,interval,quantity,discount_percent,currency\n"
)
TWO_PRICES = (
    HEAD
    + "S1,C1,Basic,2025-01-01,2025-07-01,100,month,1,0,EUR\n"
    + "S1,C1,Plus,2025-07-01,,120,month,1,0,EUR\n"
)


def test_each_price_is_a_state_and_the_latest_speaks_for_the_subscription(
    import_text: Any, counts: Any
) -> None:
    run = import_text("subscriptions", TWO_PRICES)
    assert counts(run) == (2, 0, 0, 0, 0)
    assert Subscription.objects.values_list("source_id", "plan", "currency").get() == ("S1", "Plus", "EUR")
    assert list(PriceState.objects.order_by("starts_on").values_list("starts_on", "ends_on", "mrr")) == [
        (date(2025, 1, 1), date(2025, 7, 1), Decimal(100)),
        (date(2025, 7, 1), None, Decimal(120)),
    ]


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_a_repeated_file_changes_nothing_however_it_is_cut(import_text: Any, counts: Any, batch: int) -> None:
    head, *rows = TWO_PRICES.splitlines(keepends=True)
    backwards = head + "".join(reversed(rows))
    import_text("subscriptions", backwards, options=Options(batch=batch))
    before = list(PriceState.objects.values()), list(Subscription.objects.values())
    assert Subscription.objects.get().plan == "Plus"
    run = import_text("subscriptions", backwards, options=Options(batch=batch))
    assert counts(run) == (0, 0, 2, 0, 0)
    assert (list(PriceState.objects.values()), list(Subscription.objects.values())) == before


@pytest.mark.parametrize(
    ("row", "mrr"),
    [
        ("2000,year,1,0", "166.666667"),
        ("10,month,3,0", "30"),
        ("120,year,1,10", "9"),
        ("12,week,1,0", "52"),
        ("12,4-week,1,0", "13"),
        ("90,kwartaal,1,0", "30"),
    ],
)
def test_the_monthly_amount_is_made_from_price_interval_quantity_and_discount(
    import_text: Any, row: str, mrr: str
) -> None:
    import_text("subscriptions", HEAD + f"S1,C1,,2025-01-01,,{row},EUR\n")
    assert PriceState.objects.get().mrr == Decimal(mrr)


def test_a_ready_monthly_amount_is_taken_as_it_is(import_text: Any) -> None:
    import_text("subscriptions", "subscription_id,customer_id,starts_on,mrr\nS1,C1,2025-01-01,49.95\n")
    state = PriceState.objects.get()
    assert (state.mrr, state.amount, state.interval) == (Decimal("49.95"), Decimal("49.95"), "month")


def test_a_file_with_neither_price_nor_monthly_amount_is_refused_whole(import_text: Any) -> None:
    with pytest.raises(BadInput, match="amount"):
        import_text("subscriptions", "subscription_id,customer_id,starts_on\nS1,C1,2025-01-01\n")
    assert PriceState.objects.count() == 0


def test_unknown_customers_are_made_and_later_named(import_text: Any) -> None:
    run = import_text("subscriptions", TWO_PRICES)
    assert run.notes == {"customers_created": 1}
    assert Customer.objects.get().name == "C1"
    import_text("customers", "customer_id,name\nC1,Jansen\n")
    assert Customer.objects.get().name == "Jansen"


def test_a_state_is_known_from_its_first_day_in_the_companys_zone(import_text: Any, world: Any) -> None:
    world.company(zone="Europe/Amsterdam")
    import_text(
        "subscriptions", HEAD + "S1,C1,,2025-07-01,,10,month,1,0,EUR\nS2,C1,,2027-01-01,,10,month,1,0,EUR\n"
    )
    known = list(PriceState.objects.order_by("starts_on").values_list("known_at", flat=True))
    assert known == [datetime(2025, 6, 30, 22, tzinfo=UTC), datetime(2026, 11, 1, 12, tzinfo=UTC)]


def test_an_impossible_discount_is_refused(import_text: Any, refusals: Any) -> None:
    run = import_text("subscriptions", HEAD + "S1,C1,,2025-01-01,,10,month,1,110,EUR\n")
    assert refusals(run) == [(2, "discount_percent", "110.0", "out_of_range")]


def test_a_term_of_more_months_than_a_contract_can_have_is_refused(import_text: Any, refusals: Any) -> None:
    head = "subscription_id,customer_id,starts_on,amount,interval,currency,term_months\n"
    rows = [f"S{term},C1,2025-01-01,100,month,EUR,{term}\n" for term in (600, 601, 30_000)]
    told = refusals(import_text("subscriptions", head + "".join(rows)))
    assert [(row, name, why) for row, name, _value, why in told] == [
        (3, "term_months", "out_of_range"),
        (4, "term_months", "out_of_range"),
    ]
    assert Subscription.objects.get().term_months == 600


def test_a_closed_state_changes_its_end_only(import_text: Any, counts: Any) -> None:
    import_text("subscriptions", HEAD + "S1,C1,Basic,2025-01-01,,100,month,1,0,EUR\n")
    assert counts(import_text("subscriptions", TWO_PRICES)) == (1, 1, 0, 0, 0)
    assert PriceState.objects.count() == 2


def test_a_state_of_no_day_gives_way_to_the_one_that_begins_that_day(import_text: Any, counts: Any) -> None:
    head = "subscription_id,customer_id,starts_on,ends_on,mrr\n"
    fleeting, real = "S1,C1,2026-03-05,2026-03-05,10\n", "S1,C1,2026-03-05,,30\n"
    for rows in (fleeting + real, real + fleeting):
        PriceState.objects.all().delete()
        run = import_text("subscriptions", head + rows)
        assert (run.refused, run.duplicates) == (0, 1)
        assert list(PriceState.objects.values_list("mrr", "ends_on")) == [(Decimal(30), None)]
        assert counts(import_text("subscriptions", head + rows)) == (0, 0, 1, 1, 0)


def test_states_that_change_within_a_day_are_one_a_day(import_text: Any, world: Any) -> None:
    world.company(zone="Europe/Amsterdam")
    head = "subscription_id,customer_id,starts_on,ends_on,mrr\n"
    told = (
        "S1,C1,2026-03-05T08:00:00Z,2026-03-05T14:00:00Z,10\n"
        "S1,C1,2026-03-05T14:00:00Z,2026-04-01T08:00:00Z,30\n"
    )
    run = import_text("subscriptions", head + told)
    assert (run.accepted, run.duplicates, run.refused) == (1, 1, 0)
    assert [str(day) for day in PriceState.objects.values_list("ends_on", flat=True)] == ["2026-04-01"]


def test_a_subscription_ended_on_its_first_day_is_no_longer_open(import_text: Any, counts: Any) -> None:
    head = "subscription_id,customer_id,starts_on,ends_on,mrr\n"
    import_text("subscriptions", head + "S1,C1,2026-03-05,,30\n")
    assert counts(import_text("subscriptions", head + "S1,C1,2026-03-05,2026-03-05,30\n")) == (0, 1, 0, 0, 0)
    assert str(PriceState.objects.get().ends_on) == "2026-03-05"


def test_an_end_is_known_since_the_import_that_told_it(import_text: Any) -> None:
    head = "subscription_id,customer_id,starts_on,ends_on,mrr\n"
    first, second = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 8, tzinfo=UTC)
    third = datetime(2026, 11, 15, tzinfo=UTC)

    def known(told: str, at: datetime) -> tuple[datetime, datetime | None]:
        import_text("subscriptions", head + told, at=at)
        state = PriceState.objects.get()
        return state.known_at, state.ends_known_at

    begun = datetime(2024, 12, 31, 23, tzinfo=UTC)
    assert known("S1,C1,2025-01-01,,30\n", first) == (begun, None)
    assert known("S1,C1,2025-01-01,2026-12-01,30\n", second) == (second, second)
    assert known("S1,C1,2025-01-01,2026-12-01,30\n", third) == (second, second)
    assert known("S1,C1,2025-01-01,,30\n", third) == (third, None)
    PriceState.objects.all().delete()
    assert known("S1,C1,2025-01-01,2025-06-01,30\n", third) == (begun, third)


def test_what_the_law_asks_comes_in_our_words_and_need_not_come(import_text: Any) -> None:
    head = "subscription_id,customer_id,starts_on,mrr,currency,party,law_country,concluded_where\n"
    import_text("subscriptions", head + "S1,C1,2025-01-01,10,EUR,particulier,Zweden,telefoon\n")
    import_text("subscriptions", head + "S2,C1,2025-01-01,10,EUR,,us-ca,\n")
    told = Subscription.objects.order_by("source_id").values_list("party", "law_country", "concluded")
    assert list(told) == [("consumer", "SE", "distance"), ("", "US-CA", "")]
