"""Storing and changing the company's settings."""

from datetime import UTC, datetime

import pytest

from karn.apps.company.actions import change_company, create_company
from karn.apps.company.models import Company
from karn.apps.people.actions import create_person
from karn.apps.people.models import Role
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_there_is_one_company() -> None:
    create_company(name="Zonnig")
    with pytest.raises(BadInput, match="already has a company"):
        create_company(name="Another")
    assert Company.objects.get().name == "Zonnig"


def test_a_company_with_an_unknown_trade_is_refused() -> None:
    with pytest.raises(BadInput, match="trade"):
        create_company(name="Zonnig", trade="circus")
    assert not Company.objects.exists()


def test_an_administrator_changes_the_settings() -> None:
    anna = create_person(email="a@example.nl", name="Anna", password=None, role=Role.ADMINISTRATOR)
    change_company(create_company(name="Zonnig"), by=anna, at=AT, rhythm_days=30)
    assert Company.objects.get().rhythm_days == 30


def test_managers_cannot_change_the_settings() -> None:
    bo = create_person(email="b@example.nl", name="Bo", password=None)
    with pytest.raises(BadInput, match="Only an administrator"):
        change_company(create_company(name="Zonnig"), by=bo, at=AT, rhythm_days=30)
    assert Company.objects.get().rhythm_days == 90
