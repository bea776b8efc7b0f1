"""Contacts: the persons at customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer
from karn.apps.intake.targets.columns import CUSTOMER_ID, EMAIL, PHONE
from karn.apps.intake.targets.rows import Context, Rows
from karn.apps.intake.targets.target import UNKNOWN_CUSTOMER, Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, plain, text
from karn.engine.tables import Column, Type

COLUMNS = (
    Column(
        "contact_id",
        Type.ID,
        "The contact's number or code.",
        required=True,
        aliases=(
            "contact",
            "person id",
            "contactpersoon id",
            "contactnummer",
            "kontakt id",
            "kontaktperson id",
            "id",
        ),
    ),
    CUSTOMER_ID,
    Column(
        "name",
        Type.TEXT,
        "The person's name.",
        required=True,
        aliases=("contact name", "naam", "contactpersoon", "namn", "kontaktperson"),
    ),
    EMAIL,
    PHONE,
    Column(
        "role",
        Type.TEXT,
        "What the person does there.",
        aliases=("job title", "title", "functie", "rol", "roll", "befattning"),
    ),
    Column(
        "champion", Type.BOOLEAN, "Speaks up for us.", aliases=("ambassador", "ambassadeur", "ambassadör")
    ),
    Column(
        "starts_on",
        Type.DATE,
        "First day as our contact.",
        aliases=("start", "from", "since", "vanaf", "startdatum", "från"),
    ),
    Column(
        "ends_on",
        Type.DATE,
        "First day no longer our contact.",
        aliases=("end", "until", "tot", "einddatum", "slutdatum", "till"),
    ),
)


def _derive(rows: Rows, context: Context) -> None:
    for name, characters in (("name", 300), ("phone", 60), ("role", 120)):
        rows.refuse_longer(name, characters, context)


CONTACTS = Target(
    name="contacts",
    label=_("Contacts"),
    means=_("The persons at your customers: one row each. Import the customers first."),
    columns=COLUMNS,
    grain=("contact_id",),
    ordered=(("starts_on", "ends_on"),),
    derive=_derive,
    links=(Link("customer_ref", Customer, "customer_id", refuse=UNKNOWN_CUSTOMER),),
    own=Upsert(
        Contact,
        key={"source": "%(source)s", "source_id": "s.contact_id"},
        values={
            "customer_id": Value("s.customer_ref", ("customer_id",)),
            "name": text("name"),
            "email": text("email"),
            "phone": text("phone"),
            "role": text("role"),
            "champion": text("champion", "FALSE"),
            "starts_on": plain("starts_on"),
            "ends_on": plain("ends_on"),
        },
    ),
)
