"""kill -9 at every point of a notice: a declaration and its receipt are stored both, or neither."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

KILLS = """
from django.test import Client
from karn.apps.company.models import Company
from karn.apps.customers.models import Customer
from karn.apps.farewell.actions.declarations import make_cancel_link
from karn.apps.farewell.models import Declaration, Ending
from karn.apps.contracts.models import Departure
from karn.apps.mailing.models import Mail
from django.utils import timezone

def begin():
    Company.objects.create(name="Acme")
    jo = Customer.objects.create(name="Jo", source="karn", source_id="1", known_at=AT, email="jo@x.nl")
    return make_cancel_link(customer=jo, at=timezone.now())

def leave():
    fields = {"receipt_to": "jo@y.nl", "once": "a" * 32}
    said = Client(headers={"host": "localhost"}).post(f"/cancel/{token}", fields)
    (settings.INSTALLATION.data / "acknowledged").write_text(str(said.status_code))
    points_passed.point("test.acknowledged")

def outcome():
    acknowledged = (settings.INSTALLATION.data / "acknowledged").exists()
    return [acknowledged, *(model.objects.count() for model in (Declaration, Ending, Departure)),
            sorted(Mail.objects.values_list("template", flat=True))]

def again():
    before = outcome()
    leave()
    return before, outcome()

before = root / "empty"
token = told_by(before, begin)
whole = copied(before, "whole")
found = []
but = ("file.", "audit.", "mail.", "lock.")
for name, killed, data in killed_at_each_point(before, leave, whole=whole, but=but):
    found.append([name, killed, *told_by(data, again)])
print(json.dumps(found))
"""


def test_a_kill_anywhere_leaves_a_declaration_with_its_receipt_or_neither(driven: Callable[..., Any]) -> None:
    found = driven(KILLS)
    names = [name for name, *_rest in found]
    assert {"declaration.stored", "declaration.receipt_queued", "test.acknowledged"} <= set(names)
    queued = names.index("declaration.receipt_queued")  # the last thing before the commit
    mails = ["declaration_confirmed", "declaration_receipt"]
    for place, (name, killed, after, again) in enumerate(found):
        stored = place > queued
        assert (name, killed) == (name, -9)
        assert after == [name == "test.acknowledged", *[int(stored)] * 3, mails * stored], name
        assert again == [True, 1, 1, 1, mails], name
