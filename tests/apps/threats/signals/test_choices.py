"""Which rules look where nobody chose, and where somebody did."""

from datetime import UTC, datetime
from typing import Any

import pytest

from karn.apps.company.models import Trade
from karn.apps.surveys.actions.surveys import make_ready_survey
from karn.apps.threats.models import Switch
from karn.apps.threats.signals.choices import first_rules, rules_now

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
EVERYWHERE = {"unanswered", "payment", "asked_notice"}


@pytest.mark.parametrize(
    ("trade", "its"),
    [
        (Trade.AGENCY, {"price_rise", "lost_contact"}),
        (Trade.SUBSCRIPTION, {"price_rise", "lost_contact"}),
        (Trade.PRACTICE, {"price_rise", "unhappy_answer"}),
        (Trade.ASSOCIATION, {"price_rise", "unhappy_answer"}),
        (Trade.SHOP, {"falling_orders", "unhappy_answer"}),
    ],
)
def test_five_rules_are_on_at_first_that_can_fire_in_the_trade(
    world: Any, trade: Trade, its: set[str]
) -> None:
    assert first_rules(world.company(trade=trade)) == EVERYWHERE | its


def test_a_survey_switches_no_sixth_rule_on_until_somebody_does(world: Any) -> None:
    company = world.company(trade=Trade.AGENCY)
    make_ready_survey(code="nps", language="nl", by=world.person(), at=AT)
    seen = [len([rule for rule in rules_now(company).values() if rule.is_on])]
    Switch.objects.create(rule="unhappy_answer", is_on=True, changed_at=AT)
    seen.append(len([rule for rule in rules_now(company).values() if rule.is_on]))
    assert seen == [5, 6]
