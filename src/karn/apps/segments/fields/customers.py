"""What can be asked of the customers themselves: they stand below the segments and cannot say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Kind
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.people.queries.persons import team_choices
from karn.apps.segments.fields.attributes import attribute_fields
from karn.apps.segments.fields.comparing import amount_in, key_in
from karn.apps.segments.fields.field import (
    Choices,
    Field,
    When,
    code_column,
    day_column,
    text_column,
    yes,
)
from karn.apps.segments.rules.operators import FieldType
from karn.apps.segments.rules.values import Asked

MOST_CHOICES = 300


class Customers:
    """The customers' own facts, and the company's own attributes."""

    name = _("Customer")

    def fields(self) -> Sequence[Field]:
        """Return the fixed ones, then the company's own. One query."""
        return (*FIELDS, *attribute_fields())


def values_in_use(column: str) -> Callable[[Person], Choices]:
    """Return what is used in a column of the customers somebody may see, each once."""

    def used(person: Person) -> Choices:
        rows = customers_visible_to(person).exclude(**{column: ""}).order_by(column)
        return [(value, value) for value in rows.values_list(column, flat=True).distinct()[:MOST_CHOICES]]

    return used


def _people() -> Choices:
    return [(str(person.pk), person.name) for person in active_people()]


def _teams() -> Choices:
    return [(str(number), name) for number, name in team_choices()]


def _in_team(asked: Asked, _when: When) -> Q:
    """Find by the team that looks after a customer: the one named, else that of the account manager."""
    named = Q(team__isnull=False)
    return key_in(asked, "team") | (~named & key_in(asked, "owner__team"))


FIELDS = (
    Field("customers.name", _("Name"), FieldType.TEXT, text_column("name")),
    Field(
        "customers.kind", _("Company or person"), FieldType.CHOICE, code_column("kind"), lambda: Kind.choices
    ),
    Field(
        "customers.prospect", _("Not a customer yet"), FieldType.YES_NO, yes(lambda _when: Q(prospect=True))
    ),
    Field("customers.key", _("Key client"), FieldType.YES_NO, yes(lambda _when: Q(is_key=True))),
    Field("customers.email", _("E-mail"), FieldType.TEXT, text_column("email")),
    Field("customers.city", _("City"), FieldType.TEXT, text_column("city")),
    Field("customers.postcode", _("Postcode"), FieldType.TEXT, text_column("postcode")),
    Field(
        "customers.country",
        _("Country"),
        FieldType.CHOICE,
        code_column("country"),
        in_use=values_in_use("country"),
    ),
    Field(
        "customers.language",
        _("Language"),
        FieldType.CHOICE,
        code_column("language"),
        in_use=values_in_use("language"),
    ),
    Field(
        "customers.owner",
        _("Account manager"),
        FieldType.CHOICE,
        lambda asked, _when: key_in(asked, "owner"),
        _people,
    ),
    Field("customers.team", _("Team"), FieldType.CHOICE, _in_team, _teams),
    Field("customers.joined_on", _("Customer since"), FieldType.DATE, day_column("joined_on")),
    Field(
        "customers.acquisition_source",
        _("Came from"),
        FieldType.TEXT,
        text_column("acquisition_source"),
        in_use=values_in_use("acquisition_source"),
    ),
    Field(
        "customers.acquisition_cost",
        _("What winning it cost"),
        FieldType.MONEY,
        lambda asked, _when: amount_in(asked, "acquisition_cost"),
    ),
)
CUSTOMERS = Customers()
