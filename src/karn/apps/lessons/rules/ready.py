"""Three lessons that others learnt, to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready lesson. The question is one that a safe client's owner can answer with yes."""

    code: str
    sentence: Promise
    question: Promise


READY: Final = (
    Ready(
        "one_contact",
        _("The one person who wanted us left, and nobody else there knew what we were good for."),
        _("Would somebody else there speak up for us if our contact left tomorrow?"),
    ),
    Ready(
        "silence",
        _("They had stopped complaining, and we took that for contentment."),
        _("Did they tell us within the last three months, in a talk, how it goes?"),
    ),
    Ready(
        "worth",
        _("They paid every month and could no longer say what for."),
        _("Could they name by themselves what they got from us this year?"),
    ),
)
