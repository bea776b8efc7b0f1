"""Choosing customers from a list, doing one thing with all of them, and taking it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from karn.apps.customers.actions.many import change_attributes, change_many
from karn.apps.customers.actions.rows import refuse_unless
from karn.apps.customers.models import AttributeKind, Customer, Selection, Together
from karn.apps.customers.queries.selections import (
    Wanted,
    batches,
    customers_for,
    version_of,
    weigh,
)
from karn.apps.customers.rules.values import value_of
from karn.apps.customers.signals import customers_changed
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person, Team
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import BadInput

MOST = 20_000
"""So many customers can be changed together, within seconds."""

_FORGOTTEN = timedelta(days=1)
_HIDES = frozenset({Together.BIN, Together.RESTORE})


def choose_customers(*, numbers: Sequence[int], by: Person, at: datetime, deed: str = "") -> Selection:
    """Remember which customers (ids) somebody chose, and how each stands now; for the bin's with that deed.

    Ids of customers this person may not see are left out. Raises BadInput for none, or for more than MOST.
    """
    if len(numbers) > MOST:
        raise BadInput("At most %(count)s customers at one time: narrow the list first.", count=MOST)
    found: dict[int, int] = {}
    for batch in batches(list(dict.fromkeys(numbers))):
        its = customers_for(by, deed).filter(pk__in=batch).values_list("pk", "known_at")
        found |= {number: version_of(known_at) for number, known_at in its}
    if not found:
        raise BadInput("Choose at least one customer.")
    chosen = [[number, found[number]] for number in dict.fromkeys(numbers) if number in found]
    with transaction.atomic():
        Selection.objects.filter(done_at__isnull=True, chosen_at__lt=at - _FORGOTTEN).delete()
        return Selection.objects.create(by=by, chosen_at=at, customers=chosen, deed=deed)


def wanted_with(*, deed: str, value: str = "", attribute: str = "", by: Person) -> Wanted:
    """Return what is asked to be done with many, checked; `value` as a browser sends it.

    Raises BadInput for what cannot be done, or not by this person.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    if deed == Together.OWNER:
        refuse_unless(by, Deed.HAND_OVER)
        return Wanted(Together.OWNER, _taker(value))
    if deed == Together.TEAM:
        return Wanted(Together.TEAM, _known(Team, value).pk if value else None)
    if deed == Together.KEY:
        return Wanted(Together.KEY, value_of(value, type="yes_no") == "yes")
    if deed == Together.ATTRIBUTE:
        kind = _known(AttributeKind, attribute)
        return Wanted(Together.ATTRIBUTE, value_of(value, type=kind.type, choices=kind.choices), kind)
    if deed in _HIDES:
        return Wanted(Together(deed))
    raise BadInput("Say what to do with them.")


def change_together(*, selection: int, wanted: Wanted, by: Person, at: datetime) -> Selection:
    """Do what is wanted with the chosen (the selection's id), all in one transaction.

    Who was changed since they were chosen, or is not there any more, is left out. Done once: asked again,
    it changes nothing and returns the same. Raises BadInput where nothing is left to change, and
    Selection.DoesNotExist for one that `by` did not choose.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        chosen = Selection.objects.select_for_update().get(pk=selection, by=by)
        if chosen.done_at is not None:
            return chosen
        weighed = weigh(chosen, wanted, person=by, held=True)
        if not weighed.changing:
            raise BadInput("There is nothing to change.")
        _store(wanted, weighed.changing, chosen.how, by=by, at=at)
        chosen.deed, chosen.attribute = wanted.deed, wanted.kind.name if wanted.kind else ""
        chosen.changed, chosen.left_out = list(weighed.changing), len(weighed.changed) + weighed.gone
        chosen.done_at = at
        chosen.save()
        record(by=by, deed=Event.CHANGED_TOGETHER, about=chosen, at=at, detail=_detail(wanted, chosen))
        _tell(wanted.deed, chosen.changed, at)
    return chosen


@dataclass(frozen=True, slots=True)
class Undone:
    """How many are as they were before, and how many stay, because somebody changed them since."""

    back: int
    stay: int


def undo_together(*, selection: int, by: Person, at: datetime) -> Undone:
    """Take back what was done with the chosen, all but those in whom it was changed again since.

    Raises BadInput when it was taken back before, and Selection.DoesNotExist for what `by` did not do.
    """
    refuse_unless(by, Deed.CHANGE_CUSTOMERS)
    with transaction.atomic():
        done = Selection.objects.select_for_update().get(pk=selection, by=by, done_at__isnull=False)
        if done.undone_at is not None:
            raise BadInput("This was taken back already.")
        if done.deed == Together.OWNER:
            refuse_unless(by, Deed.HAND_OVER)
        before = dict(_before(done, by))
        _put_back(done, before, by=by, at=at)
        done.undone_at = at
        done.save(update_fields=["undone_at"])
        stay = len(done.changed) - len(before)
        told = f"{done.deed} {len(before)}"
        record(by=by, deed=Event.TOGETHER_UNDONE, about=done, at=at, detail=told)
        _tell(done.deed, list(before), at)
    return Undone(len(before), stay)


def _taker(value: str) -> int | None:
    if not value:
        return None
    taker = _known(Person, value)
    if not taker.is_active:
        raise BadInput("%(name)s is switched off and cannot look after customers.", name=taker.name)
    if not may(taker.role, Deed.CHANGE_CUSTOMERS):
        raise BadInput("The role of %(name)s does not look after customers.", name=taker.name)
    return int(taker.pk)


def _known(model: Any, number: str) -> Any:
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    found = model._default_manager.filter(pk=int(number)).first() if is_number else None
    if found is None:
        raise BadInput("Choose one of those offered.")
    return found


def _store(wanted: Wanted, changing: dict[int, Any], how: str, *, by: Person, at: datetime) -> None:
    if wanted.kind is not None:
        name = wanted.kind.name
        told = {number: _with(cell, name, wanted.value) for number, cell in changing.items()}
        change_attributes(told, by=by, at=at, how=how)
        return
    value = at if wanted.deed == Together.BIN else wanted.value
    change_many(list(changing), {wanted.column: value}, by=by, at=at, how=how)


def _with(attributes: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Return the attributes with one of them set; nothing takes it away."""
    others = {key: cell for key, cell in attributes.items() if key != name}
    return others | ({name: value} if value not in (None, "") else {})


def _before(done: Selection, by: Person) -> Iterator[tuple[int, Any]]:
    """Yield who still is as it was made, with what its column was before; its history knows."""
    column = Wanted(Together(done.deed)).column
    opposite = Together.RESTORE if done.deed == Together.BIN else ""
    its = customers_for(by, opposite).order_by("pk").select_for_update()
    for batch in batches(done.changed):
        now = dict(its.filter(pk__in=batch).values_list("pk", column))
        for number, (was, made) in _states(done, batch, column).items():
            if number in now and _at_stake(done, now[number]) == _at_stake(done, made):
                if done.deed == Together.ATTRIBUTE:
                    yield number, _with(now[number], done.attribute, was.get(done.attribute))
                else:
                    yield number, was


def _states(done: Selection, batch: Sequence[int], column: str) -> dict[int, tuple[Any, Any]]:
    """Return the column of each customer just before it was changed together with others, and after."""
    history = Customer.history.model.objects.filter(id__in=batch).order_by("id", "history_id")
    found: dict[int, tuple[Any, Any]] = {}
    last: tuple[int, Any] = (0, None)
    for number, how, cell in history.values_list("id", "history_change_reason", column):
        if how == done.how and last[0] == number:
            found[number] = (last[1], cell)
        last = (number, cell)
    return found


def _at_stake(done: Selection, cell: Any) -> Any:
    return cell.get(done.attribute, "") if done.deed == Together.ATTRIBUTE else cell


def _put_back(done: Selection, before: dict[int, Any], *, by: Person, at: datetime) -> None:
    if done.deed == Together.ATTRIBUTE:
        change_attributes(before, by=by, at=at, how="undo")
        return
    column = Wanted(Together(done.deed)).column
    alike: dict[Any, list[int]] = defaultdict(list)
    for number, cell in before.items():
        alike[cell].append(number)
    for cell, numbers in alike.items():
        change_many(numbers, {column: cell}, by=by, at=at, how="undo")


def _detail(wanted: Wanted, chosen: Selection) -> str:
    """Say in codes and counts what was done; a value of an attribute may be personal and stays out."""
    given = {Together.OWNER: f" > person:{wanted.value}", Together.TEAM: f" > team:{wanted.value}"}
    told = given.get(wanted.deed, "") if wanted.value else ""
    return f"{wanted.deed} {len(chosen.changed)}{told}"


def _tell(deed: str, numbers: Sequence[int], at: datetime) -> None:
    if deed in _HIDES:
        for batch in batches(numbers):
            customers_changed.send(sender=Customer, numbers=batch, at=at)
