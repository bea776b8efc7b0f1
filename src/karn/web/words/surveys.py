"""What surveys say to the people who send them: advice, verdicts, and results in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.surveys.rules.asking import Channel, Verdict
from karn.apps.surveys.rules.questions import Comparison, Kind

CHANNELS: Final[dict[Channel, Promise]] = {
    Channel.MAIL: _("Best by mail"),
    Channel.TALK: _("Best in a talk"),
    Channel.PAGE: _("Best with a page or a QR code"),
}

REASONS: Final[dict[str, Promise]] = {
    "key_clients": _("They are key clients: ask in person, and record the answer. A talk leads on to why."),
    "few": _("They are few: ask in person, and record the answer. A talk leads on to why."),
    "many": _("They are too many to ask each in person."),
    "key_clients_apart": _("Leave the key clients out, and ask those in person."),
    "key_clients_after": _("Talk with the key clients about their answers afterwards."),
    "not_by_phone": _(
        "Not by telephone: it asks for criticism, and few people criticise somebody who is listening."
    ),
    "no_addresses": _("For most of them there is no e-mail address."),
}
"""Why one way of asking is better than the others here."""

VERDICTS: Final[dict[Verdict, Promise]] = {
    Verdict.ASK: _("are asked"),
    Verdict.COOLING: _("rest: a survey asked them lately"),
    Verdict.DONE: _("were asked this already"),
    Verdict.NO_ADDRESS: _("have no address that takes mail"),
    Verdict.OBJECTED: _("want no such mail, or their mail came back"),
    Verdict.NO_CONSENT: _("have not said yes, and their country asks for it"),
}
"""What becomes of somebody, after how many."""

KINDS: Final[dict[Kind, Promise]] = {
    Kind.SCALE: _("A scale"),
    Kind.CHOICE: _("One of several"),
    Kind.YES_NO: _("Yes or no"),
    Kind.RATING: _("Stars for several things"),
    Kind.TEXT: _("In words"),
}

COMPARISONS: Final[dict[Comparison, Promise]] = {
    Comparison.IS: _("is"),
    Comparison.IS_NOT: _("is not"),
    Comparison.AT_MOST: _("is at most"),
    Comparison.AT_LEAST: _("is at least"),
}

READY: Final[dict[str, Promise]] = {
    "half_term": _(
        "Half-way through the contract: would they sign again today, and what would have to change?"
    ),
    "experience": _("How it was, what went well, what they missed."),
    "nps": _("Would they recommend you, from 0 to 10 (NPS), and why?"),
    "csat": _("How satisfied they are with what you did last, from 1 to 5 (CSAT)."),
    "ces": _("How easy it was, from 1 to 7 (CES)."),
    "practice": _(
        "Four questions after a treatment: how it was, what they took from it, what to change, stars."
    ),
}
"""What each ready survey is for."""


def advised(channel: Channel, reasons: tuple[str, ...]) -> Mapping[str, object]:
    """Return an advice in words."""
    return {"title": CHANNELS[channel], "reasons": [REASONS[reason] for reason in reasons]}
