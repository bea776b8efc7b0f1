"""Boards from Trello are read, taken in and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from karn.apps.care.actions.moments import untell
from karn.apps.care.actions.problems import MOMENT, ask_for_problems, tell_solved
from karn.apps.care.models.boards import BoardImport
from karn.apps.care.models.problems import Problem
from karn.apps.care.queries.boards import CHANGED, COLUMNS, NEW, Step, plan_of
from karn.apps.care.rules.trello import Board, guessed_status, read_board
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.platform.facts import next_version
from karn.platform.versions import facts_of


def receive_board(
    *, customer: Customer, data: bytes, zone: ZoneInfo, by: Person, at: datetime
) -> BoardImport:
    """Read a board and keep what it holds, to be looked at. Nothing of the customer is changed.

    Raises BadInput for a file that is no board; then nothing is kept. One board of a customer waits.
    """
    board = read_board(data, zone)
    if not board.cards:
        raise BadInput("There is no card on this board that is not archived.")
    with transaction.atomic():
        BoardImport.objects.filter(customer=customer, done_at__isnull=True).delete()
        return BoardImport.objects.create(
            customer=customer, name=board.name, board=board.stored(), made_at=at, made_by=by
        )


def guesses_of(board: Board) -> dict[str, str]:
    """Return per list (id) which column its name most likely means."""
    return {number: guessed_status(name) for number, name in board.lists.items()}


def take_in_board(
    *, received: BoardImport, statuses: Mapping[str, str], by: Person, on: date, at: datetime
) -> BoardImport:
    """Make and change the customer's problems as the cards say; what a card does not say stays.

    `statuses` says per list (id) which column it is. The same card changes the same problem, whenever it
    comes. Raises BadInput where the board was taken in already.
    """
    with transaction.atomic():
        customer = Customer.objects.select_for_update(of=("self",)).get(pk=received.customer_id)
        held = BoardImport.objects.select_for_update().get(pk=received.pk)
        if not held.is_waiting:
            raise BadInput("This board was taken in already.")
        plan = plan_of(Board.kept(held.board), statuses, customer=customer, on=on)
        made = [_made(step, customer, by, at) for step in plan.steps if step.what == NEW]
        changed = [_changed(step, at) for step in plan.steps if step.what == CHANGED]
        Problem.objects.bulk_create(made)
        for problem in [*made, *(problem for problem, _before in changed)]:
            tell_solved(problem, at=at)
        held.journal = {
            "made": {str(problem.pk): problem.version for problem in made},
            "changed": {str(problem.pk): [problem.version, before] for problem, before in changed},
        }
        held.made, held.changed, held.done_at, held.board = len(made), len(changed), at, {}
        held.save()
        _noted(held, f"{len(made)} new, {len(changed)} changed", by, at)
        ask_for_problems(at=at, among=[customer.pk])
    return held


def undo_board(*, received: BoardImport, by: Person, at: datetime) -> int:
    """Take a board back: what it made is gone, what it changed is as before. Return how many problems stay.

    A problem that somebody changed since stays as it is. Raises BadInput where nothing was taken in.
    """
    with transaction.atomic():
        Customer.everything.select_for_update(of=("self",)).get(pk=received.customer_id)
        held = BoardImport.objects.select_for_update().get(pk=received.pk)
        if held.done_at is None or held.undone_at is not None:
            raise BadInput("There is nothing to take back.")
        made, changed = held.journal.get("made", {}), held.journal.get("changed", {})
        numbers = [int(number) for number in {**made, **changed}]
        stored = {one.pk: one for one in Problem.objects.select_for_update().filter(pk__in=numbers)}
        left = [pk for pk in stored if stored[pk].version == made.get(str(pk))]
        back = [pk for pk in stored if stored[pk].version == (changed.get(str(pk)) or [""])[0]]
        for pk in left:
            untell(customer_id=held.customer_id, code=MOMENT, number=pk)
        Problem.objects.filter(pk__in=left).delete()
        for pk in back:
            _restore(stored[pk], changed[str(pk)][1], at)
            tell_solved(stored[pk], at=at)
        held.undone_at, held.journal = at, {}
        held.save()
        _noted(held, "undone", by, at)
        ask_for_problems(at=at, among=[held.customer_id])
    return len(stored) - len(left) - len(back)


def discard_board(*, received: BoardImport) -> None:
    """Throw away what was read and not taken in."""
    BoardImport.objects.filter(pk=received.pk, done_at__isnull=True).delete()


def _made(step: Step, customer: Customer, by: Person, at: datetime) -> Problem:
    return Problem(customer=customer, card=step.card.id, made_at=at, made_by=by, changed_at=at, **step.facts)


def _changed(step: Step, at: datetime) -> tuple[Problem, dict[str, Any]]:
    """Change a problem; return it and what stood there before, as JSON holds it."""
    problem = step.problem
    assert problem is not None  # noqa: S101 (only a problem that is there can be changed)
    before = facts_of(problem, [*COLUMNS, "asks"])
    if problem.solved_on is not None and step.facts["status"] != "solved":
        problem.asks += 1
    _put(problem, step.facts, at)
    return problem, before


def _restore(problem: Problem, before: Mapping[str, Any], at: datetime) -> None:
    days = ("due_on", "raised_on", "solved_on")
    facts = dict(before) | {name: date.fromisoformat(before[name]) if before[name] else None for name in days}
    facts["asks"] = max(
        problem.asks, facts["asks"]
    )  # what was asked once is not asked under its number again
    _put(problem, facts, at)


def _put(problem: Problem, facts: Mapping[str, Any], at: datetime) -> None:
    for name, value in facts.items():
        setattr(problem, name, value)
    problem.changed_at = next_version(problem.changed_at, at)
    problem.save()


def _noted(held: BoardImport, what: str, by: Person, at: datetime) -> None:
    record(by=by, deed=Event.BOARD_IMPORTED, about=held.customer, at=at, detail=f"board {what}")
