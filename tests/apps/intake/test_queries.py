"""What is known of imports."""

from datetime import UTC, datetime

import pytest
from model_bakery import baker

from karn.apps.customers.models import Customer
from karn.apps.intake.queries import known_sources, likely_source

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_what_is_made_by_hand_is_no_source_of_files() -> None:
    for source in ("karn", "billing"):
        baker.make(Customer, source=source, source_id="1", name="Bakker", known_at=AT)
    assert known_sources() == ["billing"]
    assert likely_source() == "billing"
