"""Figures through the API: the numbers of the pages."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from karn.apps.desk.actions import refresh_everything
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db


def test_before_the_first_refresh_there_are_none(manager: Any) -> None:
    assert manager.get("/figures").json() == {"as_of": None, "refreshed_at": None, "items": []}
    assert manager.get("/figures/customer_churn.last_month").status_code == 404


def test_a_figure_is_the_number_on_the_page(
    world: Any, manager: Any, settings: Any, tmp_path: Path, client: Any
) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)
    for word in ("A", "B", "C", "D"):
        world.full(word, None)
    lost = world.full("E", None)
    lost.subscriptions.get().price_states.update(ends_on=date(2026, 3, 20))
    refresh_everything(as_of=date(2026, 4, 15), at=datetime(2026, 4, 15, 12, tzinfo=UTC))
    figure = manager.get("/figures/customer_churn.last_month").json()
    row = figure["rows"][0]
    client.force_login(manager.token.person)
    page = client.get("/figures/customer_churn/answer.json?from=2026-03-01&to=2026-04-01").json()
    assert (figure["starts_on"], figure["ends_on"], figure["as_of"]) == (
        "2026-03-01",
        "2026-04-01",
        "2026-04-15",
    )
    assert row == page["rows"][0]
    assert (str(row["numerator"]), str(row["denominator"])) == ("1", "5")
    listed = {one["name"]: one for one in manager.get("/figures").json()["items"]}
    assert listed["customer_churn.last_month"].items() <= figure.items()
