"""What may be asked of somebody who leaves, and what a form says. Pure.

Only what the law lets one ask (the pack's fields): name, what identifies the contract, the end wanted, where
the receipt goes, and, where it is for good cause, which. No login, no reason, no offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.mailing.rules.addresses import same_address, usable_address
from karn.kernel.text import one_line, plain

LONGEST_NAME: Final = 120
LONGEST_CONTRACT: Final = 200
LONGEST_REASON: Final = 2000
FARTHEST: Final = timedelta(days=3660)

UNDO_TIME: Final = timedelta(days=3)
"""So long the address on file may take a notice back: over a weekend, and shorter than any notice."""

CODE_TIME: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
CODES_A_DAY: Final = 5
"""So many codes go out for one declaration, and a day for one customer: nobody's letter box is filled."""

RECEIPT_TIME: Final = timedelta(days=30)
NOTICE_TIME: Final = timedelta(days=30)
PERSONAL_TIME: Final = timedelta(days=400)
"""A personal link works for over a year: a yearly reminder brings the next one."""

OVERDUE: Final = timedelta(days=1)
"""A declaration nobody confirmed for so long is looked at by one of us."""

REFUND_TIME: Final = timedelta(days=14)
"""Directive 2011/83/EU, art. 13 (1)."""

PER_MACHINE, PER_ADDRESS, PER_MINUTE = 20, 5, 60
"""So many an hour from one network; above it the next ones are refused.

So many an hour for one address of the receipt, and so many a minute of all: above it the mail waits, never
the declaration, for nobody may close this page to others.
"""

PER_ADDRESS_A_DAY: Final = 10
"""So many receipts a day go to one address, whoever asks for them: anybody can type it in."""

MOST_MATCHING: Final = 100
"""So many declarations nobody confirmed ask for a task at once, the oldest first: the list shows them all."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a declaration says, in the declarer's words. `wanted_on` is None for as soon as possible."""

    name: str
    contract: str
    receipt_to: str
    wanted_on: date | None = None
    extraordinary: bool = False
    reason: str = ""


Wrong = dict[str, str | Promise]
"""Per field, what is not right."""


def read_declaration(
    fields: Mapping[str, str], *, asked: tuple[str, ...], known: bool, on: date, with_cause: bool = True
) -> tuple[Said, Wrong]:
    """Return what a form says and what of it is not right.

    `asked` are the fields that the pack lets one ask; what is not asked is not read. Who is `known` by a
    personal link need not say who it is. A day that has passed means as soon as possible. Without
    `with_cause` a good cause is no words: nobody need say what may be about their health.
    """
    wrong: Wrong = {}
    name = one_line(fields.get("name", ""))[:LONGEST_NAME]
    contract = one_line(fields.get("contract", ""))[:LONGEST_CONTRACT]
    if not known and not name:
        wrong["name"] = _("Please give your name.")
    if not known and not contract:
        wrong["contract"] = _("Please say which contract it is: a number, or your e-mail address with us.")
    receipt = fields.get("receipt_to", "").replace("\x00", "").strip()
    if usable_address(receipt) is None:
        wrong["receipt_to"] = _("Please give an e-mail address, like name@example.org.")
    wanted, flaw = _day(fields.get("wanted_on", "") if "wanted_on" in asked else "", on)
    if flaw:
        wrong["wanted_on"] = flaw
    for_cause = "kind" in asked and fields.get("extraordinary", "") == "1"
    reason = plain(fields.get("reason", ""))[:LONGEST_REASON] if for_cause and with_cause else ""
    return Said(name, contract, receipt[:254], wanted, for_cause, reason), wrong


def mailbox_of(address: str) -> str:
    """Return the letter box behind an address, to count what goes there: without its case and +mark."""
    local, at, domain = same_address(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def _day(text: str, on: date) -> tuple[date | None, str | Promise]:
    told = one_line(text)
    if not told:
        return None, ""
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None, _("Please give a day like 2026-12-31, or leave it empty.")
    if day - on > FARTHEST:
        return None, _("Please give a day within ten years, or leave it empty.")
    return (day if day > on else None), ""
