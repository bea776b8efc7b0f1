"""The word a company has for a customer, in the texts one sees most.

Each text exists once for each word and is translated as a whole: no language is put together from
parts, so articles and endings are right ("Nieuw lid", "Nieuwe klant"). Whole sentences are beside this, in
``sentences``; what is in neither says "customer", whatever the word.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class Word(StrEnum):
    """What a company calls those who pay."""

    CUSTOMER = "customer"
    CLIENT = "client"
    SUBSCRIBER = "subscriber"
    MEMBER = "member"
    PATIENT = "patient"


ONE: Final[dict[Word, Promise]] = {
    Word.CUSTOMER: _("Customer"),
    Word.CLIENT: _("Client"),
    Word.SUBSCRIBER: _("Subscriber"),
    Word.MEMBER: _("Member"),
    Word.PATIENT: _("Patient"),
}
"""The words themselves, as one chooses among them."""

TEXTS: Final[dict[str, dict[Word, Promise]]] = {
    "one": ONE,
    "many": {
        Word.CUSTOMER: _("Customers"),
        Word.CLIENT: _("Clients"),
        Word.SUBSCRIBER: _("Subscribers"),
        Word.MEMBER: _("Members"),
        Word.PATIENT: _("Patients"),
    },
    "new": {
        Word.CUSTOMER: _("New customer"),
        Word.CLIENT: _("New client"),
        Word.SUBSCRIBER: _("New subscriber"),
        Word.MEMBER: _("New member"),
        Word.PATIENT: _("New patient"),
    },
    "all": {
        Word.CUSTOMER: _("All customers"),
        Word.CLIENT: _("All clients"),
        Word.SUBSCRIBER: _("All subscribers"),
        Word.MEMBER: _("All members"),
        Word.PATIENT: _("All patients"),
    },
    "search": {
        Word.CUSTOMER: _("Search customers"),
        Word.CLIENT: _("Search clients"),
        Word.SUBSCRIBER: _("Search subscribers"),
        Word.MEMBER: _("Search members"),
        Word.PATIENT: _("Search patients"),
    },
}
"""What is said: the text's name, then the word."""

COUNTS: Final = {
    Word.CUSTOMER: ngettext_lazy("%(shown)s customer.", "%(shown)s customers.", "n"),
    Word.CLIENT: ngettext_lazy("%(shown)s client.", "%(shown)s clients.", "n"),
    Word.SUBSCRIBER: ngettext_lazy("%(shown)s subscriber.", "%(shown)s subscribers.", "n"),
    Word.MEMBER: ngettext_lazy("%(shown)s member.", "%(shown)s members.", "n"),
    Word.PATIENT: ngettext_lazy("%(shown)s patient.", "%(shown)s patients.", "n"),
}
"""How many, as a sentence; `n` decides the form, `shown` is what is read."""


def say(text: str, word: str) -> str:
    """Return one of TEXTS in the reader's language; a word there is not becomes "customer"."""
    return str(TEXTS[text][_known(word)])


def say_count(n: int, shown: str, word: str) -> str:
    """Return how many there are, in words."""
    return str(COUNTS[_known(word)] % {"n": n, "shown": shown})


def _known(word: str) -> Word:
    return Word(word) if word in set(Word) else Word.CUSTOMER
