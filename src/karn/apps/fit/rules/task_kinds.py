"""What the tasks of this station say."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.fit.rules.parting import PARTING
from karn.apps.fit.rules.starting import named
from karn.apps.tasks.rules.kinds import Facts, Kind

CHECK: Final = "fit.check"
DECIDE: Final = "fit.decide"
AGAIN: Final = "fit.again"
STEP: Final = "fit.step"


def _check(_facts: Facts) -> str:
    return gettext("Check again whether they fit")


def _why_check(facts: Facts) -> str:
    why = facts.get("why")
    if why == "owner":
        return gettext("Somebody else looks after them now.")
    if why == "year":
        return gettext("The last check is a year old.")
    told = facts.get("name") or named(facts.get("ready", ""))
    return gettext("Something changed: “%(criterion)s”.") % {"criterion": told}


def _decide(_facts: Facts) -> str:
    return gettext("Decide: repair the terms, keep them or part")


def _why_decide(facts: Facts) -> str:
    told = facts.get("name") or named(facts.get("ready", ""))
    return gettext("They do not fit: “%(criterion)s” is not met.") % {"criterion": told}


def _again(_facts: Facts) -> str:
    return gettext("Decide again about who does not fit")


def _why_again(facts: Facts) -> str:
    if facts.get("course") == "repair":
        return gettext("The terms were to be repaired by now, and they still do not fit.")
    return gettext("You kept them until now, and they still do not fit.")


def _step(facts: Facts) -> str:
    return str(facts.get("text") or PARTING.get(facts.get("ready", ""), ""))


def _why_step(facts: Facts) -> str:
    if facts.get("course") == "part":
        return gettext("You decided to part decently.")
    return gettext("You decided to repair the terms.")


TASK_KINDS: Final = (
    Kind(CHECK, _("Check again whether they fit"), _check, _why_check),
    Kind(DECIDE, _("Decide about a misfit"), _decide, _why_decide),
    Kind(AGAIN, _("Decide about a misfit again"), _again, _why_again),
    Kind(STEP, _("Do what was decided about a misfit"), _step, _why_step),
)
