"""What a receipt says: what was declared, and when it arrived. In the language in force."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from karn.platform.amounts import reader_locale

Line = tuple[str, str]

LONGEST_NAME, LONGEST_CONTRACT = 60, 80
"""So much of a stranger's words a mail repeats: the name twice, and what identifies the contract."""

_LEADS: Final = re.compile(r"([.\u3002\uff0e\uff61]|:(?!(?<=\d:)\d))(?=\S)")
"""What makes mail programs take words for an address: a dot or a colon right before the next word.

A colon between two digits does not: that is a time.
"""


def moment_words(at: datetime, zone: str) -> str:
    """Return day and time to the second, with the zone: what a receipt must say."""
    from babel.dates import format_datetime  # noqa: PLC0415 (Babel's own start takes long)

    return str(format_datetime(at.astimezone(ZoneInfo(zone)), "long", locale=reader_locale()))


def day_words(day: date) -> str:
    """Return a day in words."""
    from babel.dates import format_date  # noqa: PLC0415

    return str(format_date(day, "long", locale=reader_locale()))


def matter_of(sort: str) -> str:
    """Return what was declared."""
    return _("Withdrawal from a contract") if sort == "withdraw" else _("Notice: the end of a contract")


def content_lines(
    *, sort: str, name: str, contract: str, wanted_on: date | None, extraordinary: bool, reason: str,
    receipt_to: str,
) -> list[Line]:  # fmt: skip
    """Return the content of a declaration, line by line, as it was declared."""
    told = [(_("What you declared"), matter_of(sort)), (_("Name"), name), (_("Contract"), contract)]
    if sort != "withdraw":
        wanted = day_words(wanted_on) if wanted_on else _("as soon as possible")
        told.append((_("End wanted"), wanted))
    if extraordinary:
        told.append((_("For good cause"), reason or _("yes")))
    if receipt_to:
        told.append((_("Receipt to"), receipt_to))
    return [(heading, text) for heading, text in told if text]


def unlinked(text: str, longest: int | None = None) -> str:
    """Return words that no mail program makes a link of; cut where they are longer.

    >>> unlinked("see https://evil.example/x")
    'see https: //evil. example/x'
    >>> unlinked("evil.example:8080 at 07:40:00")
    'evil. example: 8080 at 07:40:00'
    """
    told = text if longest is None or len(text) <= longest else f"{text[:longest].rstrip()}…"
    return _LEADS.sub(r"\1 ", told)


def leaves_out(*, name: str, contract: str, reason: str) -> bool:
    """Say whether a mail to an address that nobody knows leaves out words of the declaration."""
    return len(name) > LONGEST_NAME or len(contract) > LONGEST_CONTRACT or bool(reason)


def code_words(digits: str) -> str:
    """Return a code as it is read aloud: two groups of three."""
    return f"{digits[:3]} {digits[3:]}"
