"""What was decided about whom, and who waits for a decision."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.fit.models import Course, Decision, Fit, Step
from karn.apps.fit.queries.checks import checks_on, fit_now, judged_on

_LARGEST = 2**63 - 1


def decisions_of(customer: int) -> list[Decision]:
    """Return what was decided about a customer, the newest first, with its steps. Two queries."""
    steps = Prefetch("steps", Step.objects.select_related("owner").order_by("place", "pk"))
    its = Decision.objects.filter(customer=customer).select_related("decider", "by", "undone_by")
    return list(its.prefetch_related(steps).order_by("-at", "-pk")[:50])


def decision_for(number: int, customers: QuerySet[Customer]) -> Decision | None:
    """Return a decision about one of these customers, or None."""
    its = Decision.objects.filter(pk=min(number, _LARGEST), customer__in=customers)
    return its.select_related("customer").first()


def step_for(number: int, customers: QuerySet[Customer]) -> Step | None:
    """Return a step of a decision that stands about one of these customers, or None."""
    its = Step.objects.filter(pk=min(number, _LARGEST), decision__customer__in=customers)
    return its.filter(decision__undone_at__isnull=True).select_related("decision__customer").first()


def decisions_standing(customers: Collection[int] | None = None) -> QuerySet[Decision]:
    """Return the decision that stands per customer: the last one that was not taken back."""
    standing = Decision.objects.filter(customer=OuterRef("customer"), undone_at__isnull=True)
    last = standing.order_by("-at", "-pk").values("pk")[:1]
    its = Decision.objects.filter(pk=Subquery(last))
    return its if customers is None else its.filter(customer__in=customers)


@dataclass(frozen=True, slots=True)
class Signing:
    """How the check before signing of a prospect came out, and who decided to sign all the same."""

    fit: str
    accepted: Decision | None

    @property
    def is_refused(self) -> bool:
        """Whether they do not fit, and nobody decided to sign all the same."""
        return self.fit == Fit.NOT_RIGHT and self.accepted is None


def signing_of(prospect: Customer) -> Signing:
    """Return how the check before signing came out. Two queries."""
    accepted = decisions_standing([prospect.pk]).filter(course=Course.ACCEPT).select_related("decider")
    return Signing(fit_now(prospect), accepted.first())


def is_refused(customer: Customer) -> bool:
    """Say whether a contract needs somebody who accepts a misfit: of prospects alone."""
    asks = customer.prospect and current_company().has(Station.CRITERIA)
    return asks and signing_of(customer).is_refused


def undecided(day: date) -> Q:
    """Return the condition on customers that they do not fit on `day` and no decision about it holds."""
    misfit = checks_on(day).filter(customer=OuterRef("pk"), fit=Fit.NOT_RIGHT)
    holds = (
        decisions_standing().filter(customer=OuterRef("pk")).filter(Q(until__isnull=True) | Q(until__gt=day))
    )
    return Q(Exists(misfit)) & ~Q(Exists(holds))


def let_go_on(day: date, customers: Collection[int]) -> set[int]:
    """Return which of these customers (ids) do not fit on `day` and nobody decided to keep. Two queries.

    Who is kept knowingly, or on repaired terms, is a client to keep while that decision holds.
    """
    misfits = set(
        checks_on(day).filter(customer__in=customers, fit=Fit.NOT_RIGHT).values_list("customer", flat=True)
    )
    kept = decisions_standing(misfits).exclude(course=Course.PART)
    holding = kept.filter(Q(until__isnull=True) | Q(until__gt=day))
    return misfits - set(holding.values_list("customer", flat=True))


def waiting_for_decision(day: date) -> QuerySet[Customer]:
    """Return who signed, is still here, does not fit, and about whom nothing is decided, by name."""
    return judged_on(day).filter(undecided(day)).order_by("name", "pk")
