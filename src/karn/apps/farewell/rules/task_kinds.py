"""What declarations ask people to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.tasks.rules.kinds import Facts, Kind


def _match(facts: Facts) -> str:
    if facts.get("state") == "late":
        return _("Decide about a withdrawal that came late: %(name)s") % {"name": facts.get("name", "")}
    return _("Say whose notice this is: %(name)s") % {"name": facts.get("name", "")}


def _why_match(facts: Facts) -> str:
    if facts.get("state") == "late":
        return _("It came after the time in which one may withdraw. As notice it counts in any case.")
    return _("It counts since it arrived, and nobody confirmed it yet.")


def _refund(facts: Facts) -> str:
    return _("Pay back what %(name)s paid") % {"name": facts.get("name", "")}


def _why_refund(_facts: Facts) -> str:
    return _("They withdrew from the contract: the law gives you 14 days.")


def _authority(facts: Facts) -> str:
    return _("Make sure that who gave notice may do so: %(name)s") % {"name": facts.get("name", "")}


def _why_authority(_facts: Facts) -> str:
    return _(
        "A contact confirmed it with a code to their own address. The company has not said yet that they may."
    )


MATCH = Kind(
    "farewell.match", gettext_lazy("A notice to match"), _match, _why_match, lambda _facts: 8, keeps_day=True
)
REFUND = Kind(
    "farewell.refund",
    gettext_lazy("A refund after a withdrawal"),
    _refund,
    _why_refund,
    lambda _facts: 7,
    keeps_day=True,
)
AUTHORITY = Kind(
    "farewell.authority",
    gettext_lazy("Notice by a contact"),
    _authority,
    _why_authority,
    lambda _facts: 7,
)
KINDS = (MATCH, REFUND, AUTHORITY)
