"""What is normal to most companies of a trade: lists to begin with, in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Line = tuple[Promise, Promise]
"""What it is, and what it brings a client."""

STARTERS: Final[dict[str, tuple[Line, ...]]] = {
    "agency": (
        (_("Plans the year with us, not job by job"), _("Less rush, and money spent where it works.")),
        (_("Measures what a campaign brings"), _("Knows what to stop and what to do more of.")),
        (_("Has one place for texts and pictures"), _("Nobody looks for the right logo again.")),
        (_("Asks its own customers how it was"), _("Hears it before they leave.")),
        (_("Has a site that everybody can use"), _("Reaches more people, and meets the law.")),
        (_("Tests with a few before it goes to all"), _("Mistakes are found while they are cheap.")),
        (_("Evaluates each project together with us"), _("The next one goes better.")),
    ),
    "practice": (
        (_("Makes appointments online"), _("No waiting on the phone.")),
        (_("Gets a reminder the day before"), _("Forgets no appointment.")),
        (_("Comes for a check before something hurts"), _("Small things stay small.")),
        (_("Has an exercise plan at home"), _("Is better sooner, and stays so.")),
        (_("Reads the report of the treatment"), _("Knows what was done, and why.")),
    ),
    "subscription": (
        (_("Has set up everything in the first month"), _("Gets from it what it is paid for.")),
        (_("Works in it with more than one person"), _("Goes on when somebody leaves.")),
        (_("Has it linked to the other programs"), _("Types nothing twice.")),
        (_("Pays by direct debit or card"), _("No reminders, no interruption.")),
        (_("Uses the reports each month"), _("Sees what it brings.")),
        (_("Has followed the training"), _("Needs half the time for the same work.")),
    ),
    "shop": (
        (_("Orders on a fixed day"), _("Never runs out.")),
        (_("Orders before stock runs out, with a reminder"), _("No rush orders.")),
        (_("Gets samples of what is new"), _("Knows what suits before buying.")),
        (_("Sends packaging back with us"), _("Less waste, and less to store.")),
    ),
    "association": (
        (_("Comes to the yearly meeting"), _("Has a say in what we do.")),
        (_("Gets to know another member"), _("Finds colleagues to call.")),
        (_("Uses the members' discount"), _("Gets the fee back.")),
        (_("Helps in a working group"), _("Learns, and is heard.")),
    ),
}
"""By trade."""


def starters_for(trade: str) -> list[tuple[str, str]]:
    """Return the list a company of this trade can begin with, in the language in force."""
    return [(str(name), str(gain)) for name, gain in STARTERS.get(trade, ())]
