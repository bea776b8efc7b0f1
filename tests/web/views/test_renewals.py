"""What is planned for the end of a contract, on the page."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.contracts.models import PriceState, RenewalPlan, Subscription

pytestmark = pytest.mark.django_db


def test_who_plans_what_somebody_else_planned_meanwhile_sees_both(client: Client, world: Any) -> None:
    world.company()
    client.force_login(world.person(role="manager"))
    ends = timezone.localdate() + timedelta(days=40)
    contract = Subscription.objects.create(
        **world.fact(), customer=world.customer(), currency="EUR", contract_ends_on=ends, term_months=12
    )
    priced = {"starts_on": date(2025, 6, 1), "mrr": 50, "amount": 50, "known_at": timezone.now()}
    PriceState.objects.create(subscription=contract, **priced)
    client.post(f"/contracts/{contract.pk}/renewal-plan/", {"words": "Offer two years"})
    told = client.post(
        f"/contracts/{contract.pk}/renewal-plan/", {"words": "Raise the price"}, follow=True
    ).text
    assert "Stored meanwhile: Offer two years. You asked for: Raise the price." in told
    assert [plan.words for plan in RenewalPlan.objects.all()] == ["Offer two years"]
