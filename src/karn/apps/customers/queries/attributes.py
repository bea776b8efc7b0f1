"""The company's own attributes, and what a customer says under them."""

from __future__ import annotations

from dataclasses import dataclass

from karn.apps.customers.models import AttributeKind, AttributeType, Customer
from karn.apps.customers.rules.values import value_of
from karn.kernel.errors import BadInput


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of one customer: `kind` is None for what came with a file and nobody declared.

    `type` is that of the value as it stands there: what does not fit its kind is text.
    """

    name: str
    value: str
    kind: AttributeKind | None
    type: str


def attribute_kinds() -> list[AttributeKind]:
    """Return the company's own attributes, by name."""
    return list(AttributeKind.objects.all())


def attributes_of(customer: Customer) -> list[Attribute]:
    """Return what is known of the customer under attributes, by name: declared first. At most one query."""
    told = {name: value for name, value in customer.attributes.items() if value not in (None, "")}
    kinds = {kind.name: kind for kind in attribute_kinds()} if told else {}
    names = [*(name for name in kinds if name in told), *sorted(name for name in told if name not in kinds)]
    return [_attribute(name, str(told[name]), kinds.get(name)) for name in names]


def _attribute(name: str, value: str, kind: AttributeKind | None) -> Attribute:
    if kind is None:
        return Attribute(name, value, None, AttributeType.TEXT)
    try:
        return Attribute(name, value_of(value, type=kind.type, choices=kind.choices), kind, kind.type)
    except BadInput:
        return Attribute(name, value, kind, AttributeType.TEXT)
