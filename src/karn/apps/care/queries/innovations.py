"""Reads of what is normal to us, and of which client does it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from karn.apps.care.models.innovations import Innovation, Tick, Uptake
from karn.apps.care.rules.uptakes import NEXT, TOLD, is_gap
from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.people.models import Person

_RELATED = ("customer", "innovation", "proposed_by", "told", "changed_by")


def innovations() -> QuerySet[Innovation]:
    """Return what is normal to us, in the order of writing."""
    return Innovation.objects.filter(removed_at__isnull=True).order_by("pk")


def innovation_numbered(number: int, *, removed: bool = False) -> Innovation | None:
    """Return one thing that is normal to us, or None; `removed`: one that was thrown away, too."""
    if number > 2**63 - 1:
        return None
    its = Innovation.objects.filter(pk=number)
    return (its if removed else its.filter(removed_at__isnull=True)).first()


def innovations_in_bin() -> QuerySet[Innovation]:
    """Return what was thrown away, the latest first."""
    return Innovation.objects.filter(removed_at__isnull=False).order_by("-removed_at", "pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing and where a client stands with it: `tick` is None where nobody knows."""

    innovation: Innovation
    tick: Tick | None

    @property
    def state(self) -> str:
        """The state's code, empty where nobody knows."""
        return self.tick.state if self.tick else ""

    @property
    def state_words(self) -> str:
        """The state in words."""
        return str(self.tick.get_state_display()) if self.tick else ""

    @property
    def is_gap(self) -> bool:
        """Whether it is something to propose."""
        return is_gap(self.state)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """What can come of it: code and words."""
        return [(code, str(Uptake(code).label)) for code in NEXT[self.state]]


def lines_of(customer: Customer) -> list[Line]:
    """Return all that is normal to us, and where this client stands with each. Two queries."""
    ticks = {
        tick.innovation_id: tick
        for tick in Tick.objects.filter(customer=customer).select_related("proposed_by", "told")
    }
    return [Line(one, ticks.get(one.pk)) for one in innovations()]


def proposals_told(item: Innovation, person: Person | None = None) -> list[Tick]:
    """Return who was told of this thing and when, the latest first; of the customers this person may see."""
    told = Tick.objects.filter(innovation=item, state__in=TOLD, proposed_on__isnull=False)
    return list(_seen(told, person).order_by("-proposed_on", "-pk"))


def taken_up(item: Innovation, person: Person | None = None) -> list[Tick]:
    """Return who took this thing up, the latest first; of the customers this person may see."""
    took = Tick.objects.filter(innovation=item, state=Uptake.TAKEN_UP)
    return list(_seen(took, person).order_by("-decided_on", "-pk"))


def ticks_of(item: Innovation, person: Person | None = None) -> list[Tick]:
    """Return where every client who was ticked stands with this thing, by name."""
    its = Tick.objects.filter(innovation=item)
    return list(_seen(its, person).order_by("customer__name", "customer", "pk"))


def _seen(ticks: QuerySet[Tick], person: Person | None) -> QuerySet[Tick]:
    its = ticks.select_related(*_RELATED)
    its = its.filter(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    return its.filter(is_visible_to(person, "customer")) if person is not None else its


def taken_up_between(customer: Customer, since: date, until: date) -> list[Tick]:
    """Return what a customer took up from `since` up to, not including, `until`, the oldest first."""
    its = Tick.objects.filter(
        customer=customer, state=Uptake.TAKEN_UP, decided_on__gte=since, decided_on__lt=until
    )
    return list(its.select_related(*_RELATED).order_by("decided_on", "pk"))


def counted(person: Person) -> list[tuple[Innovation, dict[str, int]]]:
    """Return all that is normal to us, and how many clients stand where, as far as this person sees them.

    Two queries.
    """
    visible = Tick.objects.filter(is_visible_to(person, "customer")).order_by()
    found: dict[int, dict[str, int]] = {}
    for number, state, many in visible.values_list("innovation", "state").annotate(many=Count("pk")):
        found.setdefault(number, dict.fromkeys(Uptake.values, 0))[state] = many
    return [(one, found.get(one.pk, dict.fromkeys(Uptake.values, 0))) for one in innovations()]


def gap_counts(customers: Collection[int]) -> dict[int, int]:
    """Return how many things each of these customers (ids) does not do yet and nobody proposed. One query."""
    gaps = Q(customer__in=customers, state=Uptake.DOES_NOT, innovation__removed_at__isnull=True)
    rows = Tick.objects.filter(gaps).order_by().values_list("customer")
    return dict(rows.annotate(many=Count("pk")))
