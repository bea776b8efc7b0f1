"""Customers: the list, one of them, new ones, changes."""

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field, StrictBool, WithJsonSchema

from karn.api.access import Asking, needs, person_of
from karn.api.once import Made, once
from karn.api.paging import cursor_after, place_of
from karn.api.problems import (
    PROBLEMS,
    WRITE_PROBLEMS,
    Conflict,
    FieldProblem,
    Refused,
    conflicting,
    not_found,
)
from karn.api.values import LARGEST, Amount, Day, Number, plain, text
from karn.apps.customers.actions.customers import change_customer, create_customer
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.customers.queries.attributes import attribute_kinds
from karn.apps.desk.actions import keep_listings
from karn.apps.desk.queries.customer_list import Row, customer_page
from karn.apps.desk.queries.matching import Wish
from karn.apps.people.actions.audit import record
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed, Event, Scope

router = Router(tags=["customers"])

CustomerNumber = Annotated[
    int, Path(ge=1, le=LARGEST, description="The customer's number: `id` in the list.")
]


class CustomersAsked(Asking):
    """Which customers are wanted, in which order."""

    q: str = text(
        200, means="Words in the name, e-mail address, a contact's name, or the number in the source."
    )
    state: Literal["", "active", "risk", "sign", "leaving", "paused", "left", "none"] = Field(
        "", description="Where they stand; empty for all."
    )
    owner: str = Field(
        "",
        pattern=r"^(none|me|team|team-\d{1,18}|\d{1,18})?$",
        description="The number of their account manager; or `none`, `me`, `team` (yours) or `team-7`.",
    )
    segment: str = Field("", pattern=r"^\d{0,18}$", description="The number of a segment you may see.")
    key: Literal["", "yes"] = Field("", description="`yes` for key clients only.")
    plan: str = text(200, means="The name of a plan they pay for today.")
    sort: Literal["name", "-name", "mrr", "-mrr", "-risk"] = Field(
        "name", description="In which order: by name, by what they pay a month, by how likely they leave."
    )
    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class CustomerListed(BaseModel):
    """One customer in the list."""

    id: int = Field(description="The customer's number in Karn.")
    source_id: str = Field(description="Its number in the source it came from.")
    name: str = Field(description="The name.")
    email: str = Field(description="The e-mail address; empty where there is none.")
    mrr: str | None = Field(
        description="What it pays a month, as text; null where that is in two currencies."
    )
    currency: str = Field(description="The currency of `mrr`, ISO 4217; empty where nothing is paid.")
    joined_on: date | None = Field(description="Customer since.")
    owner: str = Field(description="The account manager's name; empty where there is none.")
    standing: str = Field(description="active, leaving, paused, left or none (no contract).")
    reason: str = Field(description="The strongest sign that it may leave; empty for none.")
    signs: int = Field(description="How many signs there are.")


class CustomerPage(BaseModel):
    """A page of customers."""

    items: list[CustomerListed] = Field(description="At most 50 customers.")
    count: int = Field(description="How many there are on all pages.")
    more: bool = Field(description="There are more than `count`: nobody counted on.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


class CustomerTold(BaseModel):
    """One customer, with everything that is kept of it."""

    id: int = Field(description="The customer's number in Karn.")
    version: str = Field(description="What a change names as read: with every change comes another.")
    source: str = Field(description="Where it came from; `karn` for one made by hand or by the API.")
    source_id: str = Field(description="Its number there.")
    name: str = Field(description="The name.")
    kind: str = Field(description="company or person.")
    prospect: bool = Field(description="Not a customer yet.")
    email: str = Field(description="The e-mail address; empty where there is none.")
    phone: str = Field(description="The telephone number.")
    domain: str = Field(description="The website, without https:// and www.")
    registration_number: str = Field(description="KvK number, organisationsnummer and the like.")
    street: str = Field(description="Street and number.")
    postcode: str = Field(description="The postcode.")
    city: str = Field(description="The place.")
    country: str = Field(description="The country, ISO 3166-1: two letters.")
    language: str = Field(description="The language it speaks, such as nl.")
    joined_on: date | None = Field(description="Customer since.")
    acquisition_source: str = Field(description="Where it was found.")
    acquisition_cost: str | None = Field(description="What winning it cost, in the company's currency.")
    owner: int | None = Field(description="The number of its account manager; null for nobody.")
    attributes: dict[str, str] = Field(description="The company's own attributes, by name.")


_WORD, _VALUE = ({"type": "string", "maxLength": most, "pattern": r"^[^\x00]*$"} for most in (120, 500))
Attributes = Annotated[
    dict[
        Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")],
        Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")],
    ],
    # Names that do not fit are refused, which pydantic's own words for a dict leave open.
    WithJsonSchema({"type": "object", "propertyNames": _WORD, "additionalProperties": _VALUE}),
]


class CustomerFacts(BaseModel):
    """What can be said of a customer."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["company", "person"] = Field("company", description="company or person.")
    prospect: StrictBool = Field(False, description="Not a customer yet.")
    email: str = text(254, means="The e-mail address.")
    phone: str = text(60, means="The telephone number.")
    domain: str = text(253, means="The website.")
    registration_number: str = text(30, means="KvK number, organisationsnummer and the like.")
    street: str = text(200, means="Street and number.")
    postcode: str = text(20, means="The postcode.")
    city: str = text(120, means="The place.")
    country: str = Field("", pattern=r"^([A-Za-z]{2})?$", description="The country, ISO 3166-1: two letters.")
    language: str = Field("", pattern=r"^([a-z]{2})?$", description="The language it speaks, such as nl.")
    joined_on: Day | None = Field(None, description="Customer since.")
    acquisition_source: str = text(120, means="Where it was found.")
    acquisition_cost: Amount | None = Field(
        None, description="What winning it cost, in the company's currency."
    )
    owner: Number | None = Field(None, description="The number of its account manager; null for nobody.")
    attributes: Attributes = Field(
        {}, description="The company's own attributes, by name; those not named stay."
    )


class NewCustomer(CustomerFacts):
    """A customer that is not there yet."""

    name: str = text(300, shortest=1, means="The name.")


class CustomerChange(CustomerFacts):
    """What changes of a customer: what is not named stays as it is."""

    version: str = text(60, shortest=1, means="The version you read. Another one stored meanwhile is a 409.")
    name: str = text(300, shortest=1, may_lack=True, means="The name.")


@router.get("", response={200: CustomerPage} | PROBLEMS, url_name="customers")
@needs(Scope.CUSTOMERS_READ, Deed.EXPORT)
def list_customers(request: HttpRequest, asked: Query[CustomersAsked]) -> CustomerPage:
    """List customers, 50 at a time. A list goes along, so it takes a role that may export."""
    wish = Wish(search=asked.q.strip(), **asked.model_dump(exclude={"q", "cursor"}))
    return list_matching(request, wish, asked.model_dump(exclude={"cursor"}), asked.cursor)


def list_matching(request: HttpRequest, wish: Wish, wanted: dict[str, Any], cursor: str) -> CustomerPage:
    """Return the page of the customers that match from `cursor` on, and write down that they went along.

    `wanted` is the question as it was asked: a cursor holds for that one alone.
    """
    now, place = timezone.now(), place_of(cursor, wanted)
    today = timezone.localdate(now)
    keep_listings(on=today)
    page = customer_page(replace(wish, place=place), person=person_of(request), on=today)
    if place and not page.earlier:  # nobody stands behind that place any more
        return CustomerPage(items=[], count=page.count, more=page.more, next=None)
    record(
        by=person_of(request), deed=Event.CUSTOMERS_EXPORTED, about=None, at=now, detail=f"{len(page.rows)}"
    )
    items = [_listed(row) for row in page.rows]
    return CustomerPage(items=items, count=page.count, more=page.more, next=cursor_after(page.later, wanted))


@router.post("", response={201: CustomerTold} | WRITE_PROBLEMS, url_name="customers")
@needs(Scope.CUSTOMERS_WRITE)
@once
def add_customer(request: HttpRequest, told: Body[NewCustomer]) -> Made:
    """Add a customer. Who may not hand customers over becomes its account manager."""
    facts = _facts(told)
    customer = create_customer(by=person_of(request), at=timezone.now(), **facts)
    return Made(told_of(customer), customer.pk)


@router.get("/{int:number}", response={200: CustomerTold} | PROBLEMS, url_name="customer")
@needs(Scope.CUSTOMERS_READ)
def get_customer(request: HttpRequest, number: CustomerNumber) -> CustomerTold:
    """Say everything that is kept of one customer."""
    return told_of(seen_customer(request, number))


@router.patch(
    "/{int:number}", response={200: CustomerTold, 409: Conflict} | WRITE_PROBLEMS, url_name="customer"
)
@needs(Scope.CUSTOMERS_WRITE)
def edit_customer(request: HttpRequest, number: CustomerNumber, told: Body[CustomerChange]) -> CustomerTold:
    """Change a customer, as far as nobody else did after you read it: else 409, with both values."""
    facts = _facts(told)
    try:
        changed = change_customer(
            customer=number, facts=facts, by=person_of(request), at=timezone.now(), seen=told.version
        )
    except ChangedMeanwhile as error:
        stored = told_of(cast("Customer", error.stored)).model_dump()
        raise conflicting(_asked(told), stored) from None
    return told_of(changed)


def seen_customer(request: HttpRequest, number: int, *, what: str = "") -> Customer:
    """Return the customer, if the token's person may see it, and write down that it was seen. Raises Refused.

    `what` says which part of it, as a word.
    """
    customer = customers_visible_to(person_of(request)).filter(pk=number).first()
    if customer is None:
        raise not_found()
    record(by=person_of(request), deed=Event.CUSTOMER_SEEN, about=customer, at=timezone.now(), detail=what)
    return customer


def told_of(customer: Customer) -> CustomerTold:
    """Return the customer as the API tells it."""
    names = CustomerTold.model_fields.keys() - {"id", "version", "owner", "attributes", "acquisition_cost"}
    return CustomerTold(
        **{name: getattr(customer, name) for name in names},
        id=customer.pk,
        version=customer.version,
        owner=customer.owner_id,
        attributes={name: str(value) for name, value in customer.attributes.items()},
        acquisition_cost=plain(customer.acquisition_cost),
    )


def _listed(row: Row) -> CustomerListed:
    told = asdict(row)
    return CustomerListed(
        **{name: told[name] for name in ("source_id", "name", "email", "currency", "owner", "reason")},
        id=row.customer_id,
        mrr=None if row.mixed else plain(row.mrr),
        joined_on=row.since,
        standing=row.standing.value,
        signs=row.reasons,
    )


def _asked(told: CustomerFacts) -> dict[str, Any]:
    return told.model_dump(exclude_unset=True, exclude={"version"})


def _facts(told: CustomerFacts) -> dict[str, Any]:
    """Return what was said as the actions take it. Raises Refused for what there is not."""
    facts = _asked(told)
    known = {kind.name for kind in attribute_kinds()}
    if unknown := sorted(facts.get("attributes", {}).keys() - known):
        told_why = "The company has no such attribute."
        raise _invalid([FieldProblem(field=f"attributes.{name}", message=told_why) for name in unknown])
    if facts.get("owner") is not None:
        facts["owner"] = active_people().filter(pk=facts["owner"]).first()
        if facts["owner"] is None:
            raise _invalid([FieldProblem(field="owner", message="Nobody who may log in has this number.")])
    if facts.get("acquisition_cost") is not None:
        facts["acquisition_cost"] = Decimal(facts["acquisition_cost"])
    return facts


def _invalid(fields: list[FieldProblem]) -> Refused:
    return Refused(422, "refused", "Some of what you sent is not known here.", fields)
