"""Two customers side by side: which one to keep, and what it would take over from the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from karn.apps.customers.models import Customer, Likeness
from karn.apps.customers.queries.customers import customers_visible_to
from karn.apps.people.models import Person
from karn.platform.facts import OWN_SOURCE

TAKEN_OVER = (
    "email", "phone", "domain", "registration_number", "street", "postcode", "city", "country", "language",
    "joined_on", "acquisition_source", "acquisition_cost", "owner_id", "team_id",
)  # fmt: skip
"""What the kept customer takes over where it has nothing."""


def facts_after(staying: Customer, going: Customer) -> dict[str, Any]:
    """Return what the kept customer would take over, by field."""
    facts = {
        name: getattr(going, name)
        for name in TAKEN_OVER
        if getattr(staying, name) in (None, "") and getattr(going, name) not in (None, "")
    }
    if staying.joined_on and going.joined_on and going.joined_on < staying.joined_on:
        facts["joined_on"] = going.joined_on
    if staying.prospect and not going.prospect:
        facts["prospect"] = False
    if going.is_key and not staying.is_key:
        facts["is_key"] = True
    further = {name: value for name, value in going.attributes.items() if name not in staying.attributes}
    if further:
        facts["attributes"] = staying.attributes | further
    return facts


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of two customers, and what the merged one would have."""

    label: str
    kept: Any
    lost: Any
    merged: Any

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.kept and self.lost and self.kept != self.lost)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers side by side, fact by fact."""

    kept: Customer
    lost: Customer
    lines: list[Line]


def pair_for(person: Person, *, kept: int, lost: int) -> Pair | None:
    """Return two customers side by side, or None where this person may not see both, or they are one."""
    visible = customers_visible_to(person).filter(pk__in=(kept, lost)).select_related("owner", "team")
    both = {one.pk: one for one in visible}
    if len(both) != 2:
        return None
    staying, going = both[kept], both[lost]
    return Pair(staying, going, _lines(staying, going))


def better_first(pair: Likeness) -> tuple[Customer, Customer]:
    """Return both, the one to keep first: rather imported than made by hand, then fuller, then older."""

    def rank(one: Customer) -> tuple[bool, bool, int, int]:
        filled = sum(bool(getattr(one, name)) for name in TAKEN_OVER)
        return (one.prospect, one.source == OWN_SOURCE, -filled, one.pk)

    first, second = sorted((pair.first, pair.second), key=rank)
    return first, second


def _lines(staying: Customer, going: Customer) -> list[Line]:
    taken = facts_after(staying, going)
    lines = []
    for name in ("name", "kind", "prospect", "is_key", *TAKEN_OVER):
        field: Any = Customer._meta.get_field(name.removesuffix("_id"))
        one, other = _said(field, staying), _said(field, going)
        if one or other:
            lines.append(Line(str(field.verbose_name), one, other, other if name in taken else one))
    for name in sorted({*staying.attributes, *going.attributes}):
        one, other = staying.attributes.get(name, ""), going.attributes.get(name, "")
        lines.append(Line(name, one, other, one or other))
    return lines


def _said(field: Any, customer: Customer) -> Any:
    value = getattr(customer, field.name)
    if isinstance(value, models.Model):
        return str(value)
    return dict(field.flatchoices).get(value, value) if field.flatchoices else value
