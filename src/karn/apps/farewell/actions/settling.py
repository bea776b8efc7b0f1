"""Writes: a declaration takes effect, once it is known whose it is; and is taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.contracts.actions.departures import change_departure, note_departure
from karn.apps.contracts.models import Departure, DepartureKind, Subscription
from karn.apps.farewell.actions.receipts import queue_confirmed, queue_undone, queue_whole_receipt
from karn.apps.farewell.actions.withdrawals import keep_declaration_tasks
from karn.apps.farewell.models.declarations import Declaration, Ending, Proof, State, Way
from karn.apps.farewell.queries.declarations import running_contracts
from karn.apps.farewell.queries.ends import (
    ContractEnd,
    can_withdraw,
    end_of,
    standing_departure,
    withdrawn_end_of,
)
from karn.apps.farewell.rules.declarations import REFUND_TIME, UNDO_TIME
from karn.apps.farewell.signals import departing, staying
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen


def settle(
    declaration: Declaration, *, proof: str, by: Person | None, at: datetime, even_late: bool = False
) -> Declaration:
    """Let a declaration of a known customer take effect: the contract ends, everybody on file is told.

    A withdrawal that is too late waits for one of us, unless `even_late`. Use it inside a transaction.
    """
    customer = declaration.customer
    if customer is None:
        raise BadInput("Say first whose it is.")
    declaration.proof, declaration.verified_at, declaration.verified_by = proof, at, by
    declaration.code_digest = ""
    if proof != Proof.LINK and declaration.way == Way.PAGE:
        queue_whole_receipt(declaration, at=at)
    ends = _withdrawn(declaration, even_late) if declaration.is_withdrawal else _given_notice(declaration)
    if ends is None:
        declaration.state = State.LATE
        store(declaration, at=at)
        return declaration
    made = [_end(declaration, end, by, at) for end in ends]
    declaration.state = State.VERIFIED
    declaration.ends_on = max((end.on for end in ends if end.on), default=None)
    declaration.told = [end.stored() for end in ends]
    declaration.undo_until = at + UNDO_TIME
    if declaration.is_withdrawal:
        declaration.refund_due_on = _received_on(declaration) + REFUND_TIME
    store(declaration, at=at)
    record(by=by, deed=Event.DECLARATION_CHANGED, about=declaration, at=at, detail=f"verified {proof}")
    point("declaration.verified")
    queue_confirmed(declaration, at=at)
    _announce(customer.pk, [number for number in made if number], at)
    return declaration


def _given_notice(declaration: Declaration) -> list[ContractEnd]:
    assert declaration.customer is not None  # noqa: S101 (asked before)
    on, chosen = _received_on(declaration), declaration.subscription
    running = [chosen] if chosen else running_contracts(declaration.customer.pk, on=on)
    contracts: list[Subscription | None] = [*running] or [None]
    return [
        end_of(
            one, declaration.customer, received_on=on, wanted_on=declaration.wanted_on,
            for_cause=declaration.extraordinary,
        )
        for one in contracts
    ]  # fmt: skip


def _withdrawn(declaration: Declaration, even_late: bool) -> list[ContractEnd] | None:
    """Return the contracts withdrawn from; None where it is too late for every one."""
    assert declaration.customer is not None  # noqa: S101 (asked before)
    on, chosen = _received_on(declaration), declaration.subscription
    contracts = [chosen] if chosen else running_contracts(declaration.customer.pk, on=on)
    in_time = [one for one in contracts if can_withdraw(one, declaration.customer, received_on=on)]
    if not in_time and not (even_late and contracts):
        return None
    return [withdrawn_end_of(one, declaration.customer, received_on=on) for one in in_time or contracts]


def _received_on(declaration: Declaration) -> date:
    return local_day(declaration.received_at, current_company())


def _end(declaration: Declaration, end: ContractEnd, by: Person | None, at: datetime) -> int | None:
    """Note the departure of one contract; return its id, or None where it ends as early already."""
    assert declaration.customer_id is not None  # noqa: S101 (asked before)
    number = end.subscription.pk if end.subscription else None
    standing = standing_departure(declaration.customer_id, number)
    departure = None
    if standing is None or end.on is None or _last(standing) > end.on:
        kind = DepartureKind.WITHDRAWAL if declaration.is_withdrawal else DepartureKind.VOLUNTARY
        edit = note_departure(
            customer=declaration.customer_id, by=by, at=at, subscription=end.subscription, kind=kind,
            notice_on=_received_on(declaration), contract_ends_on=end.on, access_ends_on=end.on,
            recognised_on=end.on,
        )  # fmt: skip
        rows = edit.rows if edit else []
        departure = next((row["id"] for row in rows if row["model"] == "departure"), None)
    Ending.objects.create(
        declaration=declaration, subscription=end.subscription, departure_id=departure, ends_on=end.on
    )
    return departure


def _last(departure: Departure) -> date:
    return departure.contract_ends_on or date.max


def _announce(customer: int, departures: list[int], at: datetime) -> None:
    """Tell who listens, once it is stored; of several contracts the last that ends."""
    if departures:
        number = departures[-1]
        transaction.on_commit(
            lambda: departing.send_robust(sender=None, customer_id=customer, departure=number, at=at),
            robust=True,
        )


def undo_declaration(
    *, declaration: int, by: Person | None, at: datetime, seen: str | None = None
) -> Declaration:
    """Take a declaration back: what it ended goes on, and everybody is told.

    Without `by` it is who has the link of the mail to the address on file: within the undo time. Done once
    more, nothing changes. Raises BadInput where it is too late.
    """
    with transaction.atomic():
        held = Declaration.objects.select_for_update(of=("self",)).get(pk=declaration)
        if held.state == State.UNDONE:
            return held
        refuse_unseen(held, seen)
        on = local_day(at, current_company())
        _refuse_undo(held, on=on, at=at, by=by)
        gone = []
        for ending in held.endings.exclude(departure=None).select_related("departure"):
            departure = ending.departure
            if departure is not None and departure.undone_on is None:
                change_departure(departure=departure.pk, facts={"undone_on": on}, by=by, at=at)
                gone.append(departure.pk)
        held.state, held.undone_at, held.undone_by = State.UNDONE, at, by
        store(held, at=at)
        record(by=by, deed=Event.DECLARATION_CHANGED, about=held, at=at, detail="undone")
        point("declaration.undone")
        queue_undone(held, at=at)
        if gone:
            customer, number = held.customer_id, gone[-1]
            transaction.on_commit(
                lambda: staying.send_robust(sender=None, customer_id=customer, departure=number, at=at),
                robust=True,
            )
    return held


def _refuse_undo(held: Declaration, *, on: date, at: datetime, by: Person | None) -> None:
    if held.state == State.CLOSED:
        raise BadInput("This is closed.")
    is_late = held.undo_until is not None and at > held.undo_until
    if held.is_final(on, at):
        raise BadInput("The contract is over: it cannot be taken back any more.")
    if is_late and by is None:
        raise BadInput("It is too late to take this back here. Please write to us: we will find a way.")


def store(declaration: Declaration, *, at: datetime) -> None:
    """Store what changed, as a new version, and bring the tasks in step."""
    declaration.changed_at = next_version(declaration.changed_at, at)
    declaration.save()
    keep_declaration_tasks(at=at)
