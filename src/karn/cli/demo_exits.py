"""What the demo's leavers said: the four questions, asked with links, through the same calls as ever."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karn.apps.customers.models import Customer

ASKED, DAYS = 40, 150
"""So many who left in so many days are asked, the latest of them."""

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "how": {
        "nl": ("Prettig, maar de laatste maanden hoorde ik niets.", "Goed geholpen, altijd vriendelijk.",
               "Steeds iemand anders aan de telefoon."),
        "sv": ("Bra, men på slutet hörde jag aldrig något.", "Väl omhändertagen, alltid vänligt.",
               "Alltid någon annan i telefonen."),
        "en": ("Pleasant, but lately I never heard from you.", "Well looked after, always friendly.",
               "Somebody else on the phone every time."),
    },
    "took": {
        "nl": ("Ik weet nu hoe ik het zelf doe.", "Rust: het was geregeld."),
        "sv": ("Nu vet jag hur jag gör själv.", "Lugn: det var ordnat."),
        "en": ("I know now how to do it myself.", "Peace of mind: it was taken care of."),
    },
    "change": {
        "nl": ("De prijs: voor ons te duur geworden.", "Bel terug wanneer je het belooft.",
               "Eén vast aanspreekpunt."),
        "sv": ("Priset: för dyrt för oss.", "Ring tillbaka när ni lovar det.", "En fast kontaktperson."),
        "en": ("The price: too expensive for us.", "Call back when you promise to.", "One contact person."),
    },
}  # fmt: skip


def answer_exits(on: date, *, at: datetime) -> None:
    """Let some of who left lately say how it was; where somebody did already, do nothing.

    About two of three answer, one in four of them for totals only.
    """
    from karn.apps.exits.actions.keeping import keep_exit_answers  # noqa: PLC0415 (models exist only now)
    from karn.apps.exits.models import Asked  # noqa: PLC0415

    if Asked.objects.exists():
        return
    chance = random.Random(24)  # noqa: S311 (the same demo every time)
    for customer, left_on in _leavers(on):
        _ask(customer, left_on, chance, at=at - (on - left_on))
    keep_exit_answers(at=at)


def _leavers(on: date) -> list[tuple[Customer, date]]:
    """Return who left lately, the earliest first: whose contract ended, else who ordered last back then."""
    from django.db.models import F, Max  # noqa: PLC0415 (Django is up only now)

    from karn.apps.contracts.queries import left_on  # noqa: PLC0415 (models exist only now)
    from karn.apps.customers.models import Customer  # noqa: PLC0415

    gone = left_on(on).annotate(last=Max("subscriptions__price_states__ends_on"))
    if not gone.exists():
        gone = Customer.objects.annotate(last=Max("orders__ordered_on"))
    since = on - timedelta(days=DAYS)
    latest = gone.filter(last__gt=since, last__lte=on - timedelta(days=1)).order_by(
        F("last").desc(), "source_id", "pk"
    )
    return [(one, one.last) for one in reversed(list(latest[:ASKED]))]


def _ask(customer: Customer, left_on: date, chance: random.Random, *, at: datetime) -> None:
    from karn.apps.company.queries import current_company  # noqa: PLC0415 (models exist only now)
    from karn.apps.exits.actions.answers import answer  # noqa: PLC0415
    from karn.apps.exits.actions.invitations import exit_link  # noqa: PLC0415

    language = (customer.language or current_company().language)[:2]
    spoken = language if language in _WORDS["how"] else "en"
    link = exit_link(customer_id=customer.pk, left_on=left_on, language=spoken, at=at)
    answers, fields = chance.random() < 2 / 3, _fields(spoken, chance)
    if answers:
        answer(secret=link.removeprefix("/x/"), fields=fields, language=spoken, at=at)


def _fields(language: str, chance: random.Random) -> dict[str, str]:
    """Return what a leaver fills in, as a browser sends it; each question in words by every other one."""
    fields = {name: str(chance.choice((2, 3, 4, 4, 5))) for name in ("place", "product", "person")}
    for name, words in _WORDS.items():
        said = chance.choice(words[language])
        if chance.random() < 1 / 2:
            fields[name] = said
    return fields | {"choice": "totals" if chance.random() < 1 / 4 else "readable"}
