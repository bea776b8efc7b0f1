"""What the company's page of criteria shows, and the list of customers with their fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from karn.apps.customers.models import Customer
from karn.apps.fit.models import Check, Criterion, Fit
from karn.apps.fit.queries.checks import checks_on, counts_on, is_fit, judged_on
from karn.apps.fit.queries.criteria import all_criteria
from karn.apps.fit.queries.records import records_of
from karn.apps.fit.rules.judging import Met, mark_of
from karn.apps.fit.rules.retaining import Record
from karn.apps.measures.queries import kept

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Judged(TypedDict):
        fit: str
        since: date | None
        checker: str | None

    JudgedCustomer = WithAnnotations[Customer, _Judged]


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion: how many customers meet it now, do not, and of how many nobody knows; its record."""

    criterion: Criterion
    met: int
    not_met: int
    unknown: int
    record: Record | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All criteria, and how many customers are right, not right and unchecked on the day."""

    lines: tuple[Line, ...]
    counts: dict[str, int]

    @property
    def customers(self) -> int:
        """How many customers are judged."""
        return sum(self.counts.values())

    @property
    def in_force(self) -> list[Criterion]:
        """The criteria by which they are judged."""
        return [line.criterion for line in self.lines if line.criterion.off_at is None]

    @property
    def decides(self) -> bool:
        """Whether there is a criterion somebody can be right by."""
        return any(one.required for one in self.in_force)

    @property
    def rules_decide(self) -> bool:
        """Whether nobody has to answer anything: every required criterion is a rule."""
        return self.decides and all(one.is_rule for one in self.in_force if one.required)


def overview_on(day: date) -> Overview:
    """Return what the page of criteria shows. A fixed number of queries."""
    criteria = list(all_criteria())
    if not criteria:
        return Overview((), {})
    counted = _counted(criteria, day)
    numbers = [(one.pk, one.version) for one in criteria]
    records = kept(("records of criteria", day, numbers), lambda: records_of(criteria, day))
    lines = tuple(_line(one, counted, records.get(one.pk)) for one in criteria)
    return Overview(lines, counts_on(day, judged_on(day)))


def _counted(criteria: list[Criterion], day: date) -> dict[str, int]:
    here = judged_on(day).filter(pk=OuterRef("customer"))
    wanted: dict[str, Any] = {
        f"{met.value}_{one.pk}": Count("pk", filter=Q(answers__contains=mark_of(one.pk, met)))
        for one in criteria
        for met in Met
    }
    return checks_on(day).filter(Exists(here)).aggregate(**wanted)


def _line(one: Criterion, counted: dict[str, int], record: Record | None) -> Line:
    met, not_met, unknown = (counted[f"{came_to.value}_{one.pk}"] for came_to in Met)
    return Line(one, met, not_met, unknown, record)


def judged_customers(
    among: QuerySet[Customer], day: date, *, fit: str = "", prospects: bool = False
) -> QuerySet[JudgedCustomer]:
    """Return these customers as they are judged on `day`, by name: `fit`, `since` and `checker`.

    Everybody who signed and is here, or with `prospects` who did not sign yet; narrowed to one `fit`.
    """
    here = judged_on(day).filter(pk=OuterRef("pk"))
    its = among.filter(prospect=True) if prospects else among.filter(Exists(here))
    if fit in Fit.values:
        its = its.filter(is_fit(fit, day))
    now = checks_on(day).filter(customer=OuterRef("pk"))
    return its.annotate(
        fit=Coalesce(Subquery(now.values("fit")[:1]), Value(Fit.UNCHECKED.value)),
        since=Subquery(now.values("on")[:1]),
        checker=Subquery(now.values("by__name")[:1]),
    ).order_by("name", "pk")


def all_checks(among: QuerySet[Customer]) -> QuerySet[Check]:
    """Return every check of these customers, the newest first."""
    its = Check.objects.filter(Exists(among.filter(pk=OuterRef("customer"))))
    return its.select_related("customer", "by").order_by("-on", "-pk")
