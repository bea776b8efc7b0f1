"""kill -9 at every point of an answer: what was acknowledged is stored, and nothing is stored twice."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

KILLS = """
from django.test import Client
from django.utils import timezone
from karn.apps.customers.models import Customer
from karn.apps.company.models import Company
from karn.apps.people.models import Person
from karn.apps.surveys.actions.asking import make_personal_link
from karn.apps.surveys.actions.surveys import make_ready_survey
from karn.apps.surveys.models import Response
from karn.apps.tasks.models import Task

def begin():
    Company.objects.create(name="Acme")
    eva = Person.objects.create(email="eva@example.org", name="Eva", role="manager")
    jo = Customer.objects.create(name="Jo", source="karn", source_id="1", known_at=AT, owner=eva)
    survey = make_ready_survey(code="nps", language="en", by=eva, at=timezone.now())
    return make_personal_link(survey=survey, customer=jo, by=eva, at=timezone.now())

def reply(score="2"):
    fields = {"asked": "recommend", "a-recommend": score}
    said = Client(headers={"host": "localhost"}).post(f"/s/{token}", fields)
    (settings.INSTALLATION.data / "acknowledged").write_text(str(said.status_code))
    points_passed.point("test.acknowledged")

def outcome():
    acknowledged = (settings.INSTALLATION.data / "acknowledged").exists()
    return [acknowledged, [one.answers for one in Response.objects.all()], Task.objects.count()]

def again():
    before = outcome()
    reply("3")
    return before, outcome()

before = root / "empty"
token = told_by(before, begin)
whole = copied(before, "whole")
found = []
for name, killed, data in killed_at_each_point(before, reply, whole=whole, but=("file.", "audit.")):
    found.append([name, killed, *told_by(data, again)])
print(json.dumps(found))
"""


def test_a_kill_anywhere_loses_no_answer_that_was_acknowledged(driven: Callable[..., Any]) -> None:
    found = driven(KILLS)
    names = [name for name, *_rest in found]
    assert {"survey.answered", "survey.stored", "test.acknowledged"} <= set(names)
    answered = names.index("survey.answered")  # the last thing before the commit
    for place, (name, killed, after, again) in enumerate(found):
        stored = place > answered
        assert (name, killed) == (name, -9)
        assert after == [name == "test.acknowledged", [{"recommend": 2}] * stored, int(stored)], name
        assert again == [True, [{"recommend": 3}], 1], name
