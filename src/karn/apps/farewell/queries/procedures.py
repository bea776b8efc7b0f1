"""Who of us read how leaving works here, as it is told today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from karn.apps.company.queries import current_company
from karn.apps.farewell.models.procedures import ProcedureRead
from karn.apps.farewell.rules.packs import pack_of
from karn.apps.farewell.rules.procedures import Procedure, procedure_of
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.platform.versions import version_of


@dataclass(frozen=True, slots=True)
class Reader:
    """One of us, and when they read it as it is now; None for not yet."""

    person: Person
    read_at: datetime | None


def procedure_in(language: str) -> Procedure:
    """Return how leaving works here, in this language."""
    with translation.override(language):
        return procedure_of(pack_of(current_company().country), language)


def version_now() -> str:
    """Name the procedure as it stands today: whatever changes in it has another name."""
    return version_of(procedure_in(current_company().language).words)


def has_read(person: Person) -> bool:
    """Say whether this person read the procedure as it is now."""
    return ProcedureRead.objects.filter(person=person, version=version_now()).exists()


def readers_now() -> list[Reader]:
    """Return who of us read it as it is now, by name. Two queries."""
    its = ProcedureRead.objects.filter(version=version_now())
    read = dict(its.values_list("person", "read_at"))
    return [Reader(one, read.get(one.pk)) for one in active_people().order_by("name", "pk")]
