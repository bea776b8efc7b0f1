"""Reads of customers' problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from karn.apps.care.models.problems import OPEN_PROBLEMS, Problem, ProblemStatus
from karn.apps.care.rules.problem_tasks import number_of
from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.people.models import Person
from karn.apps.tasks.actions.asked import Asked

PAGE = 50
"""Problems on one page."""
SHOWN_SOLVED = 20
"""So many solved problems stand on a board, the latest first."""

_LARGEST = 2**63 - 1
_BY_RANK = (-(F("weight") * F("urgency")), "raised_on", "pk")


def problem_for(person: Person, number: int, *, removed: bool = False) -> Problem | None:
    """Return a problem of a customer this person may see, or None; `removed`: one in the bin, too."""
    if number > _LARGEST:
        return None
    its = Problem.objects.filter(is_visible_to(person, "customer"), pk=number)
    its = its if removed else its.filter(removed_at__isnull=True)
    return its.select_related("customer", "owner", "voiced_by").first()


def problems_in_bin(person: Person) -> QuerySet[Problem]:
    """Return the problems this person may bring back, the latest thrown away first."""
    thrown = Problem.objects.filter(is_visible_to(person, "customer"), removed_at__isnull=False)
    return thrown.select_related("customer").order_by("-removed_at", "pk")


def problems_of(customers: Iterable[Customer] | QuerySet[Customer]) -> QuerySet[Problem]:
    """Return every problem of these customers, solved ones too: what matters most first, then the oldest."""
    its = Problem.objects.filter(customer__in=customers, removed_at__isnull=True)
    return its.select_related("customer", "owner", "voiced_by").order_by(*_BY_RANK)


def open_problems_of(customer: Customer) -> list[Problem]:
    """Return what is not solved yet: what matters most first, then the oldest. One query."""
    its = Problem.objects.filter(OPEN_PROBLEMS, customer=customer).select_related("owner", "voiced_by")
    return list(its.order_by(*_BY_RANK))


def problems_solved_between(customer: Customer, since: date, until: date) -> list[Problem]:
    """Return what was solved from `since` up to, not including, `until`, the oldest first. One query."""
    solved = Problem.objects.filter(
        customer=customer, status=ProblemStatus.SOLVED, removed_at__isnull=True,
        solved_on__gte=since, solved_on__lt=until,
    )  # fmt: skip
    return list(solved.select_related("owner", "voiced_by").order_by("solved_on", "pk"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a board; `more` says whether there are others, left out."""

    status: ProblemStatus
    problems: list[Problem]
    more: bool = False


def board_of(customer: Customer) -> list[Column]:
    """Return the customer's board: what matters most first, of what is solved the latest. Two queries."""
    columns = {status: Column(status, []) for status in ProblemStatus}
    for problem in open_problems_of(customer):
        columns[ProblemStatus(problem.status)].problems.append(problem)
    solved = latest_solved_of(customer, limit=SHOWN_SOLVED + 1)
    more = len(solved) > SHOWN_SOLVED
    columns[ProblemStatus.SOLVED] = Column(ProblemStatus.SOLVED, solved[:SHOWN_SOLVED], more)
    return list(columns.values())


def latest_solved_of(customer: Customer, *, limit: int) -> list[Problem]:
    """Return what was solved last, the latest first. One query."""
    solved = Problem.objects.filter(customer=customer, status=ProblemStatus.SOLVED, removed_at__isnull=True)
    return list(solved.select_related("owner", "voiced_by").order_by("-solved_on", "-pk")[:limit])


@dataclass(frozen=True, slots=True)
class ProblemWish:
    """What the list of all problems is asked for: whose (`me`, `none`, an id, or all), and which."""

    owner: str = ""
    status: str = ""
    sort: str = ""


def all_problems(person: Person, wish: ProblemWish) -> QuerySet[Problem]:
    """Return the open problems of customers this person may see, what matters most to the client first.

    What has no owner is solved by whoever looks after the customer.

    `oldest` sorts by who waits longest, `due` by the day; `solved` are those instead, the latest first.
    """
    its = Problem.objects.filter(is_visible_to(person, "customer"), removed_at__isnull=True)
    its = its.select_related("customer__owner", "owner", "voiced_by").filter(_whose(person, wish.owner))
    if wish.status == ProblemStatus.SOLVED:
        return its.filter(status=ProblemStatus.SOLVED).order_by("-solved_on", "-pk")
    its = its.filter(OPEN_PROBLEMS)
    if wish.status in set(ProblemStatus):
        its = its.filter(status=wish.status)
    orders: dict[str, Sequence[object]] = {
        "oldest": ("raised_on", "pk"),
        "due": (F("due_on").asc(nulls_last=True), "pk"),
    }
    return its.order_by(*orders.get(wish.sort, _BY_RANK))  # type: ignore[arg-type]


def _whose(person: Person, owner: str) -> Q:
    if owner == "none":
        return Q(owner__isnull=True, customer__owner__isnull=True)
    number = person.pk if owner == "me" else int(owner) if owner.isdecimal() and len(owner) < 19 else 0
    its = Q(owner=number) | Q(owner__isnull=True, customer__owner=number)
    return its if number else Q()


def problem_page(person: Person, wish: ProblemWish, *, page: int) -> tuple[list[Problem], bool]:
    """Return a page of :func:`all_problems`, and whether there is another one. One query."""
    start = (page - 1) * PAGE
    rows = list(all_problems(person, wish)[start : start + PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def open_counts(customers: Collection[int], *, on: date) -> dict[int, tuple[int, int, date]]:
    """Return per customer (id) how many problems are open and how many overdue on `on`, and the oldest's day.

    One query; a customer without any is left out.
    """
    found: dict[int, tuple[int, int, date]] = {}
    rows = Problem.objects.filter(OPEN_PROBLEMS, customer__in=customers).order_by("raised_on", "pk")
    for customer, due_on, raised_on in rows.values_list("customer", "due_on", "raised_on"):
        count, overdue, oldest = found.get(customer, (0, 0, raised_on))
        late = due_on is not None and due_on < on
        found[customer] = (count + 1, overdue + late, oldest)
    return found


def problems_asking(among: Collection[int] | None = None) -> Iterable[Asked]:
    """Yield what open problems with a day ask people to do, of these customers (ids) or of all. One query."""
    its = Problem.objects.filter(OPEN_PROBLEMS, due_on__isnull=False)
    its = its.filter(customer__in=among) if among is not None else its
    its = its.filter(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    for problem in its.select_related("customer").order_by("pk"):
        yield asked_of(problem)


def asked_of(problem: Problem) -> Asked:
    """Return what a problem with a day asks its owner to do, or whoever looks after the customer."""
    assert problem.due_on is not None  # noqa: S101 (asked for by the callers)
    return Asked(
        number=number_of(problem.pk, problem.asks),
        due_on=problem.due_on,
        customer_id=problem.customer_id,
        owner_id=problem.owner_id or problem.customer.owner_id,
        facts={
            "text": problem.text,
            "status": problem.status,
            "weight": problem.weight,
            "urgency": problem.urgency,
        },
    )
