"""What a review asks people to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.tasks.rules.kinds import Facts, Kind


def _hold(facts: Facts) -> str:
    if facts.get("who") == "colleague":
        return _("Hold a review with fresh eyes: it is on the page Reviews")
    if facts.get("who") == "guest":
        return _("See to it that the outsider holds the review")
    return _("Choose who reviews this client with fresh eyes")


def _why(facts: Facts) -> str:
    reasons = {
        "yearly": _("A key client is reviewed once a year, by somebody who is not on the account."),
        "new_contact": _("A new contact: what the one before thought of us may hold no more."),
        "merger": _("They merged, or got a new owner: what they think of us may have changed."),
        "case_solved": _("A threat was solved: fresh eyes see whether it is."),
    }
    return reasons.get(str(facts.get("cause")), "") or _("Somebody here wanted to know how they see us.")


def _view(_facts: Facts) -> str:
    return _("Say how you think this client sees us")


def _sealed(_facts: Facts) -> str:
    return _("Your view stays sealed until the client's is in. Where they differ is what to talk about.")


REVIEW = Kind("care.review", gettext_lazy("Review with fresh eyes"), _hold, _why, is_meeting=True)
TEAM_VIEW = Kind("care.review_team", gettext_lazy("Our own view for a review"), _view, _sealed)
