"""What may be sent to a customer and its people, and why: for their page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.models import Consent, Kind, Purpose, Suppression
from karn.apps.mailing.queries.digests import LostKey, digest_of
from karn.apps.mailing.queries.permission import Verdict, judged, known_of
from karn.apps.mailing.rules.addresses import same_address, usable_address
from karn.apps.mailing.rules.packs import Pack, pack_of
from karn.platform.wording import in_words

ASKED: tuple[tuple[Promise, Kind, Purpose], ...] = (
    (_("Service mail"), Kind.SERVICE, Purpose.NEWS),
    (_("Surveys"), Kind.SURVEY, Purpose.NEWS),
    (_("News and offers"), Kind.MARKETING, Purpose.NEWS),
    (_("Asking them back"), Kind.MARKETING, Purpose.WIN_BACK),
    (_("Sales calls"), Kind.MARKETING, Purpose.CALLS),
)
"""What may be asked of an address, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that may be done, or not, and why."""

    what: Promise
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reader:
    """One address at a customer: whose it is, what may go there, what stands against it, what it allowed."""

    about: Customer | Contact
    address: str
    usable: bool
    answers: Sequence[Answer]
    suppressions: Sequence[Suppression]
    consents: Sequence[Consent]
    pack: Pack

    @property
    def no_marketing(self) -> bool:
        """Whether they said no, or a report did."""
        return any(one.why != "bounced" for one in self.suppressions)


def readers_of(customer: Customer, contacts: Sequence[Contact], *, on: date) -> list[Reader]:
    """Return every address of a customer and its contacts, each once. Two to four queries.

    Where the key of the objections is lost, nothing may be sent to any.
    """
    owners: dict[str, Customer | Contact] = {}
    whom: list[Customer | Contact] = [customer, *contacts]
    try:
        for about in whom:
            if about.email:
                owners.setdefault(digest_of(about.email), about)
    except LostKey as error:
        return _unknown(whom, in_words(error))
    known = known_of(list(owners), customer)
    return [
        Reader(
            about=about,
            address=about.email,
            usable=usable_address(about.email) is not None,
            answers=[Answer(what, judged(known[digest], kind, purpose, on)) for what, kind, purpose in ASKED],
            suppressions=known[digest].suppressions,
            consents=known[digest].consents,
            pack=known[digest].pack,
        )
        for digest, about in owners.items()
    ]


def _unknown(whom: Sequence[Customer | Contact], why: str) -> list[Reader]:
    answers = [Answer(what, Verdict(False, why)) for what, _kind, _purpose in ASKED]
    owners = {same_address(about.email): about for about in reversed(whom) if about.email}
    return [
        Reader(about, about.email, usable_address(about.email) is not None, answers, (), (), pack_of(""))
        for about in reversed(owners.values())
    ]
