"""What a goodbye says: ready words by how somebody leaves, and the facts under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext, override

from karn.platform.amounts import reader_locale

LONGEST: Final = 4000
"""Signs of a letter's own words."""


@dataclass(frozen=True, slots=True)
class Parting:
    """What is known of who leaves: the kind of departure, since when, and the days of the end."""

    kind: str
    since: date | None
    contract_ends_on: date | None
    access_ends_on: date | None
    erase_on: date
    invoice: str = ""
    """The last invoice, in words of the reader's language; nothing where there is none."""


def day_words(day: date) -> str:
    """Return a day as the language that is spoken now writes it."""
    from babel.dates import format_date  # noqa: PLC0415 (Babel's own start takes long)

    return str(format_date(day, "long", locale=reader_locale()))


def ready_words(parting: Parting, *, language: str) -> str:
    """Return the words a letter begins with, in the reader's language."""
    with override(language):
        return "\n\n".join([_thanks(parting), _about(parting.kind), gettext(
            "It was good to have you with us, and we wish you all the best."
        )])  # fmt: skip


def _thanks(parting: Parting) -> str:
    if parting.since is None:
        return gettext("Thank you for the time with us.")
    day = day_words(parting.since)
    return gettext("Thank you for the time with us, since %(day)s.") % {"day": day}


def _about(kind: str) -> str:
    if kind == "ended_by_us":
        return gettext("We end our work together, and we would like to do that well.")
    if kind == "payment_failure":
        return gettext("Your contract ended because payments failed. You owe us no explanation.")
    if kind == "term_ended":
        return gettext("Your contract ends as agreed.")
    return gettext("You decided to go, and we respect that.")


def days_told(parting: Parting, *, language: str) -> list[tuple[date, str]]:
    """Return what happens on which day, the first one first, in the reader's language.

    Stored is the first day without; told is the last one with, as the receipt of a notice tells it.
    """
    with override(language):
        told = [
            (_day_before(parting.contract_ends_on), gettext("The last day of your contract.")),
            (_day_before(parting.access_ends_on), gettext("The last day of your access.")),
            (
                parting.erase_on,
                gettext("We erase your data. Invoices stay as long as the law asks."),
            ),
        ]
    return sorted([(day, words) for day, words in told if day is not None], key=lambda one: one[0])


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def facts_told(parting: Parting, *, language: str) -> list[str]:
    """Return the lines under a letter's words: what happens when, the last invoice, the way back."""
    days = days_told(parting, language=language)
    with override(language):
        told = [f"{day_words(day)}: {words}" for day, words in days]
        if parting.invoice:
            told.append(parting.invoice)
        told.append(gettext("Should you ever want to come back: you are welcome, just answer this letter."))
    return told


def body_of(words: str, facts: list[str]) -> str:
    """Return a letter as the text of a mail. Nothing in it invites to recommend anybody: a mail may not."""
    return "\n\n".join([words.strip(), "\n".join(f"– {line}" for line in facts)])
