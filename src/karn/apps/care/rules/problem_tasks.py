"""What a problem asks people to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.care.rules.problems import HIGHEST, MIDDLE, rank
from karn.apps.tasks.rules.kinds import Facts, Kind

MOST_ASKS = 1000
"""A task's number is that of its problem times this, and how often it was asked before."""


def number_of(problem: int, asks: int) -> int:
    """Return the number under which a problem (its id) asks for its task."""
    return problem * MOST_ASKS + asks % MOST_ASKS


def problem_of(number: int) -> int:
    """Return the id of the problem that asked for the task of this number."""
    return number // MOST_ASKS


def _text(facts: Facts) -> str:
    if facts.get("status") == "waiting":
        return _("Ask them how it stands: %(problem)s") % {"problem": facts["text"]}
    return _("Solve: %(problem)s") % {"problem": facts["text"]}


def _why(facts: Facts) -> str:
    weight, urgency = int(facts.get("weight", 0)), int(facts.get("urgency", 0))
    return " ".join(part for part in (_weighs(weight), _waits(urgency)) if part)


def _weighs(weight: int) -> str:
    if weight >= HIGHEST:
        return _("A problem that could make them leave.")
    if weight > MIDDLE:
        return _("A problem that matters much to them.")
    return _("A problem of theirs.") if weight == MIDDLE else _("A small problem of theirs.")


def _waits(urgency: int) -> str:
    if urgency > MIDDLE:
        return _("It cannot wait.")
    return "" if urgency == MIDDLE else _("It can wait a little.")


def _urgency(facts: Facts) -> int:
    return rank(int(facts.get("weight", 0)), int(facts.get("urgency", 0))) // 3


PROBLEM = Kind("care.problem", gettext_lazy("Solve a problem"), _text, _why, _urgency, keeps_day=True)
