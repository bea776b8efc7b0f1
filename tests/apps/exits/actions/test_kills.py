"""kill -9 at every point of an exit answer: what was acknowledged is stored, once, and its link used."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

KILLS = """
from django.test import Client
from django.utils import timezone
from karn.apps.company.models import Company
from karn.apps.customers.models import Customer
from karn.apps.exits.actions.invitations import exit_link
from karn.apps.exits.models import Answer, Invitation

def begin():
    Company.objects.create(name="Acme")
    jo = Customer.objects.create(name="Jo", source="karn", source_id="1", known_at=AT)
    return exit_link(customer_id=jo.pk, left_on=date(2026, 10, 31), language="en", at=timezone.now())

def reply():
    said = Client(headers={"host": "localhost"}).post(link, {"how": "Fine", "choice": "readable"})
    (settings.INSTALLATION.data / "acknowledged").write_text(str(said.status_code))
    points_passed.point("test.acknowledged")

def outcome():
    acknowledged = (settings.INSTALLATION.data / "acknowledged").exists()
    return [acknowledged, Answer.objects.count(), Invitation.objects.count()]

def again():
    before = outcome()
    reply()
    return before, outcome()

before = root / "empty"
link = told_by(before, begin)
whole = copied(before, "whole")
found = []
for name, killed, data in killed_at_each_point(before, reply, whole=whole, but=("file.", "audit.")):
    found.append([name, killed, *told_by(data, again)])
print(json.dumps(found))
"""


def test_a_kill_anywhere_loses_no_answer_and_stores_none_twice(driven: Callable[..., Any]) -> None:
    found = driven(KILLS)
    assert [name for name, *_rest in found] == ["exit.answered", "exit.stored", "test.acknowledged"]
    for name, killed, after, again in found:
        stored = int(name != "exit.answered")
        assert (killed, after) == (-9, [name == "test.acknowledged", stored, 1 - stored]), name
        assert again == [True, 1, 0], name
