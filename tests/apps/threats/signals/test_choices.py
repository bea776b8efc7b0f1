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
EVERYWHERE = {"unanswered", "payment", "price_rise", "asked_notice"}


@pytest.mark.parametrize("trade", Trade)
def test_five_rules_are_on_at_first_with_silence_where_clients_are_persons(world: Any, trade: Trade) -> None:
    fifth = "silent" if trade == Trade.PRACTICE else "lost_contact"
    assert first_rules(world.company(trade=trade)) == EVERYWHERE | {fifth}


def test_unhappy_answers_are_a_sign_from_the_first_survey_on_unless_somebody_said_no(world: Any) -> None:
    company = world.company()
    eva = world.person()
    seen = [rules_now(company)["unhappy_answer"].is_on]
    make_ready_survey(code="nps", language="nl", by=eva, at=AT)
    seen.append(rules_now(company)["unhappy_answer"].is_on)
    Switch.objects.create(rule="unhappy_answer", is_on=False, changed_at=AT)
    seen.append(rules_now(company)["unhappy_answer"].is_on)
    assert seen == [False, True, False]
