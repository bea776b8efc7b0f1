"""Why the demo's customers left: what its people put down, and what they do about it, by the same calls."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karn.apps.contracts.models import Departure
    from karn.apps.people.models import Person

MOST, SETTLED = 16, timedelta(days=21)
"""So many departures are put down, the latest of those whose notice is three weeks old: others still wait."""

MOST_READ, READ = 12, timedelta(days=40)
"""So many exit answers were read so long ago: why they leave looks at full months."""

HOW = ("one_to_one", "phone", "survey", "phone", "mail", "guess")
_NOT_OURS = ("", "need_ended", "moved", "other")
"""About these a company can do little."""

DONE, DUE = timedelta(days=150), timedelta(days=4)

_WHAT: dict[str, dict[str, str]] = {
    "nl": {
        "price": "Leg prijzen een maand vooraf persoonlijk uit",
        "service": "Beantwoord elke vraag binnen een werkdag",
        "contact": "Bel iedereen van wie we zes weken niets hoorden",
        "": "Vraag ernaar in ieder halfjaargesprek",
    },
    "sv": {
        "price": "Förklara priser personligen en månad i förväg",
        "service": "Svara på varje fråga inom en arbetsdag",
        "contact": "Ring alla vi inte hört av på sex veckor",
        "": "Fråga om det i varje halvårssamtal",
    },
    "en": {
        "price": "Explain prices in person a month ahead",
        "service": "Answer every question within a working day",
        "contact": "Ring everybody we have not heard of for six weeks",
        "": "Ask about it in every half-yearly talk",
    },
}


def put_down_reasons(on: date, *, at: datetime) -> None:
    """Let the people put down why some left, read exit answers, and improve two things; one is done.

    Where somebody put down a reason already, do nothing.
    """
    from django.db import transaction  # noqa: PLC0415 (Django is set up only now)

    from karn.apps.farewell.models import Coding  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person  # noqa: PLC0415

    by = first_person(Role.MANAGER) or first_person(Role.ADMINISTRATOR)
    if by is None or Coding.objects.exists():
        return
    with transaction.atomic():
        codes = [_put_down(one, place, by, at) for place, one in enumerate(_settled(on))]
        ours = Counter(code for code in codes if code not in _NOT_OURS)
        for place, (code, _many) in enumerate(ours.most_common(2)):
            _improve(code, by, on, at, is_done=place == 1)
    _read_answers(by, at - READ)


def _settled(on: date) -> list[Departure]:
    from karn.apps.contracts.models import Departure, DepartureKind  # noqa: PLC0415 (models exist only now)
    from karn.apps.customers.models import Customer  # noqa: PLC0415

    its = Departure.objects.filter(
        kind=DepartureKind.VOLUNTARY, undone_on=None, notice_on__lte=on - SETTLED,
        customer__in=Customer.objects.all(),
    )  # fmt: skip
    latest = its.select_related("customer__owner").order_by("-notice_on", "source_id", "pk")
    return list(latest[:MOST])


def _put_down(one: Departure, place: int, by: Person, at: datetime) -> str:
    """Put down what the file told, as one of us asked; where it told nothing, what we guess."""
    from karn.apps.farewell.actions.reasons import Said, code_departure  # noqa: PLC0415 (models exist only now)
    from karn.apps.farewell.queries.reasons import reason_list  # noqa: PLC0415
    from karn.apps.farewell.rules.reasons import NOT_LISTED, WHERE, WHY  # noqa: PLC0415

    why = reason_list(WHY).code_of(one.reason)
    where = reason_list(WHERE).code_of(one.destination)
    is_known = why not in ("", NOT_LISTED)
    how = HOW[place % len(HOW)] if is_known else "guess"
    asker = None if how == "guess" else one.customer.owner or by
    said = Said(why if is_known else "need_ended", "" if where == NOT_LISTED else where, how, asker)
    code_departure(departure=one.pk, said=said, by=by, at=at)
    return said.why


def _improve(code: str, by: Person, on: date, at: datetime, *, is_done: bool) -> None:
    from karn.apps.company.queries import current_company  # noqa: PLC0415 (models exist only now)
    from karn.apps.lessons.actions.improvements import (  # noqa: PLC0415
        Meant,
        decide_improvement,
        finish_improvement,
    )

    words = _WHAT.get(by.language or current_company().language, _WHAT["en"])
    what, due_on = words.get(code, words[""]), on - DONE if is_done else on + DUE
    meant = Meant(reason=code, what=what, owner=by, due_on=due_on)
    made = decide_improvement(meant=meant, by=by, at=at)
    if is_done:
        finish_improvement(improvement=made, on=due_on, by=by, at=at)


def _read_answers(by: Person, at: datetime) -> None:
    """Confirm what answers are about, as the phrases found it; the others still wait for a reader."""
    from karn.apps.exits.actions.reading import read_exit_answers  # noqa: PLC0415 (models exist only now)
    from karn.apps.exits.actions.tags import confirm_themes  # noqa: PLC0415

    for one in read_exit_answers(by=by, at=at).answers[:MOST_READ]:
        confirm_themes(answer=one.pk, codes=[tag.code for tag in one.tags.all()], by=by, at=at)
