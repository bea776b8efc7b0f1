"""Customers: who pays, with every further column kept as an attribute."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.apps.intake.targets.addresses import without_nothing
from karn.apps.intake.targets.columns import EMAIL, OWN_CUSTOMER_ID, PHONE
from karn.apps.intake.targets.countries import country_code
from karn.apps.intake.targets.rows import Context, Rows
from karn.apps.intake.targets.target import Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, fixed, plain, text
from karn.apps.intake.targets.words import CUSTOMER_KINDS
from karn.apps.people.models import Person
from karn.engine.tables import Column, Type

COLUMNS = (
    OWN_CUSTOMER_ID,
    Column(
        "name",
        Type.TEXT,
        "Its name; empty = its number.",
        aliases=(
            "customer name",
            "company",
            "company name",
            "naam",
            "bedrijfsnaam",
            "klantnaam",
            "namn",
            "företag",
            "kundnamn",
        ),
    ),
    Column(
        "kind",
        Type.CHOICE,
        "Company or person.",
        choices=tuple(CUSTOMER_KINDS),
        aliases=("type", "soort", "typ", "customer type"),
    ),
    EMAIL,
    PHONE,
    Column("city", Type.TEXT, "Town.", aliases=("town", "plaats", "woonplaats", "stad", "ort")),
    Column(
        "country", Type.TEXT, "Country, as ISO code or name.", aliases=("land", "country code", "landcode")
    ),
    Column("language", Type.TEXT, "Language code.", aliases=("taal", "språk", "locale")),
    Column(
        "joined_on",
        Type.DATE,
        "Customer since.",
        aliases=(
            "joined",
            "customer since",
            "created",
            "sign up",
            "klant sinds",
            "lid sinds",
            "startdatum",
            "kund sedan",
            "startdatum",
        ),
    ),
    Column(
        "owner",
        Type.TEXT,
        "E-mail address of the account manager.",
        aliases=("account manager", "owner email", "accountmanager", "relatiebeheerder", "kundansvarig"),
    ),
    Column(
        "acquisition_source",
        Type.TEXT,
        "Where the customer came from.",
        aliases=("source", "came from", "channel", "herkomst", "bron", "källa", "kanal"),
    ),
)


def _derive(rows: Rows, context: Context) -> None:
    if "country" in rows.columns:
        codes = {name: country_code(name) for name in set(rows.columns["country"])}
        rows.columns["country"] = [codes[name] for name in rows.columns["country"]]
        rows.refuse_where("country", lambda value: len(value) != 2, "not_a_country", "", context)
    for name, characters in (
        ("name", 300),
        ("phone", 60),
        ("city", 120),
        ("language", 5),
        ("acquisition_source", 120),
    ):
        rows.refuse_longer(name, characters, context)
    owners = without_nothing(rows.column("owner"))
    rows.columns["owner"] = [value.lower() if value else None for value in owners]
    rows.columns["attributes"] = [value or "{}" for value in rows.column("attributes")]


def created_customer(name: str = "s.customer_id") -> Upsert:
    """Return how a customer nobody told about yet comes into being, called by its id."""
    blank = ("email", "phone", "city", "country", "language", "acquisition_source")
    values = {"name": fixed(name), "kind": fixed("'company'"), "attributes": fixed("'{}'")}
    return Upsert(
        Customer,
        key={"source": "%(source)s", "source_id": "s.customer_id"},
        values=values | {field: fixed("''") for field in blank},
        where="s.customer_ref IS NULL",
        distinct=True,
        keeps=True,
    )


CUSTOMER = Upsert(
    Customer,
    key={"source": "%(source)s", "source_id": "s.customer_id"},
    values={
        "name": text("name", "s.customer_id"),
        "kind": text("kind", "'company'"),
        "email": text("email"),
        "phone": text("phone"),
        "city": text("city"),
        "country": text("country"),
        "language": text("language"),
        "joined_on": plain("joined_on"),
        "acquisition_source": text("acquisition_source"),
        "owner_id": Value("s.owner_ref", ("owner",)),
        "attributes": Value("s.attributes", ("attributes",), merged=True),
    },
)

CUSTOMERS = Target(
    name="customers",
    label=_("Customers"),
    means=_("Who pays: one row each. Columns Karn does not know are kept as attributes to group by."),
    columns=COLUMNS,
    grain=("customer_id",),
    attributes=True,
    words={"kind": CUSTOMER_KINDS},
    derive=_derive,
    links=(Link("owner_ref", Person, "owner", lookup="email", note="owners_unknown"),),
    own=CUSTOMER,
)
