"""Writes: the lights are looked at anew, and people say something else of one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.threats.models import LightOverrule, LightState
from karn.apps.threats.queries.lights import evidence_of, lit_customers
from karn.apps.threats.rules.lights import COLOUR_NAMES, LIGHT_NAMES, Colour, Seen, lights_of
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

_BATCH = 500


def keep_lights(*, on: date) -> int:
    """Look at the five lights of everybody cared for one by one, and keep them; return how many changed."""
    numbers = list(lit_customers(on).order_by("pk").values_list("pk", flat=True))
    LightState.objects.exclude(customer__in=numbers).delete()
    return sum(_keep(numbers[start : start + _BATCH], on) for start in range(0, len(numbers), _BATCH))


def _keep(numbers: Collection[int], on: date) -> int:
    kept = {(one.customer_id, one.light): one for one in LightState.objects.filter(customer__in=numbers)}
    new, changed = [], []
    for customer, known in evidence_of(numbers, on).items():
        for seen in lights_of(known):
            state = kept.get((customer, seen.light))
            if state is None:
                new.append(_state(customer, seen, on))
            elif _follow(state, seen, on):
                changed.append(state)
    LightState.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
    LightState.objects.bulk_update(changed, ["colour", "is_stale", "since", "on"], batch_size=_BATCH)
    return len(new) + len(changed)


def _state(customer: int, seen: Seen, on: date) -> LightState:
    return LightState(
        customer_id=customer, light=seen.light, colour=seen.colour, is_stale=seen.is_stale, on=on, since=on
    )


def _follow(state: LightState, seen: Seen, on: date) -> bool:
    """Bring a kept light in step with what is seen; say whether it changed."""
    if (state.colour, state.is_stale) == (seen.colour, seen.is_stale):
        return False
    if state.colour != seen.colour:
        state.since = on
    state.colour, state.is_stale, state.on = seen.colour, seen.is_stale, on
    return True


def overrule_light(
    *,
    customer: Customer,
    light: str,
    colour: str,
    words: str,
    until: date,
    by: Person,
    on: date,
    at: datetime,
    seen: str | None = None,
) -> LightOverrule:
    """Say something else of a light, with a reason that ends on a day.

    `seen` is the number of the judgement that its writer read, "" for none. Raises ChangedMeanwhile where
    another one holds now, BadInput for what cannot be.
    """
    if light not in LIGHT_NAMES or colour not in COLOUR_NAMES or colour == Colour.OFF:
        raise BadInput("Choose green, amber or red.")
    reason = one_line(words)[:500]
    if not reason:
        raise BadInput("Say why, so that who reads it later knows.")
    if until <= on:
        raise BadInput("Choose a day to come: until then your judgement holds.")
    with transaction.atomic():
        _refuse_unread(customer, light, seen)
        _end(customer, light, at)
        said = LightOverrule.objects.create(
            customer=customer, light=light, colour=colour, words=reason, by=by, at=at, until=until
        )
        record(by=by, deed=Event.LIGHT_OVERRULED, about=customer, at=at, detail=f"{light} {colour}")
    return said


def _refuse_unread(customer: Customer, light: str, seen: str | None) -> None:
    holds = LightOverrule.objects.filter(customer=customer, light=light, ended_at__isnull=True)
    stored = holds.select_for_update().first()
    if seen is not None and stored is not None and seen != str(stored.pk):
        raise ChangedMeanwhile(stored)


def end_overrule(*, customer: Customer, light: str, by: Person, at: datetime) -> None:
    """Let what was found hold again."""
    with transaction.atomic():
        if _end(customer, light, at):
            record(by=by, deed=Event.LIGHT_OVERRULED, about=customer, at=at, detail=f"{light} ended")


def _end(customer: Customer, light: str, at: datetime) -> int:
    standing = LightOverrule.objects.filter(customer=customer, light=light, ended_at__isnull=True)
    return standing.update(ended_at=at)
