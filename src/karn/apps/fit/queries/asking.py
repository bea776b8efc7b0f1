"""What has to be done about who fits: read off the checks and decisions, as tasks are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from karn.apps.customers.models import Customer
from karn.apps.farewell.rules.checklists import STEP as GOODBYE_STEP
from karn.apps.fit.models import Check, Course, Criterion, Decision, Fit, Step
from karn.apps.fit.queries.checks import checks_on, judged_on
from karn.apps.fit.queries.criteria import criteria_in_force
from karn.apps.fit.queries.decisions import decisions_standing, undecided
from karn.apps.fit.rules.judging import Met, changed
from karn.apps.fit.rules.parting import SHARED
from karn.apps.fit.rules.task_kinds import AGAIN, CHECK, DECIDE, STEP
from karn.apps.tasks.actions.asked import Asked
from karn.apps.tasks.models import Task
from karn.kernel.month import add_months

FEW: Final = 200
"""Up to so many customers tasks are asked for about each; of more, about key clients alone."""
DAYS_TO_CHECK: Final = 14
DAYS_TO_DECIDE: Final = 14


def asked_about(day: date, among: Collection[int] | None = None) -> QuerySet[Customer]:
    """Return the customers about whom tasks are asked for, with their account managers."""
    its = judged_on(day)
    if among is not None:
        its = its.filter(pk__in=among)
    few = Customer.objects.filter(prospect=False).order_by()[: FEW + 1].count() <= FEW
    return its if few else its.filter(is_key=True)


def tasks_asked(day: date, among: Collection[int] | None = None) -> dict[str, list[Asked]]:
    """Return what is asked for now, by kind of task. A fixed number of queries."""
    its = asked_about(day, among)
    criteria = criteria_in_force()
    return {
        CHECK: list(_checks(day, its, criteria)),
        **_decisions(day, its, criteria),
        STEP: list(_steps(among)),
    }


def _checks(day: date, its: QuerySet[Customer], criteria: list[Criterion]) -> Iterator[Asked]:
    """Yield who has to be checked again by a person: only who was before, where there is a question."""
    if all(one.is_rule for one in criteria):
        return
    rules = {one.pk: one for one in criteria if one.is_rule}
    owners = dict(its.order_by().values_list("pk", "owner"))
    now = {check.customer_id: check for check in checks_on(day).filter(_of(its))}
    for check in _last_by_people(its):
        holds = now.get(check.customer_id, check)
        told = _why(check, holds, rules, day)
        if told is not None:
            number, due_on, facts = told
            yield Asked(number, due_on, check.customer_id, owners.get(check.customer_id), facts)


def _of(its: QuerySet[Customer]) -> Exists:
    return Exists(its.filter(pk=OuterRef("customer")))


def _last_by_people(its: QuerySet[Customer]) -> Iterator[Check]:
    seen: set[int] = set()
    for check in Check.objects.filter(_of(its), by__isnull=False).order_by("customer", "-at", "-pk"):
        if check.customer_id not in seen:
            seen.add(check.customer_id)
            yield check


def _why(
    last: Check, holds: Check, rules: dict[int, Criterion], day: date
) -> tuple[int, date, dict[str, Any]] | None:
    """Say which row asks for a new check since the last one by a person, by when, and why; or nothing."""
    differ = changed(last.met, holds.met, rules)
    if differ:
        facts = {"why": "rule", **_words_of(rules[differ[0]])}
        return holds.pk, holds.on + timedelta(DAYS_TO_CHECK), facts
    if holds.owner_id is not None and holds.owner_id != last.owner_id:
        return holds.pk, holds.on + timedelta(DAYS_TO_CHECK), {"why": "owner"}
    year = add_months(last.on, 12)
    if day >= year - timedelta(DAYS_TO_CHECK):
        return last.pk, year, {"why": "year"}
    return None


def _words_of(criterion: Criterion) -> dict[str, Any]:
    return {"name": criterion.name} if criterion.name else {"ready": criterion.ready}


def _decisions(day: date, its: QuerySet[Customer], criteria: list[Criterion]) -> dict[str, list[Asked]]:
    """Return who waits for a first decision, and for another one, with the check or decision that asks."""
    waiting = {one.pk: one for one in its.filter(undecided(day))}
    misfits = checks_on(day).filter(_of(its.filter(undecided(day))), fit=Fit.NOT_RIGHT).order_by("pk")
    lapsed = {one.customer_id: one for one in decisions_standing().filter(_of(its.filter(undecided(day))))}
    known = {one.pk: one for one in criteria}
    first, again = [], []
    for check in misfits:
        customer = waiting[check.customer_id]
        before = lapsed.get(customer.pk)
        if before is None:
            facts = _not_met(check, known)
            due_on = check.on + timedelta(DAYS_TO_DECIDE)
            first.append(Asked(check.pk, due_on, customer.pk, customer.owner_id, facts))
        else:
            facts = {"course": before.course}
            again.append(Asked(before.pk, before.until or day, customer.pk, _who(before, customer), facts))
    return {DECIDE: first, AGAIN: again}


def _who(before: Decision, customer: Customer) -> int | None:
    """Return whose task it is to decide again: who decided then, else the account manager."""
    return before.decider_id or customer.owner_id


def _not_met(check: Check, known: dict[int, Criterion]) -> dict[str, Any]:
    required = (known[number] for number, met in check.met.items() if met == Met.NO and number in known)
    first = next((one for one in required if one.required), None)
    return _words_of(first) if first else {"ready": ""}


def _steps(among: Collection[int] | None) -> Iterator[Asked]:
    """Yield the steps of the decisions that stand; not those for which the goodbye itself asks by now."""
    standing = decisions_standing(among).filter(course__in=[Course.REPAIR, Course.PART])
    said = Task.objects.filter(origin=GOODBYE_STEP.code, customer=OuterRef("decision__customer"))
    its = Step.objects.filter(decision__in=standing, done_at__isnull=True).select_related("decision")
    its = its.exclude(Exists(said), ready__in=SHARED)
    for step in its.order_by("pk"):
        words = {"text": step.text} if step.text else {"ready": step.ready}
        facts = {"course": step.decision.course, **words}
        yield Asked(step.pk, step.due_on, step.decision.customer_id, step.owner_id, facts)
