"""When somebody may be asked, and by which way best."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

COOLDOWN_DAYS, REMINDER_DAYS, LOOP_DAYS = 30, 7, 2
"""How long nobody is asked again; after how long one reminder goes out; how soon the unhappy are called."""

OPEN_DAYS = 60
"""A personal link opens the survey for so long."""

AGAIN_DAYS = 180
"""Asked by hand, the same survey asks the same person again after so many days."""

CHANGE_DAYS = 14
"""An answer can be changed for so long by whoever gave it."""

FEW = 10
"""So few one can ask in person."""


class Verdict(StrEnum):
    """Whether somebody is asked, or why not."""

    ASK = "ask"
    NO_ADDRESS = "no_address"
    OBJECTED = "objected"
    NO_CONSENT = "no_consent"
    COOLING = "cooling"
    DONE = "done"


def verdict_on(
    *, address: str, objected: bool, last_asked_at: datetime | None, already: bool, at: datetime, days: int,
    lacks_consent: bool = False,
) -> Verdict:  # fmt: skip
    """Say whether somebody may be asked now.

    `last_asked_at`: when any survey asked them last; `already`: this one did, for the same occasion;
    `lacks_consent`: their country asks for a yes, and they gave none.
    """
    if already:
        return Verdict.DONE
    if not address:
        return Verdict.NO_ADDRESS
    if objected:
        return Verdict.OBJECTED
    if lacks_consent:
        return Verdict.NO_CONSENT
    if last_asked_at is not None and at < last_asked_at + timedelta(days=days):
        return Verdict.COOLING
    return Verdict.ASK


def is_reminder_due(
    *, asked_at: datetime, reminded: bool, answered: bool, expires_at: datetime, at: datetime, days: int
) -> bool:
    """Say whether the one reminder is due: asked long enough ago, not answered, and the link still opens."""
    return not (reminded or answered) and asked_at + timedelta(days=days) <= at < expires_at


def half_term(starts_on: date, ends_on: date) -> date:
    """Return the day in the middle of a term that ends before `ends_on`. Raises ValueError for none."""
    if ends_on <= starts_on:
        raise ValueError("A term ends after it begins.")
    return starts_on + (ends_on - starts_on) // 2


class Channel(StrEnum):
    """How somebody is asked."""

    MAIL = "mail"
    TALK = "talk"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Advice:
    """Which way of asking to choose, and the codes of the reasons; the page has the sentences."""

    channel: Channel
    reasons: tuple[str, ...]


def advice_for(*, frank: bool, people: int, key_clients: int, with_address: int) -> Advice:
    """Return how best to ask these people.

    Key clients, and few people in all, are asked in a talk: what they say there leads on to why. Frank
    questions ("what would you change") are easier to answer when nobody listens, so never by telephone.
    Without addresses there remains the page with its QR code.
    """
    if key_clients and key_clients == people and not frank:
        return Advice(Channel.TALK, ("key_clients",))
    if with_address * 2 < people:
        return Advice(Channel.PAGE, ("no_addresses", *(("not_by_phone",) if frank else ())))
    if frank:
        return Advice(Channel.MAIL, ("not_by_phone", *(("key_clients_after",) if key_clients else ())))
    if 0 < people <= FEW:
        return Advice(Channel.TALK, ("few",))
    return Advice(Channel.MAIL, ("many", *(("key_clients_apart",) if key_clients else ())))
