"""Where a company keeps data about health: nobody scored, nothing sold, no words with a name, no way back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from karn.apps.company.rules.trades import Station
from karn.apps.contracts.actions.departures import change_departure, note_departure
from karn.apps.contracts.models import Departure
from karn.apps.farewell.rules.declarations import read_declaration
from karn.apps.mailing.models import Kind, Purpose
from karn.apps.mailing.queries.permission import may_be_scored, may_call, may_mail
from karn.apps.threats.actions.switching import choose_rule
from karn.apps.threats.signals.choices import rules_now
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT, ON = datetime(2026, 3, 10, 12, tzinfo=UTC), date(2026, 3, 10)


@pytest.mark.parametrize("health_data", [False, True])
def test_where_health_is_concerned_nobody_is_scored_or_sold_to(world: Any, health_data: bool) -> None:
    company = world.company(health_data=health_data)
    customer, boss = world.customer("Jo", email="jo@bakker.nl"), world.person(role="administrator")
    assert (may_be_scored(customer), company.has(Station.WIN_BACK)) == (not health_data, not health_data)
    assert any(rule.is_on for rule in rules_now(company).values()) is not health_data
    told = may_mail("jo@bakker.nl", Kind.MARKETING, on=ON, purpose=Purpose.NEWS, customer=customer)
    assert (told.allowed, "health" in str(told.words)) == (False, health_data)
    assert may_call("jo@bakker.nl", on=ON).allowed is False
    assert may_mail("jo@bakker.nl", Kind.SERVICE, on=ON).allowed is True
    if health_data:
        with pytest.raises(BadInput):
            choose_rule(rule="silent", is_on=True, thresholds={}, by=boss, on=ON, at=AT)


@pytest.mark.parametrize("health_data", [False, True])
def test_where_health_is_concerned_no_words_of_who_leaves_are_stored(world: Any, health_data: bool) -> None:
    world.company(health_data=health_data)
    customer, boss = world.paying("Jo"), world.person(role="manager")
    note_departure(customer=customer.pk, by=boss, at=AT, notice_on=ON, comment="My back is worse")
    departure = Departure.objects.get()
    assert departure.comment == ("" if health_data else "My back is worse")
    change_departure(departure=departure.pk, facts={"comment": "My knee"}, by=boss, at=AT)
    departure.refresh_from_db()
    assert departure.comment == ("" if health_data else "My knee")
    fields = {"receipt_to": "jo@bakker.nl", "extraordinary": "1", "reason": "My back"}
    said, _wrong = read_declaration(fields, asked=("kind",), known=True, on=ON, with_cause=not health_data)
    assert (said.extraordinary, said.reason) == (True, "" if health_data else "My back")
