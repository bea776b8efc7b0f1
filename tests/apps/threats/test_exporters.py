"""What people said, as the signals read it: lights they set, and criteria they checked."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from karn.apps.fit.models import Check
from karn.apps.threats.exporters import JUDGEMENTS
from karn.apps.threats.models import LightOverrule

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 16, 9, tzinfo=UTC)


def test_lights_people_set_and_criteria_they_checked_are_judgements_and_nothing_else(world: Any) -> None:
    eva, client = world.person(name="Eva"), world.customer("Bakker")
    hidden = world.customer("Gone", deleted_at=AT)
    for customer, light, colour in (
        (client, "attitude", "green"),
        (client, "actions", "amber"),
        (hidden, "attitude", "red"),
    ):
        LightOverrule.objects.create(
            customer=customer, light=light, colour=colour, words="x", by=eva, at=AT, until=date(2026, 6, 1)
        )
    about = {"on": AT.date(), "answers": "", "at": AT, "customer": client}
    Check.objects.create(fit="not_right", by=eva, until=date(2026, 4, 1), **about)
    Check.objects.create(fit="right", **about)
    found = pa.Table.from_batches(JUDGEMENTS.batches()).to_pylist()
    assert sorted((row["about"], row["says"], row["until_on"]) for row in found) == [
        ("attitude", "good", date(2026, 6, 1)),
        ("fit", "bad", date(2026, 4, 1)),
    ]
    assert {row["customer_id"] for row in found} == {str(client.pk)}
