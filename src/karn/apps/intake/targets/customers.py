"""Customers: who pays, with every further column kept as an attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import repeat

from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer
from karn.apps.customers.rules.domains import domain_of_website
from karn.apps.customers.rules.registrations import registration_number
from karn.apps.intake.targets.addresses import without_nothing
from karn.apps.intake.targets.columns import EMAIL, OWN_CUSTOMER_ID, PHONE
from karn.apps.intake.targets.countries import country_code
from karn.apps.intake.targets.rows import Context, Rows
from karn.apps.intake.targets.target import Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, fixed, plain, text
from karn.apps.intake.targets.words import CUSTOMER_KINDS
from karn.apps.people.models import Person
from karn.engine.tables import Column, Type
from karn.kernel.errors import BadInput

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
    Column(
        "website",
        Type.TEXT,
        "Website. What is none is left out; the row is stored.",
        aliases=(
            "domain",
            "url",
            "web",
            "web site",
            "homepage",
            "domein",
            "webadres",
            "hemsida",
            "webbplats",
        ),
    ),
    Column(
        "registration_number",
        Type.TEXT,
        "KvK number (8 digits) or organisationsnummer (10, the last checks the others). What is none is left "
        "out; the row is stored.",
        aliases=(
            "company number",
            "registration",
            "kvk",
            "kvk nummer",
            "kvknummer",
            "organisationsnummer",
            "org nr",
            "orgnr",
        ),
    ),
    Column(
        "street",
        Type.TEXT,
        "Street and number.",
        aliases=("address", "address line 1", "adres", "straat", "gatuadress", "adress", "gata"),
    ),
    Column(
        "postcode",
        Type.TEXT,
        "Postcode, such as 1011 AA.",
        aliases=("zip", "zip code", "postal code", "post code", "postnummer"),
    ),
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
    Column(
        "acquisition_cost",
        Type.MONEY,
        "What winning the customer cost, in the company's currency. Less than nothing is left out.",
        aliases=("winning cost", "cac", "wervingskosten", "acquisitiekosten", "värvningskostnad"),
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
        ("street", 200),
        ("postcode", 20),
        ("city", 120),
        ("language", 5),
        ("acquisition_source", 120),
    ):
        rows.refuse_longer(name, characters, context)
    _tidy(rows, "website", repeat(domain_of_website), "not_a_website", context)
    _tidy(rows, "registration_number", _registrations(rows), "not_a_registration", context)
    _tidy(rows, "acquisition_cost", repeat(_cost), "below_zero", context)
    owners = without_nothing(rows.column("owner"))
    rows.columns["owner"] = [value.lower() if value else None for value in owners]
    rows.columns["attributes"] = [value or "{}" for value in rows.column("attributes")]


Rule = Callable[[str], str]


def _tidy(rows: Rows, name: str, rules: Iterable[Rule], code: str, context: Context) -> None:
    """Put a field's values as they are kept when typed by hand, one rule a row; leave out what cannot be."""
    if name not in rows.columns:
        return
    values = without_nothing(rows.columns[name])
    kept = [_kept(rule, value) for rule, value in zip(rules, values, strict=False)]
    bad = [place for place, value in enumerate(values) if value and kept[place] is None]
    rows.leave_out(name, bad, code, context)
    rows.columns[name] = kept


def _registrations(rows: Rows) -> Iterator[Rule]:
    """Yield the rules of each row's country, where the row says one."""
    for country in rows.column("country"):
        yield partial(registration_number, country=country or "")


def _kept(rule: Rule, value: str | None) -> str | None:
    """Return the value as it is kept, None where there is none, or it cannot be."""
    try:
        return rule(value) if value else None
    except BadInput:
        return None


def _cost(text: str) -> str:
    cost = Decimal(text).quantize(Decimal("0.01"))
    if cost < 0:
        raise BadInput("A cost is nothing or more.")
    return str(cost)


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
        "domain": text("website"),
        "registration_number": text("registration_number"),
        "street": text("street"),
        "postcode": text("postcode"),
        "city": text("city"),
        "country": text("country"),
        "language": text("language"),
        "joined_on": plain("joined_on"),
        "acquisition_source": text("acquisition_source"),
        "acquisition_cost": plain("acquisition_cost"),
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
