"""Charts are there before anybody asks."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.desk.actions import refresh_everything
from karn.apps.desk.queries.dashboard import Dashboard, dashboard
from karn.project.installation import Installation
from karn.web.charts import drawing
from karn.web.charts.gallery import gallery_of

AS_OF = date(2026, 4, 15)
NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "nl"])
def test_new_figures_are_drawn_before_the_page_is_asked_for(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)
    cache.clear()
    Company.objects.create(name="Acme", language="nl")
    fact = {"source": "test", "source_id": "1", "known_at": NOON}
    customer = Customer.objects.create(name="Bakker", **fact)
    subscription = Subscription.objects.create(customer=customer, currency="EUR", **fact)
    PriceState.objects.create(
        subscription=subscription, starts_on=date(2025, 1, 1), mrr=50, amount=50, known_at=NOON
    )
    refresh_everything(as_of=AS_OF, at=NOON)
    monkeypatch.setattr(drawing, "_render", lambda _: pytest.fail("drawn only now"))
    page = dashboard(AS_OF)
    assert isinstance(page, Dashboard)
    with translation.override(language):
        assert gallery_of(page).movements is not None
