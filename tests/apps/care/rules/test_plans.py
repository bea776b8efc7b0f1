"""Ready plans of start-ups, and what the company may make of them."""

import pytest

from karn.apps.care.rules.plans import (
    CONFIRM,
    CONTACT,
    CONTACT_DAYS,
    EVERYBODY,
    KICK_OFF,
    NEW,
    NOBODY,
    OCCASIONS,
    TRADES,
    PlannedStep,
    check_steps,
    ready_plan,
    said,
)
from karn.kernel.errors import BadInput


@pytest.mark.parametrize("trade", TRADES)
def test_every_ready_plan_speaks_three_languages_and_ends_with_the_clients_yes(trade: str) -> None:
    for occasion in OCCASIONS:
        plan = ready_plan(trade, occasion)
        assert [sorted(step.words) for step in plan.steps] == [["en", "nl", "sv"]] * len(plan.steps)
        assert {KICK_OFF, CONFIRM} <= {step.code for step in plan.steps}
        assert check_steps(plan.steps) == plan.steps


def test_a_practice_begins_for_everybody_a_shop_for_nobody_and_a_contact_is_settled_in_two_weeks() -> None:
    assert [ready_plan(trade, NEW).begins for trade in ("practice", "shop")] == [EVERYBODY, NOBODY]
    assert max(step.days for step in ready_plan("agency", CONTACT).steps) == CONTACT_DAYS


def test_the_companys_own_words_are_said_in_every_language() -> None:
    assert [said({"": "Bel", "en": "Call"}, language) for language in ("en", "nl", "sv")] == ["Bel"] * 3
    assert (said({"en": "Call", "nl": "Bel"}, "nl-NL"), said({"en": "Call"}, "sv"), said({}, "en")) == (
        "Bel",
        "Call",
        "",
    )


def test_steps_come_in_the_order_of_their_days_and_what_cannot_be_is_refused() -> None:
    late, soon = PlannedStep({"": " Late "}, days=9), PlannedStep({"": "Soon"}, who="nonsense", days=1)
    assert check_steps([late, soon]) == (PlannedStep({"": "Soon"}, days=1), PlannedStep({"": "Late"}, days=9))
    for wrong in ([], [PlannedStep({"": " "})], [PlannedStep({"": "x"}, days=-1)], [soon] * 21):
        with pytest.raises(BadInput):
            check_steps(wrong)
