"""Segments find customers by what they were asked and by their newest answers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.people.rules import Role
from karn.apps.segments.queries import customers_in
from karn.apps.segments.rules.definitions import definition_of
from karn.apps.surveys.actions.answers import record_answer
from karn.apps.surveys.actions.asking import make_personal_link
from karn.apps.surveys.actions.surveys import make_ready_survey
from karn.apps.surveys.models import Response

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
ON = date(2026, 11, 1)
ASKED = {
    ("surveys.asked", "last_days", "0"): ["asked", "better", "worse"],
    ("surveys.answered", "last_days", "0"): ["better", "worse"],
    ("surveys.answered", "last_days", "9"): ["better", "old", "worse"],
    ("surveys.nps", "at_most", "6"): ["worse"],
    ("surveys.nps", "at_least", "9"): ["better", "old"],
    ("surveys.csat", "at_most", "2"): ["old"],
    ("surveys.unhappy", "is", "yes"): ["old", "worse"],
    ("surveys.unhappy", "is", "no"): ["asked", "better"],
}


def test_the_newest_answers_say_who_belongs_to_a_segment(world: Any) -> None:
    world.company()
    eva = world.person(role=Role.MANAGER)
    nps, csat = (make_ready_survey(code=code, language="en", by=eva, at=AT) for code in ("nps", "csat"))
    names = ("asked", "better", "old", "worse", "removed")
    customers = {name: world.customer(name) for name in names}

    def say(name: str, survey: Any, question: str, value: int, days_ago: int) -> Response:
        at = AT - timedelta(days=days_ago)
        fields = {f"a-{question}": str(value)}
        return record_answer(survey=survey, customer=customers[name], fields=fields, by=eva, at=at)

    make_personal_link(survey=nps, customer=customers["asked"], by=eva, at=AT)
    for name, before, now in (("better", 2, 9), ("worse", 10, 3)):
        say(name, nps, "recommend", before, 40)
        say(name, nps, "recommend", now, 0)
    say("old", nps, "recommend", 9, 5)
    say("old", csat, "satisfied", 1, 9)
    gone = say("removed", nps, "recommend", 1, 60)
    Response.objects.filter(pk=gone.pk).update(removed_at=AT)
    found = {}
    for field, operator, value in ASKED:
        parts = [{"field": field, "operator": operator, "values": [value]}]
        definition = definition_of({"version": 1, "root": {"match": "all", "parts": parts}})
        its = customers_in(definition, person=None, on=ON).exclude(name="removed").order_by("name")
        found[field, operator, value] = [one.name for one in its]
    assert found == ASKED
