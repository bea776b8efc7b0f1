"""What the demo's people learnt: two looks back, a lesson and its rounds, through the same calls as ever."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karn.apps.contracts.models import Departure
    from karn.apps.lessons.models import PostMortem, Round
    from karn.apps.people.models import Person

KEY = 12
"""So many are marked as key in a company of thousands."""

FIRST_ROUND = timedelta(days=9)
"""So long ago the lesson was learnt, and put to everybody for the first time."""

_SAID: dict[str, dict[str, str]] = {
    "nl": {
        "start": "In het begin dachten jullie iedere week mee.",
        "end": "Het laatste jaar hoorden we jullie alleen bij de factuur.",
        "expectations": "We hadden gehoopt dat jullie met nieuwe ideeën kwamen, zonder dat wij erom vroegen.",
        "relations": "Toen onze contactpersoon wegging, belde niemand om kennis te maken.",
        "sentence": "Toen hun contactpersoon wegging, maakten wij geen kennis met de nieuwe.",
        "question": "Kennen we daar iemand die er blijft als onze contactpersoon vertrekt?",
    },
    "sv": {
        "start": "I början tänkte ni med varje vecka.",
        "end": "Det sista året hörde vi er bara när fakturan kom.",
        "expectations": "Vi hade hoppats att ni kom med nya idéer utan att vi behövde be om det.",
        "relations": "När vår kontaktperson slutade ringde ingen för att lära känna den nya.",
        "sentence": "När deras kontaktperson slutade lärde vi inte känna den nya.",
        "question": "Känner vi någon där som stannar om vår kontaktperson slutar?",
    },
    "en": {
        "start": "At the start you thought along every week.",
        "end": "The last year we heard from you when the invoice came, and never else.",
        "expectations": "We had hoped that you came with ideas without our asking.",
        "relations": "When our contact left, nobody rang to meet the new one.",
        "sentence": "When their contact left, we did not get to know the new one.",
        "question": "Do we know somebody there who stays when our contact leaves?",
    },
}
_SAID_BY_PERSONS: dict[str, dict[str, str]] = {
    "nl": {
        "relations": "Toen ik wegbleef, belde niemand om een nieuwe afspraak te maken.",
        "sentence": "Toen iemand wegbleef, belden wij niet.",
        "question": "Zouden we binnen een week bellen als deze klant wegblijft?",
    },
    "sv": {
        "relations": "När jag uteblev ringde ingen för att boka en ny tid.",
        "sentence": "När någon uteblev ringde vi inte.",
        "question": "Skulle vi ringa inom en vecka om den här kunden uteblir?",
    },
    "en": {
        "relations": "When I stayed away, nobody rang to make a new appointment.",
        "sentence": "When somebody stayed away, we did not ring.",
        "question": "Would we ring within a week if this customer stayed away?",
    },
}
"""What a practice learns in place of it: its clients are persons, who have no contacts that leave."""

_ANSWERS = ("safe", "safe", "exposed", "safe", "unknown", *("safe",) * 25)
"""Of a hundred only a few: what is exposed or unknown becomes a task, and a day has room for seven."""


def learn_lessons(on: date, *, at: datetime) -> None:
    """Look back at the last two who left: one closed with a lesson in its second round, one still open.

    Where somebody looked back or learnt already, do nothing.
    """
    from django.db import transaction  # noqa: PLC0415 (Django is set up only now)
    from django.utils import translation  # noqa: PLC0415

    from karn.apps.company.queries import current_company  # noqa: PLC0415
    from karn.apps.lessons.actions.look_tasks import care_for_looks  # noqa: PLC0415
    from karn.apps.lessons.actions.round_tasks import care_for_rounds  # noqa: PLC0415
    from karn.apps.lessons.models import Lesson, PostMortem  # noqa: PLC0415
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person  # noqa: PLC0415

    by = first_person(Role.MANAGER) or first_person(Role.ADMINISTRATOR)
    if by is None or Lesson.objects.exists() or PostMortem.objects.exists():
        return
    spoken = by.language or current_company().language
    said = _said(spoken, current_company().trade)
    with transaction.atomic(), translation.override(spoken):
        _care_for_some(on, by, at)
        rows = _last_two()
        if rows:
            _close(_looked(rows[-1], by, at - FIRST_ROUND), said, by, at - FIRST_ROUND)
        for row in rows[:-1]:
            _looked(row, by, at)
        care_for_looks(on=on, at=at)
        care_for_rounds(on=on, at=at)
        _answer(by=by, at=at)


def _said(language: str, trade: str) -> dict[str, str]:
    """Return what was said and learnt, in words that fit who the customers are."""
    spoken = language if language in _SAID else "en"
    return _SAID[spoken] | (_SAID_BY_PERSONS[spoken] if trade == "practice" else {})


def _care_for_some(on: date, by: Person, at: datetime) -> None:
    """Mark who pays most as key where there are too many to care for each, or rounds ask about nobody."""
    from karn.apps.contracts.queries.standing import with_mrr  # noqa: PLC0415 (models exist only now)
    from karn.apps.customers.actions.customers import change_customer  # noqa: PLC0415
    from karn.apps.customers.models import Customer  # noqa: PLC0415
    from karn.apps.customers.queries.key_clients import cared_for  # noqa: PLC0415

    if cared_for().exists():
        return
    payers = with_mrr(Customer.objects.filter(owner__isnull=False), on).order_by("-mrr_cents", "pk")
    for number in payers.values_list("pk", flat=True)[:KEY]:
        change_customer(customer=number, facts={"is_key": True}, by=by, at=at)


def _last_two() -> list[Departure]:
    """Return the last departures of two customers of whom contacts are known, the latest first."""
    from karn.apps.contracts.models import Departure  # noqa: PLC0415 (models exist only now)

    its = Departure.objects.filter(undone_on__isnull=True, notice_on__isnull=False, kind="voluntary")
    found: dict[int, Departure] = {}
    for row in its.select_related("customer__owner").order_by("-notice_on", "customer__source_id", "pk")[:20]:
        found.setdefault(row.customer_id, row)
    return list(found.values())[:2]


def _looked(row: Departure, by: Person, at: datetime) -> PostMortem:
    """Plan a look back at somebody, held by a colleague who was not on the account, else by an outsider."""
    from karn.apps.care.queries.independence import independent_people  # noqa: PLC0415 (models exist only now)
    from karn.apps.lessons.actions.post_mortems import Subject, choose_auditor, plan_look  # noqa: PLC0415
    from karn.apps.lessons.models.post_mortems import Cause  # noqa: PLC0415

    assert row.notice_on is not None  # noqa: S101 (asked for above)
    subject = Subject(Cause.DEPARTED, row.notice_on, departure=row)
    look = plan_look(customer=row.customer, subject=subject, by=by, at=at)
    people = independent_people(row.customer, on=at.date())
    who = {"auditor": people[0]} if people else {"guest": "Ria de Groot"}
    return choose_auditor(look=look, **who, by=by, at=at)


def _close(look: PostMortem, said: dict[str, str], by: Person, at: datetime) -> None:
    from karn.apps.customers.queries import contacts_of  # noqa: PLC0415 (models exist only now)
    from karn.apps.lessons.actions.lessons import Learnt, write_lesson  # noqa: PLC0415
    from karn.apps.lessons.actions.post_mortems import Voice, finish_asking, store_voice  # noqa: PLC0415
    from karn.apps.lessons.models.lessons import Every  # noqa: PLC0415
    from karn.apps.lessons.models.post_mortems import Side  # noqa: PLC0415

    contact = next(iter(contacts_of(look.customer)), None)
    voice = Voice(Side.CLIENT, at.date(), contact=contact, name="" if contact else look.customer.name)
    store_voice(look=look, voice=voice, words=said, by=look.auditor, at=at)
    finish_asking(look=look, by=look.auditor, at=at)
    learnt = Learnt(said["sentence"], said["question"], Every.WEEK)
    lesson = write_lesson(learnt=learnt, by=by, at=at, look=look)
    for one in lesson.rounds.all():
        _say(one, None, by, at)


def _answer(*, by: Person, at: datetime) -> None:
    """Let one owner answer the round that just began, and the others not yet."""
    from karn.apps.lessons.queries.rounds import open_rounds  # noqa: PLC0415 (models exist only now)

    for one in open_rounds():
        share = one.shares.filter(owner__isnull=False).order_by("owner__email").first()
        if share is not None:
            _say(one, share.owner_id, by, at)


def _say(one: Round, owner: int | None, by: Person, at: datetime) -> None:
    """Answer a round for one owner's clients, or for everybody's."""
    from karn.apps.lessons.actions.rounds import answer_round  # noqa: PLC0415 (models exist only now)
    from karn.apps.lessons.queries.rounds import asked_about  # noqa: PLC0415

    its = asked_about(one.lesson, on=at.date()).order_by("source_id", "pk")
    customers = list((its.filter(owner=owner) if owner else its).values_list("pk", flat=True))
    answers = {number: _ANSWERS[place % len(_ANSWERS)] for place, number in enumerate(customers)}
    answer_round(one=one, answers=answers, seen={}, by=by, at=at)
