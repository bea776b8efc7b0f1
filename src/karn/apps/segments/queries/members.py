"""Who belongs to a segment. Everything asked becomes conditions of the ORM: values are parameters."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_, or_
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from karn.apps.company.queries import current_company
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person
from karn.apps.segments.fields.field import When
from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.models import Segment
from karn.apps.segments.rules.definitions import Condition, Definition, Group, Match, definition_of
from karn.apps.segments.rules.values import asked


def customers_in(
    segment: Segment | Definition, *, person: Person | None, on: date, fields: Fields | None = None
) -> QuerySet[Customer]:
    """Return the customers of a segment whom this person may see, as they are on `on` (a local day).

    Nobody (None) is Karn itself, which sees all: a command. `fields` are read anew where not given.
    Raises BadInput when the segment asks for something there is not.
    """
    visible = Customer.objects.all() if person is None else customers_visible_to(person)
    return visible.filter(condition_of(segment, on=on, fields=fields))


def condition_of(segment: Segment | Definition, *, on: date, fields: Fields | None = None) -> Q:
    """Return a segment as a condition on customers. Two queries. Raises like :func:`customers_in`."""
    definition = segment if isinstance(segment, Definition) else definition_of(segment.definition)
    when = When(on, ZoneInfo(current_company().zone))
    return _joined(definition.root, fields or Fields(), when)


def ids_in(segment: Segment | Definition, *, person: Person | None, on: date) -> list[int]:
    """Return the ids of the customers of a segment, in their order: for what is no query."""
    its = customers_in(segment, person=person, on=on)
    return list(its.order_by("pk").values_list("pk", flat=True))


def _joined(group: Group, fields: Fields, when: When) -> Q:
    parts = [
        _joined(part, fields, when) if isinstance(part, Group) else _compared(part, fields, when)
        for part in group.parts
    ]
    if group.match == Match.ALL:
        return reduce(and_, parts)
    either = reduce(or_, parts)
    return ~either if group.match == Match.NONE else either


def _compared(condition: Condition, fields: Fields, when: When) -> Q:
    field = fields.named(condition.field)
    return field.condition(asked(condition, type=field.type, name=str(field.name), today=when.on), when)
