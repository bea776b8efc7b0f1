"""What looks back, lessons and their rounds ask people to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from karn.apps.tasks.rules.kinds import Facts, Kind


def _look(facts: Facts) -> str:
    if facts.get("held"):
        return _("Make a lesson of the look back, or say why there is none")
    if facts.get("who") == "guest":
        return _("See to it that the outsider looks back with them")
    if facts.get("cause") == "taken_over":
        return _("Ask how it went where they came from")
    if facts.get("who") == "colleague":
        return _("Look back with them: how it began, how it went, what comes next")
    return _("Choose who looks back with them: somebody who was not on the account")


def _why_look(facts: Facts) -> str:
    reasons = {
        "departed": _("They gave notice: within two months somebody independent asks how it came to that."),
        "near_miss": _("They nearly left: what was it, and whom else may it happen to?"),
        "taken_over": _("Where somebody else failed them, they expect you to do better: know in what."),
    }
    return reasons.get(str(facts.get("cause")), "") or _("Somebody here wanted to look back at it.")


def _round(facts: Facts) -> str:
    left = int(facts.get("left", 0))
    asked = ngettext(
        "Lesson round: answer for %(left)d client", "Lesson round: answer for %(left)d clients", left
    )
    return asked % {"left": left}


def _why_round(facts: Facts) -> str:
    return str(facts.get("question", ""))


def _exposed(facts: Facts) -> str:
    return _("Exposed: do something about it. %(sentence)s") % {"sentence": facts.get("sentence", "")}


def _find_out(facts: Facts) -> str:
    return _("Find out: %(question)s") % {"question": facts.get("question", "")}


def _why_finding(_facts: Facts) -> str:
    return _("A lesson from who left: it may happen here, too.")


def _why_unknown(_facts: Facts) -> str:
    return _("Nobody here knows, and not knowing is how the others left.")


LOOK = Kind("lessons.post_mortem", gettext_lazy("Look back at who left"), _look, _why_look, is_meeting=True)
ROUND = Kind("lessons.round", gettext_lazy("Lesson round"), _round, _why_round)
EXPOSED = Kind("lessons.exposed", gettext_lazy("Exposed by a lesson"), _exposed, _why_finding)
FIND_OUT = Kind("lessons.find_out", gettext_lazy("Find out for a lesson"), _find_out, _why_unknown)
KINDS = (LOOK, ROUND, EXPOSED, FIND_OUT)
