"""Writing down what a customer has to be like: made, changed, ordered, switched off, thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from karn.apps.fit.actions.looking import look_again
from karn.apps.fit.models import Criterion, CriterionKind
from karn.apps.fit.queries.criteria import all_criteria, criterion_for, refuse_circles
from karn.apps.fit.rules.starting import starter_set
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import BIN, CHANGED, MADE, RESTORE, keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import ROLE_NAMES, Deed, Event, may
from karn.apps.segments.queries import condition_of
from karn.apps.segments.rules.definitions import Definition, conditions_of
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line, plain
from karn.platform.facts import next_version
from karn.platform.versions import facts_of, refuse_unseen

MOST: Final = 30
FACTS: Final = (
    "ready", "name", "question", "kind", "definition", "required", "at_signing", "place", "off_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a criterion. A question has no definition, a rule no question."""

    name: str
    kind: str
    question: str = ""
    definition: Definition | None = None
    required: bool = True
    at_signing: bool = True


def begin_with_starter_set(*, trade: str, by: Person, at: datetime) -> list[Criterion]:
    """Write down what companies of this trade begin with. Raises BadInput where there is a criterion."""
    _refuse_unless_keeper(by)
    with transaction.atomic():
        if all_criteria().select_for_update().exists():
            raise BadInput("There are criteria already: change those.")
        made = [_begun(one, place, by, at) for place, one in enumerate(starter_set(trade), start=1)]
        for criterion in made:
            _keep(criterion, {}, by=by, at=at, how=MADE)
    look_again(by=by, at=at)
    return made


def _begun(one: Any, place: int, by: Person, at: datetime) -> Criterion:
    criterion = Criterion(ready=one.ready, place=place, made_at=at, made_by=by, known_at=at)
    criterion.kind = CriterionKind.RULE if one.definition else CriterionKind.QUESTION
    criterion.definition, criterion.required = one.definition, one.required
    criterion.at_signing = one.at_signing
    criterion.save()
    return criterion


def create_criterion(*, said: Said, by: Person, on: date, at: datetime) -> Criterion:
    """Store a new criterion, the last in the order. Raises BadInput: no name, or asks what there is not."""
    _refuse_unless_keeper(by)
    with transaction.atomic():
        if all_criteria().count() >= MOST:
            raise BadInput("There can be at most %(most)s criteria.", most=MOST)
        last = all_criteria().aggregate(last=Max("place"))["last"] or 0
        criterion = Criterion(place=last + 1, made_at=at, made_by=by)
        _say(criterion, said, on=on)
        _put(criterion, at)
        _keep(criterion, {}, by=by, at=at, how=MADE)
    look_again(by=by, at=at)
    return criterion


def change_criterion(
    *, criterion: int, said: Said, by: Person, on: date, at: datetime, seen: str | None = None
) -> Criterion:
    """Store what changed of a criterion (its id). `seen` is the version its changer read.

    Raises ChangedMeanwhile, BadInput like :func:`create_criterion`, Criterion.DoesNotExist.
    """
    with transaction.atomic():
        stored = _locked(criterion, by=by)
        refuse_unseen(stored, seen)
        before = facts_of(stored, FACTS)
        _say(stored, said, on=on)
        _put(stored, at)
        _keep(stored, before, by=by, at=at)
    look_again(by=by, at=at)
    return stored


def switch_criterion(*, criterion: int, on: bool, by: Person, at: datetime) -> Criterion:
    """Switch a criterion (its id) on or off: off, nobody is judged by it, and what was found stays."""
    with transaction.atomic():
        stored = _locked(criterion, by=by)
        before = facts_of(stored, FACTS)
        stored.off_at = None if on else at
        _put(stored, at)
        _keep(stored, before, by=by, at=at)
    look_again(by=by, at=at)
    return stored


def move_criterion(*, criterion: int, up: bool, by: Person, at: datetime) -> None:
    """Put a criterion (its id) one place up or down; the first stays first, and the last one last."""
    with transaction.atomic():
        moved = _locked(criterion, by=by)
        order = list(all_criteria().select_for_update())
        here = next(number for number, one in enumerate(order) if one.pk == moved.pk)
        there = max(here - 1, 0) if up else min(here + 1, len(order) - 1)
        order.insert(there, order.pop(here))
        for place, one in enumerate(order, start=1):
            if one.place != place:
                before = facts_of(one, FACTS)
                one.place = place
                _put(one, at)
                _keep(one, before, by=by, at=at)


def remove_criterion(*, criterion: int, by: Person, at: datetime) -> Criterion:
    """Throw a criterion (its id) away; it can come back, and what was found by it stays."""
    with transaction.atomic():
        stored = _locked(criterion, by=by)
        stored.deleted_at = at
        _put(stored, at)
        _keep(stored, {}, by=by, at=at, how=BIN)
    look_again(by=by, at=at)
    return stored


def restore_criterion(*, criterion: int, by: Person, at: datetime) -> Criterion:
    """Bring a criterion (its id) back."""
    with transaction.atomic():
        stored = _locked(criterion, by=by, deleted=True)
        stored.deleted_at = None
        _put(stored, at)
        _keep(stored, {}, by=by, at=at, how=RESTORE)
    look_again(by=by, at=at)
    return stored


def _say(criterion: Criterion, said: Said, *, on: date) -> None:
    if said.kind not in CriterionKind.values:
        raise BadInput("Say whether it is a question or a rule.")
    criterion.kind, criterion.required = said.kind, said.required
    criterion.at_signing = said.at_signing
    ready = Criterion(ready=criterion.ready)
    name, question = one_line(said.name), plain(said.question)
    criterion.definition = None
    if criterion.is_rule:
        criterion.definition, question = _rule(said, on), ""
    elif not question:
        raise BadInput("Write the question somebody answers with yes or no.")
    if not name:
        raise BadInput("Give the criterion a name.")
    if len(name) > 120 or len(question) > 300:
        raise BadInput("The name has at most 120 characters, the question at most 300.")
    # What stands there unchanged goes on being said in the reader's language.
    criterion.name = "" if name == ready.title else name
    criterion.question = "" if question == ready.asks else question


def _rule(said: Said, on: date) -> dict[str, Any]:
    if said.definition is None:
        raise BadInput("Say what has to hold: add a condition.")
    refuse_circles([one.field for one in conditions_of(said.definition.root)])
    condition_of(said.definition, on=on)  # raises where it asks for something there is not
    return said.definition.model_dump(mode="json")


def _locked(number: int, *, by: Person, deleted: bool = False) -> Criterion:
    _refuse_unless_keeper(by)
    Criterion.objects.select_for_update().filter(pk=number).first()
    stored = criterion_for(number, deleted=deleted)
    if stored is None:
        raise Criterion.DoesNotExist
    return stored


def _put(criterion: Criterion, at: datetime) -> None:
    criterion.known_at = next_version(criterion.known_at, at)
    criterion.save()


def _keep(
    criterion: Criterion, before: dict[str, Any], *, by: Person, at: datetime, how: str = CHANGED
) -> None:
    after = {} if how in (BIN, RESTORE) else facts_of(criterion, FACTS)
    keep_change(criterion, before, after, by=by, at=at, how=how)
    record(by=by, deed=Event.FIT_CRITERIA_CHANGED, about=criterion, at=at, detail=how)


def _refuse_unless_keeper(by: Person) -> None:
    if not may(by.role, Deed.KEEP_CRITERIA):
        raise BadInput("Your role, %(role)s, may not do this.", role=ROLE_NAMES.get(by.role, by.role))
