"""Two customers found to be one: merged in one transaction, and taken apart again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from karn.apps.customers.actions.rows import change_row, keep_beginning, refuse_unless
from karn.apps.customers.holders import holders
from karn.apps.customers.models import Customer, Merge
from karn.apps.customers.queries.customers import customers_visible_to, is_visible_to
from karn.apps.customers.queries.merging import facts_after
from karn.apps.customers.signals import customers_changed, customers_merged
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.kernel.points import point


def merge_customers(*, kept: int, lost: int, by: Person | None, at: datetime) -> Merge:
    """Let everything that belongs to the customer `lost` belong to `kept` (ids); `lost` is hidden.

    The kept one keeps its own facts and takes over what it has none of; it is a customer for as long as
    the longer of both. Imports of either source id find the kept one from now on. `by` is None where
    Karn merges by itself. Raises BadInput, and Customer.DoesNotExist for one that `by` may not see.
    """
    refuse_unless(by, Deed.MERGE_CUSTOMERS)
    if kept == lost:
        raise BadInput("These are one customer already.")
    with transaction.atomic():
        staying, going = _both(kept, lost, by)
        point("merge.begun")
        moved = {}
        for holder in holders():
            if its := holder.move(lost=lost, kept=kept):
                moved[holder.name] = its
            point("merge.moved")
        merge = Merge(
            kept=staying,
            lost=going,
            moved=moved,
            known_before=staying.known_at,
            automatic=by is None,
            at=at,
            by=by,
        )
        merge.filled = _fill(staying, going, by=by, at=at)
        merge.known_after = staying.known_at
        _hide(going, into=staying, by=by, at=at)
        merge.save()
        point("merge.stored")
        record(by=by, deed=Event.CUSTOMERS_MERGED, about=staying, at=at, detail=f"{lost} > {kept}")
        customers_changed.send(sender=Customer, numbers=[kept, lost], at=at)
        customers_merged.send(sender=Customer, numbers=[kept, lost], at=at)
    point("merge.done")
    return merge


def undo_merge(*, merge: int, by: Person, at: datetime) -> Merge:
    """Take a merge (its id) apart: what moved goes back, what was taken over is given up again.

    What came after the merge stays with the kept customer, and a fact changed since then stays changed.
    Raises BadInput where that cannot be, Merge.DoesNotExist for one that `by` may not see.
    """
    refuse_unless(by, Deed.MERGE_CUSTOMERS)
    with transaction.atomic():
        its = Merge.objects.select_for_update(of=("self",)).filter(undone_at__isnull=True)
        done = its.get(pk=merge)
        staying, going = _apart(done, by)
        point("unmerge.begun")
        for holder in reversed(holders()):
            if holder.name in done.moved:
                holder.move_back(done.moved[holder.name], lost=going.pk, kept=staying.pk)
            point("unmerge.moved")
        _empty(staying, done, by=by, at=at)
        _hide(going, into=None, by=by, at=at)
        done.undone_at, done.undone_by = at, by
        done.save(update_fields=["undone_at", "undone_by"])
        point("unmerge.stored")
        record(by=by, deed=Event.MERGE_UNDONE, about=staying, at=at, detail=f"{going.pk} < {staying.pk}")
        customers_changed.send(sender=Customer, numbers=[staying.pk, going.pk], at=at)
        customers_merged.send(sender=Customer, numbers=[staying.pk, going.pk], at=at)
    point("unmerge.done")
    return done


def _both(kept: int, lost: int, by: Person | None) -> tuple[Customer, Customer]:
    its = Customer.objects.filter(pk__in=(kept, lost))
    if by is not None:
        its = its.filter(is_visible_to(by, "pk"))
    found = {one.pk: one for one in its.select_for_update(of=("self",)).order_by("pk")}
    if len(found) < 2:
        raise Customer.DoesNotExist
    return found[kept], found[lost]


def _apart(merge: Merge, by: Person) -> tuple[Customer, Customer]:
    locked = Customer.everything.select_for_update(of=("self",)).in_bulk([merge.kept_id, merge.lost_id])
    staying, going = locked[merge.kept_id], locked[merge.lost_id]
    if staying.merged_into_id is not None or going.merged_into_id != staying.pk:
        raise BadInput("It was merged once more since then: undo the later merge first.")
    if staying.deleted_at is not None:
        raise BadInput("It is in the bin: restore it first.")
    if not customers_visible_to(by).filter(pk=staying.pk).exists():
        raise Merge.DoesNotExist
    return staying, going


def _fill(staying: Customer, going: Customer, *, by: Person | None, at: datetime) -> dict[str, Any]:
    """Give the kept customer what it has none of; return each fact before and after, as JSON holds it."""
    facts = facts_after(staying, going)
    before = {name: getattr(staying, name) for name in facts}
    if not change_row(staying, facts, by=by, at=at, how="merge"):
        return {}
    told = {name: value for name, value in facts.items() if before[name] != value}
    return {name: [_plain(before[name]), _plain(value)] for name, value in told.items()}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool | dict) else str(value)


def _hide(going: Customer, *, into: Customer | None, by: Person | None, at: datetime) -> None:
    """Hide the row, or show it again. Its own facts do not change, so it is known as before."""
    keep_beginning(going)
    Customer.everything.filter(pk=going.pk).update(merged_into=into)
    state = {field.attname: getattr(going, field.attname) for field in going._meta.concrete_fields}
    state["merged_into_id"] = into.pk if into else None
    how = "merge" if into else "unmerge"
    Customer.history.model.objects.create(
        history_date=at, history_type="~", history_user=by, history_change_reason=how, **state
    )


def _empty(staying: Customer, merge: Merge, *, by: Person, at: datetime) -> None:
    """Give up what the kept customer took over and nobody changed since then."""
    if not merge.filled:
        return
    facts: dict[str, Any] = {}
    for name, (before, after) in merge.filled.items():
        stored = getattr(staying, name)
        if name == "attributes":
            further = {key for key in after if key not in before and stored.get(key) == after[key]}
            facts[name] = {key: value for key, value in stored.items() if key not in further}
        elif _plain(stored) == after:
            field: Any = staying._meta.get_field(name.removesuffix("_id"))
            facts[name] = field.to_python(before)
    untouched = staying.known_at == merge.known_after
    change_row(staying, facts, by=by, at=at, how="unmerge")
    if untouched:
        # Nothing came in between: it is again what it was, since when it was.
        Customer.everything.filter(pk=staying.pk).update(known_at=merge.known_before)
