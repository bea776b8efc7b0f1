"""All that can be asked of customers: each app's fields, listed in `project/wiring.py`."""

from __future__ import annotations

from dataclasses import dataclass

from karn.apps.people.models import Person
from karn.apps.segments.fields.field import Field, FieldSource, Name
from karn.kernel.errors import BadInput

_sources: list[FieldSource] = []


@dataclass(frozen=True, slots=True)
class Shelf:
    """The fields of one app under their heading."""

    name: Name
    fields: tuple[Field, ...]


class Fields:
    """All fields as they are now; the company's own attributes are read when this is made.

    What customers say under a field is offered to a `person` only, out of the customers that one may see.
    """

    def __init__(self, person: Person | None = None) -> None:
        """Ask every app for its fields. One query."""
        shelves = [(source.name, tuple(source.fields())) for source in _sources]
        if person is not None:
            shelves = [(name, tuple(one.offered_to(person) for one in its)) for name, its in shelves]
        self.shelves = tuple(Shelf(name, its) for name, its in shelves)
        self._by_code = {field.code: field for shelf in self.shelves for field in shelf.fields}

    def named(self, code: str) -> Field:
        """Return the field with this code. Raises BadInput for one there is not (any more)."""
        if code not in self._by_code:
            shown = code.rpartition(":")[2] or code
            raise BadInput("There is no “%(field)s” to choose customers by (any more).", field=shown)
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        """Say whether there is a field with this code."""
        return code in self._by_code


def register_fields(source: FieldSource) -> None:
    """Offer an app's fields. Called by the project's wiring only; a second time changes nothing."""
    if source not in _sources:
        _sources.append(source)


def field_sources() -> tuple[FieldSource, ...]:
    """Return all sources, in the order of registration."""
    return tuple(_sources)
