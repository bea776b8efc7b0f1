"""What the demo's customers answered: two ready surveys, asked with links, through the same calls as ever."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karn.apps.customers.models import Customer
    from karn.apps.people.models import Person
    from karn.apps.surveys.models import Survey

ASKED = 40
"""So many customers of a demo are asked by each survey, or all where there are fewer."""

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "better": {
        "nl": ("Sneller terugbellen.", "Eén vast aanspreekpunt.", "Duidelijker facturen."),
        "sv": ("Ring tillbaka snabbare.", "En fast kontaktperson.", "Tydligare fakturor."),
        "en": ("Call back sooner.", "One person to turn to.", "Clearer invoices."),
    },
    "value": {
        "nl": ("Jullie denken mee.", "Altijd dezelfde mensen."),
        "sv": ("Ni tänker med.", "Alltid samma personer."),
        "en": ("You think along.", "Always the same people."),
    },
}
_WORDS["change"], _WORDS["most"] = _WORDS["better"], _WORDS["value"]


def answer_surveys(on: date, *, at: datetime) -> None:
    """Let some of the customers who pay on this day answer; where surveys are already, do nothing.

    About two of three answer; one in twelve of those is unhappy, which makes a task and a sign.
    """
    from karn.apps.company.queries import current_company  # noqa: PLC0415 (models exist only now)
    from karn.apps.contracts.queries import active_on  # noqa: PLC0415
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person  # noqa: PLC0415
    from karn.apps.surveys.actions.surveys import make_ready_survey  # noqa: PLC0415
    from karn.apps.surveys.models import Survey  # noqa: PLC0415

    by = first_person(Role.MANAGER) or first_person(Role.ADMINISTRATOR)
    if by is None or Survey.objects.exists():
        return
    spoken = by.language or current_company().language
    chance = random.Random(11)  # noqa: S311 (the same demo every time)
    paying = list(active_on(on).order_by("source_id", "pk"))
    for code in ("nps", "half_term"):
        survey = make_ready_survey(code=code, language=spoken, by=by, at=at)
        for customer in chance.sample(paying, min(ASKED, len(paying))):
            _ask(survey, customer, chance, by=by, at=at - timedelta(days=chance.randint(0, 4)))


def _ask(survey: Survey, customer: Customer, chance: random.Random, *, by: Person, at: datetime) -> None:
    from karn.apps.surveys.actions.answers import answer  # noqa: PLC0415 (models exist only now)
    from karn.apps.surveys.actions.asking import make_personal_link  # noqa: PLC0415
    from karn.apps.surveys.queries.opening import opened  # noqa: PLC0415

    link = make_personal_link(survey=survey, customer=customer, by=by, at=at)
    answers, unhappy = chance.random() < 2 / 3, chance.random() < 1 / 12
    if not answers:
        return
    its = opened(link, at=at)
    asked = [question.code for question in its.form.questions]
    language = its.invitation.language if its.invitation else "en"
    answer(
        opened=its, fields=_fields(survey.ready, unhappy, language, chance), asked=asked, language=language,
        at=at,
    )  # fmt: skip


def _fields(ready: str, unhappy: bool, language: str, chance: random.Random) -> dict[str, str]:
    """Return what a customer fills in, as a browser sends it; every other one says something in words."""
    fields: dict[str, str] = {}
    if ready == "nps":
        fields["a-recommend"] = str(chance.choice((3, 5)) if unhappy else chance.choice((7, 8, 9, 9, 10)))
        question = "value" if fields["a-recommend"] in ("9", "10") else "better"
    else:
        fields["a-again"] = "unsure" if unhappy else "yes"
        question = "change" if unhappy else "most"
    if unhappy or chance.random() < 1 / 2:
        words = _WORDS[question]
        fields[f"a-{question}"] = chance.choice(words.get(language, words["en"]))
    return fields
