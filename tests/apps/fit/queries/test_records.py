from datetime import date

from tests.apps.fit.conftest import NOON, TODAY

from karn.apps.fit.models import Check
from karn.apps.fit.queries.records import records_of


def checked(customer, rule, met: str, on: date, until: date | None = None) -> None:
    Check.objects.create(
        customer=customer, on=on, until=until, fit="right", answers=f" {rule.pk}{met} ", occasion="night",
        at=NOON,
    )  # fmt: skip


def test_who_met_it_before_is_counted_and_what_was_found_later_is_not(world, fits, django_assert_num_queries):
    rule = fits.rule("Near")
    before, begin = date(2025, 1, 1), date(2025, 6, 1)
    for number in range(40):
        met, stays = number < 20, number % 4 != 0 if number < 20 else number % 2 == 0
        customer = world.customer(f"C{number}")
        ends_on = None if stays else date(2026, 1, 1)
        world.price(world.subscription(customer), starts_on=before, ends_on=ends_on)
        checked(customer, rule, "y" if met else "n", before, until=date(2025, 7, 1))
        checked(customer, rule, "n", date(2025, 7, 1))  # hindsight
    late = world.paying("Late")
    checked(late, rule, "y", begin)  # on the day itself: not before
    gone = world.customer("Gone")
    world.price(world.subscription(gone), starts_on=before, ends_on=date(2025, 5, 1))
    checked(gone, rule, "y", before)
    with django_assert_num_queries(1):
        record = records_of([rule], TODAY)[rule.pk]
    assert (record.months, record.met, record.met_stayed) == (12, 20, 15)
    assert (record.not_met, record.not_met_stayed, record.verdict) == (20, 10, "undecided")


def test_without_old_checks_a_shorter_time_is_looked_at_and_too_few_say_so(world, fits):
    rule = fits.rule("Near")
    customer = world.paying()
    checked(customer, rule, "y", date(2026, 1, 1))
    record = records_of([rule], TODAY)[rule.pk]
    assert (record.months, record.met, record.met_stayed, record.verdict) == (3, 1, 1, "few")
