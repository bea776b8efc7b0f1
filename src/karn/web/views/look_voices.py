"""The form of a look back, for an auditor and an outsider: who said what, and what to learn of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact
from karn.apps.customers.models.customers import Kind
from karn.apps.customers.queries import contacts_of
from karn.apps.lessons.actions import post_mortems as actions
from karn.apps.lessons.models import PostMortem, PostMortemVoice
from karn.apps.lessons.models.post_mortems import Side
from karn.apps.lessons.queries.post_mortems import voices_of
from karn.apps.lessons.rules.post_mortems import ASKED, ASKED_ELSEWHERE, QUESTIONS
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput
from karn.web.asked import word_asked

SELF, OTHER = "self", "other"
"""Who said so: who looks back, or somebody at the client who is no contact."""


def store_said(request: HttpRequest, its: PostMortem, by: Person | None) -> bool:
    """Keep what the form says; say whether everybody was asked. Raises BadInput."""
    now = timezone.now()
    if not request.POST.get("done"):
        words = {code: word_asked(request.POST, code) for code in QUESTIONS}
        actions.store_voice(look=its, voice=_voice(request, its), words=words, by=by, at=now)
        return False
    told = {name: word_asked(request.POST, name) for name in ("sentence", "question")}
    if any(told.values()):
        actions.say_what_to_learn(look=its, **told, by=by, at=now)
    actions.finish_asking(look=its, by=by, at=now)
    return True


def _voice(request: HttpRequest, its: PostMortem) -> actions.Voice:
    who = word_asked(request.POST, "who")
    told_on = _day(word_asked(request.POST, "told_on"))
    if who == SELF:
        return actions.Voice(Side.AUDITOR, told_on)
    contact = next((one for one in _contacts(its) if str(one.pk) == who), None)
    if contact is None and who != OTHER:
        raise BadInput("Say who of the client said so.")
    name = word_asked(request.POST, "name") or _alone(its)
    return actions.Voice(Side.CLIENT, told_on, contact=contact, name="" if contact else name)


def _day(text: str) -> date:
    if not text:
        return _today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("Choose a day that was.") from None


def _today() -> date:
    """Return the day in the company's zone: an outsider's request knows no company."""
    return local_day(timezone.now(), current_company())


def _contacts(its: PostMortem) -> list[Contact]:
    return contacts_of(its.customer)


def _alone(its: PostMortem) -> str:
    """Return the name of a private person who has no contacts: whom else could one ask; else nothing."""
    is_alone = its.customer.kind == Kind.PERSON and not _contacts(its)
    return its.customer.name if is_alone else ""


def voice_page(request: HttpRequest, its: PostMortem) -> dict[str, Any]:
    """Return what the form shows: the questions, whom one can ask, and what was filled in and refused."""
    asked = ASKED if its.is_about_us else ASKED_ELSEWHERE
    voices, contacts = voices_of(its), _contacts(its)
    who = word_asked(request.POST, "who") or _first(contacts, voices)
    given = request.POST if request.method == "POST" else {}
    return {
        "look": its,
        "contacts": [(str(one.pk), one, _was_asked(one, voices)) for one in contacts],
        "alone": _alone(its),
        "own": any(voice.side == Side.AUDITOR for voice in voices),
        "any_said": bool(voices),
        "who": who,
        "name": given.get("name", ""),
        "told_on": given.get("told_on", "") or _today().isoformat(),
        "questions": [(code, asked[code], given.get(code, "")) for code in QUESTIONS],
        "sentence": given.get("sentence", "") or its.sentence,
        "question": given.get("question", "") or its.question,
    }


def _was_asked(contact: Contact, voices: list[PostMortemVoice]) -> bool:
    return any(voice.contact_id == contact.pk for voice in voices)


def _first(contacts: list[Contact], voices: list[PostMortemVoice]) -> str:
    """Return whom the form begins with: the first contact who was not asked yet."""
    left = [one for one in contacts if not _was_asked(one, voices)]
    return str(left[0].pk) if left else SELF if contacts else OTHER
