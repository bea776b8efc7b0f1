"""Problems are noted, changed, moved over the board, solved, thrown away and brought back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from karn.apps.care.actions.moments import tell, untell
from karn.apps.care.models.problems import Problem, ProblemStatus, card_made
from karn.apps.care.queries.problems import problems_asking
from karn.apps.care.rules.problem_tasks import PROBLEM
from karn.apps.care.rules.problems import MIDDLE, STATUSES, is_on_scale, tidy_labels
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import store_changed
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions.asked import Kept, keep_tasks
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line, plain
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen

MOMENT = "problem"
LONGEST = 500
ASK_AGAIN = timedelta(days=7)
"""What waits for them is asked about again after so long."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a problem."""

    text: str
    details: str = ""
    weight: int = MIDDLE
    urgency: int = MIDDLE
    status: str = ProblemStatus.TODO
    owner: Person | None = None
    due_on: date | None = None
    voiced_by: Contact | None = None
    raised_on: date | None = None
    solved_on: date | None = None
    brought: str = ""
    labels: list[str] = field(default_factory=list)


def add_problem(*, customer: Customer, told: Told, by: Person, on: date, at: datetime) -> Problem:
    """Note a problem of a customer. Raises BadInput without a text, and for what cannot be."""
    problem = Problem(customer=customer, card=card_made(at), made_at=at, made_by=by, changed_at=at)
    describe(problem, told, on)
    with transaction.atomic():
        problem.save()
        if problem.solved_on is not None:
            tell_solved(problem, at=at)
        _noted(problem, "made", by, at)
        ask_for_problems(at=at, among=[problem.customer_id])
    return problem


def change_problem(
    *, problem: Problem, told: Told, by: Person, on: date, at: datetime, seen: str | None = None
) -> Problem:
    """Say something else of a problem. `seen` is the :attr:`Problem.version` its changer read.

    Raises ChangedMeanwhile when another one stands there now, and as :func:`add_problem` does.
    """
    with transaction.atomic():
        stored = held(problem)
        refuse_unseen(stored, seen)
        describe(stored, told, on)
        return keep(stored, "changed", by, at)


def move_problem(*, problem: Problem, status: str, by: Person, on: date, at: datetime) -> Problem:
    """Put a problem into another column. Raises BadInput for one that there is not."""
    if status not in STATUSES:
        raise BadInput("Choose one of the columns of the board.")
    with transaction.atomic():
        stored = held(problem)
        if stored.status == status:
            return stored
        place(stored, status, on)
        return keep(stored, str(status), by, at)


def remove_problem(*, problem: Problem, by: Person, at: datetime) -> Problem:
    """Throw a problem away; it can be brought back."""
    with transaction.atomic():
        stored = held(problem)
        stored.removed_at = stored.removed_at or at
        return keep(stored, "removed", by, at)


def restore_problem(*, problem: Problem, by: Person, at: datetime) -> Problem:
    """Bring a problem back."""
    with transaction.atomic():
        stored = held(problem)
        stored.removed_at = None
        return keep(stored, "restored", by, at)


def settle_problem(*, number: int, is_done: bool, on: date, at: datetime) -> None:
    """Follow the task a problem (its id) asked for: done is solved; what waits for them is asked again.

    A task that is opened again opens its problem. Nothing is told where the problem was thrown away.
    """
    with transaction.atomic():
        stored = Problem.objects.select_for_update().filter(pk=number, removed_at__isnull=True).first()
        if stored is None or is_done == (stored.status == ProblemStatus.SOLVED):
            return
        if not is_done:
            stored.status, stored.solved_on = ProblemStatus.DOING, None
        elif stored.status == ProblemStatus.WAITING:
            stored.asks, stored.due_on = stored.asks + 1, on + ASK_AGAIN
        else:
            place(stored, ProblemStatus.SOLVED, on)
        keep(stored, stored.status, None, at)


def ask_for_problems(*, at: datetime, among: Collection[int] | None = None) -> Kept:
    """Ask people to solve the problems that have a day; of these customers (ids), or of all."""
    return keep_tasks(kind=PROBLEM.code, asked=problems_asking(among), at=at, among=among)


def held(problem: Problem) -> Problem:
    """Return it as it is stored, locked until the transaction ends."""
    return Problem.objects.select_for_update(of=("self",)).select_related("customer").get(pk=problem.pk)


def describe(problem: Problem, told: Told, on: date) -> None:
    """Write down what is said of a problem on day `on`; raises BadInput for what cannot be."""
    text = one_line(told.text)[:LONGEST]
    if not text:
        raise BadInput("Say what the problem is.")
    if not (is_on_scale(told.weight) and is_on_scale(told.urgency)):
        raise BadInput("Weight and urgency go from 1 to 5.")
    if told.status not in STATUSES:
        raise BadInput("Choose one of the columns of the board.")
    if told.voiced_by is not None and told.voiced_by.customer_id != problem.customer_id:
        raise BadInput("Who told us must be a contact of theirs.")
    problem.text, problem.details = text, plain(told.details.replace("\r\n", "\n"))
    problem.weight, problem.urgency = told.weight, told.urgency
    problem.owner, problem.due_on, problem.voiced_by = told.owner, told.due_on, told.voiced_by
    problem.raised_on = told.raised_on or problem.raised_on or on
    problem.brought = one_line(told.brought)[:LONGEST]
    problem.labels = tidy_labels(told.labels)
    place(problem, told.status, on)
    if told.solved_on is not None and problem.solved_on is not None:
        problem.solved_on = told.solved_on


def place(problem: Problem, status: str, on: date) -> None:
    """Put a problem into a column: solved on day `on`, or open again and asked for anew."""
    was_solved = problem.pk is not None and problem.solved_on is not None
    if status == ProblemStatus.SOLVED:
        problem.solved_on = problem.solved_on or on
    elif was_solved:
        problem.solved_on, problem.asks = None, problem.asks + 1
    problem.status = status


def keep(problem: Problem, what: str, by: Person | None, at: datetime) -> Problem:
    """Store a change of a problem, and bring what it asks people to do in step."""
    problem.changed_at = next_version(problem.changed_at, at)
    store_changed(problem, by=by, at=at)
    tell_solved(problem, at=at)
    _noted(problem, what, by, at)
    ask_for_problems(at=at, among=[problem.customer_id])
    return problem


def tell_solved(problem: Problem, *, at: datetime) -> None:
    """Tell in the client's story that a problem is solved, and what that brought, or take that back."""
    untell(customer_id=problem.customer_id, code=MOMENT, number=problem.pk)
    if problem.solved_on is not None and problem.removed_at is None:
        facts = {"text": problem.text, "brought": problem.brought}
        tell(
            customer_id=problem.customer_id, code=MOMENT, number=problem.pk, facts=facts, at=at,
            happened_on=problem.solved_on,
        )  # fmt: skip


def _noted(problem: Problem, what: str, by: Person | None, at: datetime) -> None:
    record(by=by, deed=Event.PROBLEM_CHANGED, about=problem, at=at, detail=what)
