"""How we know how often somebody wants to be heard, and what they said of signing again, in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.care.rules.rhythm import OWN, SEGMENT, Beat

SIGNING: Final[dict[str, Promise]] = {
    "yes": gettext_lazy("Would sign again"),
    "unsure": gettext_lazy("Not sure to sign again"),
    "no": gettext_lazy("Would not sign again"),
}


def how_we_know(beat: Beat) -> str:
    """Say how we know: asked, by a segment, or for all."""
    if beat.how == OWN:
        return _("they said so")
    if beat.how == SEGMENT:
        return _("segment %(name)s") % {"name": beat.segment}
    return _("for all")


def said_of_signing(answer: str) -> str:
    """Return the answer to "would you sign again today?" in words."""
    return str(SIGNING.get(answer, answer))
