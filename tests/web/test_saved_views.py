"""Lists are kept as views, and open with one."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.measures.actions import rebuild_lake
from karn.apps.measures.models import Refresh
from karn.apps.people.models import Role
from karn.apps.segments.models import SavedView
from karn.project.installation import Installation
from karn.web.saved_views import LISTS

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)

ASKED = {
    "audit": {"deed": "role_changed"},
    "customers": {"state": "risk"},
    "duplicates": {"put": "off"},
    "margins": {"year": "2024"},
    "problems": {"owner": "me"},
    "promises": {"state": "overdue"},
    "renewals": {"days": "30", "sort": "mrr"},
    "tasks": {"whose": "all"},
    "unanswered": {"who": "me"},
    "why": {"months": "24"},
}


@pytest.fixture
def client(world: Any, settings: Any, tmp_path: Path) -> Client:
    settings.INSTALLATION = Installation(data=tmp_path)
    world.company()
    # Why they leave is read from the lake, which knows nothing before the first price.
    contract = Subscription.objects.create(customer=world.customer(), currency="EUR", **world.fact())
    price = {"starts_on": date(2020, 1, 1), "mrr": 25, "amount": 25, "known_at": NOON}
    PriceState.objects.create(subscription=contract, **price)
    rebuild_lake(at=NOON)
    Refresh.objects.create(as_of=NOON.date(), started_at=NOON, finished_at=NOON)
    client = Client()
    client.force_login(world.person(role=Role.ADMINISTRATOR))
    return client


def test_each_list_is_kept_as_it_stands_and_opens_so(client: Client) -> None:
    assert ASKED.keys() == LISTS.keys()
    for name, asked in ASKED.items():
        address = reverse(name)
        assert "Save this view" in client.get(address, asked).text
        kept = client.post(reverse("save_view", args=[name]), asked | {"name": "Mine", "evil": "1"})
        view = SavedView.objects.get(of=name)
        assert view.asked == asked
        assert '<a class="btn btn-sm active" href="' + kept["Location"].replace("&", "&amp;") in client.get(
            kept["Location"]
        ).text.replace("&#x27;", "'")
        client.post(reverse("first_view", args=[name]), {"view": view.pk})
        assert client.get(address)["Location"] == kept["Location"]
        assert client.get(address, {"view": "all"}).status_code == 200


def test_what_is_usual_of_a_list_is_not_kept(client: Client) -> None:
    client.post(reverse("save_view", args=["renewals"]), {"name": "Soon", "days": "90", "sort": "customer"})
    assert SavedView.objects.get().asked == {"sort": "customer"}


def test_nobody_keeps_a_list_that_they_cannot_open(world: Any) -> None:
    client = Client()
    client.force_login(world.person(role=Role.ANALYST))
    asked = {"name": "Mine", "deed": "role_changed"}
    told = [
        client.post(reverse("save_view", args=[name]), asked).status_code for name in ("audit", "nothing")
    ]
    assert (told, SavedView.objects.count()) == ([404, 404], 0)
