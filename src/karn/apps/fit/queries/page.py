"""What one customer's page of criteria shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from karn.apps.customers.models import Customer
from karn.apps.fit.models import Answer, Check, Criterion, Decision, Fit
from karn.apps.fit.queries.checks import answers_of, check_now, checks_of
from karn.apps.fit.queries.criteria import criteria_in_force
from karn.apps.fit.queries.decisions import decisions_of
from karn.apps.fit.queries.judging import Judge
from karn.apps.fit.rules.judging import Met


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion for one customer: what it comes to now, and what people answered, the newest first.

    `counts` is false before somebody signs where the criterion is known only later.
    """

    criterion: Criterion
    met: Met
    answers: tuple[Answer, ...]
    counts: bool = True

    @property
    def last(self) -> Answer | None:
        """The answer that counts."""
        return self.answers[0] if self.answers else None


@dataclass(frozen=True, slots=True)
class FitPage:
    """One customer's criteria now, what holds, what was decided, and the history."""

    customer: Customer
    asked: tuple[Asked, ...]
    check: Check | None
    decisions: tuple[Decision, ...]
    history: tuple[Check, ...]
    on: date

    @property
    def fit(self) -> str:
        """What holds."""
        return self.check.fit if self.check else Fit.UNCHECKED.value

    @property
    def standing(self) -> Decision | None:
        """The decision that counts, if there is one."""
        return next((one for one in self.decisions if one.undone_at is None), None)

    @property
    def needs_decision(self) -> bool:
        """Whether somebody has to decide: does not fit, and nothing that holds was decided."""
        decided = self.standing is not None and self.standing.holds_on(self.on)
        return self.fit == Fit.NOT_RIGHT and not decided

    @property
    def questions(self) -> list[Asked]:
        """What people answer."""
        return [one for one in self.asked if not one.criterion.is_rule and one.counts]

    @property
    def first_open(self) -> int | None:
        """The first question (its id) nobody answered."""
        return next((one.criterion.pk for one in self.questions if one.met == Met.UNKNOWN), None)

    @property
    def missing(self) -> list[Criterion]:
        """The required criteria nobody answered."""
        its = (one for one in self.asked if one.counts and one.criterion.required)
        return [one.criterion for one in its if one.met == Met.UNKNOWN]

    @property
    def not_met(self) -> list[Criterion]:
        """The required criteria that are not met."""
        its = (one for one in self.asked if one.counts and one.criterion.required)
        return [one.criterion for one in its if one.met == Met.NO]


def fit_page(customer: Customer, on: date) -> FitPage:
    """Return what the page shows. A fixed number of queries, and one for each rule."""
    criteria = criteria_in_force()
    found = Judge(criteria, on).found(low=customer.pk, high=customer.pk) if criteria else []
    met = found[0].met if found else {}
    said = answers_of(customer.pk)
    asked = tuple(
        Asked(
            one,
            met.get(one.pk, Met.UNKNOWN),
            tuple(answer for answer in said if answer.criterion_id == one.pk),
            counts=one.at_signing or not customer.prospect,
        )
        for one in criteria
    )
    return FitPage(
        customer,
        asked,
        check_now(customer.pk),
        tuple(decisions_of(customer.pk)),
        tuple(checks_of(customer.pk)),
        on,
    )
