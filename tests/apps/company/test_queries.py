from datetime import UTC, date, datetime

import pytest

from karn.apps.company.models import Company
from karn.apps.company.queries import company_or_none, current_company, local_day


@pytest.mark.django_db
def test_before_it_is_set_up_the_company_has_the_defaults_and_is_not_stored() -> None:
    assert company_or_none() is None
    found = current_company()
    assert (found.name, found.zone, found.currency, found.pk) == ("", "Europe/Amsterdam", "EUR", None)
    assert Company.objects.count() == 0


def test_once_set_up_it_is_the_company(world) -> None:
    company = world.company(name="Acme", currency="SEK")
    assert company_or_none() == current_company() == company


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 3, 31)),
        ("Europe/Amsterdam", date(2026, 4, 1)),
        ("America/New_York", date(2026, 3, 31)),
        ("Pacific/Kiritimati", date(2026, 4, 1)),
    ],
)
def test_a_moment_falls_on_the_company_s_own_day(zone: str, day: date) -> None:
    assert local_day(datetime(2026, 3, 31, 22, 30, tzinfo=UTC), Company(name="", zone=zone)) == day
