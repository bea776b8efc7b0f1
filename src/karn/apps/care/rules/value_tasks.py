"""What a recap asks people to do."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.care.rules.value import PRICE, RENEWAL
from karn.apps.tasks.rules.kinds import Facts, Kind
from karn.platform.days import day_words


def _text(_facts: Facts) -> str:
    return _("Tell them what they got for their money")


def _why(facts: Facts) -> str:
    empty = _("When Karn last looked there was nothing to tell, and that is a sign: talk with them first.")
    return f"{_occasion(facts)} {empty}" if facts.get("is_empty") else _occasion(facts)


def _occasion(facts: Facts) -> str:
    about = facts.get("about_on")
    day = day_words(date.fromisoformat(str(about))) if about else ""
    if facts.get("occasion") == RENEWAL:
        return _("Their contract comes up for renewal on %(day)s.") % {"day": day}
    if facts.get("occasion") == PRICE:
        return _("They pay another price from %(day)s.") % {"day": day}
    if facts.get("occasion") == "hand":
        return _("Somebody here wanted it.")
    return _("Every quarter a key client hears what came of it.")


RECAP = Kind("care.recap", gettext_lazy("Recaps of what they got"), _text, _why, is_meeting=True)
