"""Reads of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from karn.apps.contracts.queries import left_on
from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.customers.queries.key_clients import cared_for
from karn.apps.fit.queries import let_go_on
from karn.apps.people.models import Person
from karn.apps.threats.models import Case, CaseStep, Signal
from karn.apps.threats.queries.signals import open_signals, threatened_on
from karn.apps.threats.rules.cases import State
from karn.apps.threats.rules.sentences import sentence
from karn.apps.threats.rules.thresholds import AT_RISK_FROM
from karn.kernel.errors import BadInput

_LARGEST = 2**63 - 1


def open_cases() -> QuerySet[Case]:
    """Return the cases in which something is still to be done or asked; none of customers in the bin."""
    there = Q(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    return Case.objects.exclude(state=State.CLOSED).filter(there)


def to_open(on: date) -> list[tuple[Customer, list[Signal]]]:
    """Return for whom a case is to be opened on `on`, each with the signs that say so.

    The customers cared for one by one who are at risk, have no open case, and are kept: not found to be no
    right client, or kept all the same because somebody decided so. Who was never checked counts as one we
    want to keep. A fixed number of queries.
    """
    has_case = Case.objects.filter(customer=OuterRef("pk")).exclude(state=State.CLOSED)
    wanted = threatened_on(on).filter(pk__in=cared_for().values("pk")).exclude(Exists(has_case))
    customers = list(wanted.order_by("pk"))
    let_go = let_go_on(on, [customer.pk for customer in customers])
    kept = [one for one in customers if one.pk not in let_go]
    signs: dict[int, list[Signal]] = {customer.pk: [] for customer in kept}
    for sign in open_signals().filter(customer__in=signs).order_by("-strength", "since", "rule"):
        signs[sign.customer_id].append(sign)
    closed = _closed_last(list(signs))
    return [
        (customer, signs[customer.pk])
        for customer in kept
        if not _closed_over(closed.get(customer.pk), signs[customer.pk])
    ]


def _closed_last(customers: list[int]) -> dict[int, Case]:
    """Return the case of each of these customers (ids) that was closed last, where there was one."""
    its = Case.objects.filter(customer__in=customers, state=State.CLOSED).order_by("closed_on", "pk")
    return {case.customer_id: case for case in its}


def _closed_over(last: Case | None, signs: list[Signal]) -> bool:
    """Say whether the last case was closed over these very signs, as strong as they are now."""
    if last is None:
        return False
    known = {sign["rule"]: (sign["since"], last.strength) for sign in last.signs}
    strong = [sign for sign in signs if sign.strength >= AT_RISK_FROM]
    return all(_is_known(sign, known.get(sign.rule)) for sign in strong)


def _is_known(sign: Signal, told: tuple[str, int] | None) -> bool:
    return told is not None and sign.since.isoformat() <= told[0] and sign.strength <= told[1]


def for_the_meeting(person: Person) -> QuerySet[Case]:
    """Return the cases the weekly meeting talks about: open ones, and solved ones nobody asked about again.

    Those nobody acted on in time come first.
    """
    seen = _seen_by(person).filter(Q(state=State.OPEN) | Q(state=State.SOLVED, meeting_from__isnull=False))
    return seen.order_by(F("meeting_from").asc(nulls_last=True), "-strength", "due_on", "pk")


def _seen_by(person: Person) -> QuerySet[Case]:
    """Return the cases of customers this person may see, none of customers in the bin or merged away."""
    there = Q(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    return Case.objects.filter(there, is_visible_to(person, "customer")).select_related("customer", "owner")


def open_signs_of(customer: int) -> list[Signal]:
    """Return the open signals of a customer, the strongest first."""
    return list(open_signals().filter(customer=customer).order_by("-strength", "since", "rule"))


def cases_visible_to(person: Person, *, state: str = "open") -> QuerySet[Case]:
    """Return the cases this person may see: of customers they may see, and their own.

    Open ones the most urgent first: those for the weekly meeting, then by strength and day. Closed ones the
    latest first.
    """
    listed = _seen_by(person)
    if state == State.CLOSED:
        return listed.filter(state=State.CLOSED).order_by("-closed_on", "-pk")
    if state == State.SOLVED:
        return listed.filter(state=State.SOLVED).order_by("ask_again_on", "pk")
    return listed.filter(state=State.OPEN).order_by(
        F("meeting_from").asc(nulls_last=True), "-strength", "due_on", "pk"
    )


def case_for(person: Person, number: int) -> Case | None:
    """Return a case this person may see, or None."""
    if number > _LARGEST:
        return None
    seen = Case.objects.filter(is_visible_to(person, "customer"), customer__deleted_at__isnull=True)
    return seen.select_related("customer", "owner", "said_by").filter(pk=number).first()


def case_of(customer: Customer) -> Case | None:
    """Return the open case of a customer, or the one closed last, or None."""
    its = Case.objects.filter(customer=customer).order_by(F("closed_on").desc(nulls_first=True), "-pk")
    return its.first()


def is_let_go(customer: Customer, *, on: date) -> bool:
    """Say whether no case opens by itself: they do not fit, and nobody decided to keep them. Two queries."""
    return bool(let_go_on(on, [customer.pk]))


def is_cared_for(customer: Customer) -> bool:
    """Say whether cases of theirs open by themselves at all: one of those cared for one by one."""
    return cared_for().filter(pk=customer.pk).exists()


def is_gone(customer: Customer, *, on: date) -> bool:
    """Say whether they have left already: then there is nobody to keep, and no case to open."""
    return left_on(on).filter(pk=customer.pk).exists()


def refuse_gone(customer: Customer, *, on: date) -> None:
    """Raise BadInput for who has left."""
    if is_gone(customer, on=on):
        raise BadInput("They have left: a case is for a client who is still here.")


@dataclass(frozen=True, slots=True)
class CaseStory:
    """A case as people read it: why it was opened, what happened, and what the rules see now."""

    case: Case
    why: list[str]
    steps: list[CaseStep]
    now: list[str]
    others: list[Case]


def story_of(case: Case, *, on: date) -> CaseStory:
    """Return everything about a case, in the language in force. Three queries."""
    steps = list(case.steps.filter(taken_back=False).select_related("by"))
    others = Case.objects.filter(customer=case.customer_id).exclude(pk=case.pk).order_by("-opened_on", "-pk")
    now = [sentence(sign.rule, sign.facts, on=on) for sign in open_signs_of(case.customer_id)]
    return CaseStory(case, why_of(case, on=on), steps, now, list(others[:10]))


def why_of(case: Case, *, on: date) -> list[str]:
    """Return why a case was opened, one sentence per sign; people's own words first."""
    said = [sentence(sign["rule"], sign["facts"], on=on) for sign in case.signs if sign.get("facts")]
    return [case.words, *said] if case.words else said
