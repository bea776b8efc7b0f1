"""Writes: near misses are looked back at, or passed over; what a competitor lacked becomes expectations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from karn.apps.care.actions.expectations import Expected, Said, make_expectations
from karn.apps.care.models.expectations import Expectation, How
from karn.apps.care.models.expectations import Voice as ClientOrUs
from karn.apps.company.queries import current_company, local_day
from karn.apps.lessons.actions.post_mortems import Subject, close_look, plan_look
from karn.apps.lessons.models.post_mortems import Cause, PostMortem, PostMortemVoice, Side
from karn.apps.lessons.queries.near_misses import NearMiss
from karn.apps.lessons.rules.post_mortems import QUESTIONS, due_after
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line


def take_up(*, near: NearMiss, by: Person, on: date, at: datetime) -> PostMortem:
    """Plan a look back at a near miss: within two months from today. Raises BadInput while one is open."""
    return plan_look(customer=near.customer, subject=_subject(near, on), by=by, at=at)


def pass_over(*, near: NearMiss, why: str, by: Person, on: date, at: datetime) -> PostMortem:
    """Say why nobody needs to look back at a near miss. Raises BadInput without a reason."""
    if not one_line(why):
        raise BadInput("Say why nobody looks back, so that who reads it later knows.")
    with transaction.atomic():
        look = plan_look(customer=near.customer, subject=_subject(near, on), by=by, at=at)
        return close_look(look=look, no_lesson=why, by=by, at=at)


def _subject(near: NearMiss, on: date) -> Subject:
    return Subject(Cause.NEAR_MISS, near.happened_on, due_after(on), departure=near.departure, case=near.case)


def expect_from(
    *, voice: PostMortemVoice, texts: Mapping[str, str], by: Person, at: datetime
) -> list[Expectation]:
    """Make expectations of what a client said of where it came from, voiced by who said it.

    `texts` by question, in words that say what they expect of us; empty ones make nothing. What stands there
    as they said it counts as confirmed, what we put into other words does not. Raises BadInput for another
    kind of look back, for our own words, without any text, and a second time.
    """
    with transaction.atomic():
        held = PostMortemVoice.objects.select_for_update(of=("self",)).select_related(
            "post_mortem__customer__owner", "contact", "by"
        ).get(pk=voice.pk)  # fmt: skip
        look = held.post_mortem
        if look.cause != Cause.TAKEN_OVER or held.side != Side.CLIENT:
            raise BadInput("Only what a client says of a competitor becomes expectations of us.")
        if held.expected_at is not None:
            raise BadInput("Expectations were made of this already.")
        wanted = {one: text for one in QUESTIONS if (text := one_line(texts.get(one, "")))}
        if not wanted:
            raise BadInput("Say what they expect.")
        rows = _expected(held, wanted, by, at)
        held.expected_at = at
        held.save(update_fields=["expected_at"])
        record(by=by, deed=Event.LOOK_BACK_CHANGED, about=look, at=at, detail=f"expectations {len(rows)}")
    return rows


def _expected(
    voice: PostMortemVoice, wanted: Mapping[str, str], by: Person, at: datetime
) -> list[Expectation]:
    customer = voice.post_mortem.customer
    on = local_day(at, current_company())
    rows: list[Expectation] = []
    for is_theirs in (True, False):
        its = [
            Expected(text, voice=ClientOrUs.CLIENT, contact=voice.contact, owner=customer.owner)
            for question, text in wanted.items()
            if (text == one_line(voice.words.get(question, ""))) == is_theirs
        ]
        said = Said(voice.told_on, How.TALK, by=voice.contact, to=voice.by) if is_theirs else None
        rows += make_expectations(customer=customer, expected=its, by=by, on=on, at=at, said=said)
    return rows
