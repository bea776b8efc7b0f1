"""What an unhappy answer asks people to do."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.rules.kinds import Facts, Kind


def _come_back(facts: Facts) -> str:
    return gettext("Come back to %(customer)s about their answer") % {"customer": facts.get("customer", "")}


def _unhappy(facts: Facts) -> str:
    return gettext("Unhappy answer to “%(survey)s”") % {"survey": facts.get("survey", "")}


def _today(_facts: Facts) -> int:
    return 6  # as strongly as a threat to act on today


COME_BACK = Kind("survey", _("Unhappy answer"), _come_back, _unhappy, _today)
