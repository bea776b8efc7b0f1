"""What a case asks people to do."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.rules.kinds import Facts, Kind
from karn.apps.threats.rules.sentences import sentence


def _ask(facts: Facts) -> str:
    if facts.get("reminded"):
        return gettext("Reminder: ask them what is the matter")
    return gettext("Ask them what is the matter")


def _sign(facts: Facts) -> str:
    """Say what was seen: what people wrote, else the strongest sign as of the day of the step."""
    if facts.get("words"):
        return f"“{facts['words']}”"
    if not facts.get("rule"):
        return ""
    return sentence(facts["rule"], facts["sign"], on=date.fromisoformat(facts["on"]))


def _go_on(_facts: Facts) -> str:
    return gettext("Go on with the case: what is the next step?")


def _ask_again(_facts: Facts) -> str:
    return gettext("Ask whether it is still solved")


def _strength(facts: Facts) -> int:
    return int(facts.get("strength", 0)) * 2


TASK_KINDS = (
    Kind("threats.case", _("Threat: ask"), _ask, _sign, _strength, is_meeting=True),
    Kind("threats.case_step", _("Threat: go on"), _go_on, _sign, _strength),
    Kind("threats.ask_again", _("Threat: ask again"), _ask_again, _sign),
)
