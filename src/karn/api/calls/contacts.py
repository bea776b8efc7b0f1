"""Contacts: the persons at a customer."""

from datetime import date
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Path, Router
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from karn.api.access import needs, person_of
from karn.api.calls.customers import CustomerNumber, seen_customer
from karn.api.once import Made, once
from karn.api.problems import PROBLEMS, WRITE_PROBLEMS, Conflict, conflicting, not_found
from karn.api.values import LARGEST, Day, text
from karn.apps.customers.actions.contacts import add_contact as add
from karn.apps.customers.actions.contacts import change_contact, remove_contact
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Contact
from karn.apps.customers.queries import contacts_of, contacts_visible_to
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Event, Scope

router = Router(tags=["contacts"])

ContactNumber = Annotated[int, Path(ge=1, le=LARGEST, description="The contact's number.")]


class ContactTold(BaseModel):
    """A person at a customer."""

    id: int = Field(description="The contact's number in Karn.")
    version: str = Field(description="What a change names as read: with every change comes another.")
    customer: int = Field(description="The number of the customer.")
    name: str = Field(description="The name.")
    email: str = Field(description="The e-mail address; empty where there is none.")
    phone: str = Field(description="The telephone number.")
    role: str = Field(description="What this person does there.")
    influence: str = Field(description="Say in buying: unknown, decides, advises or uses.")
    champion: bool = Field(description="Speaks up for us.")
    starts_on: date | None = Field(description="The first day there, as far as known.")
    ends_on: date | None = Field(
        description="The first day without this person; null while he or she is there."
    )


class ContactList(BaseModel):
    """Everybody known at one customer."""

    items: list[ContactTold] = Field(description="Who is there first, then the latest to leave.")


class ContactFacts(BaseModel):
    """What can be said of a contact."""

    model_config = ConfigDict(extra="forbid")

    email: str = text(254, means="The e-mail address.")
    phone: str = text(60, means="The telephone number.")
    role: str = text(120, means="What this person does there.")
    influence: Literal["unknown", "decides", "advises", "uses"] = Field(
        "unknown", description="Say in buying."
    )
    champion: StrictBool = Field(False, description="Speaks up for us.")
    starts_on: Day | None = Field(None, description="The first day there.")
    ends_on: Day | None = Field(None, description="The first day without this person.")


class NewContact(ContactFacts):
    """A contact that is not there yet."""

    name: str = text(300, shortest=1, means="The name.")


class ContactChange(ContactFacts):
    """What changes of a contact: what is not named stays as it is."""

    version: str = text(60, shortest=1, means="The version you read. Another one stored meanwhile is a 409.")
    name: str = text(300, shortest=1, may_lack=True, means="The name.")


@router.get(
    "/customers/{int:number}/contacts", response={200: ContactList} | PROBLEMS, url_name="customer_contacts"
)
@needs(Scope.CUSTOMERS_READ)
def list_contacts(request: HttpRequest, number: CustomerNumber) -> ContactList:
    """List everybody known at a customer."""
    customer = seen_customer(request, number, what="contacts")
    return ContactList(items=[told_of(contact) for contact in contacts_of(customer)])


@router.post(
    "/customers/{int:number}/contacts",
    response={201: ContactTold} | WRITE_PROBLEMS,
    url_name="customer_contacts",
)
@needs(Scope.CUSTOMERS_WRITE)
@once
def add_contact(request: HttpRequest, number: CustomerNumber, told: Body[NewContact]) -> Made:
    """Add a person at a customer."""
    facts = told.model_dump(exclude_unset=True)
    contact = add(customer=number, by=person_of(request), at=timezone.now(), **facts)
    return Made(told_of(contact), number)


@router.get("/contacts/{int:number}", response={200: ContactTold} | PROBLEMS, url_name="contact")
@needs(Scope.CUSTOMERS_READ)
def get_contact(request: HttpRequest, number: ContactNumber) -> ContactTold:
    """Say what is kept of one contact."""
    person = person_of(request)
    contact = contacts_visible_to(person).select_related("customer").filter(pk=number).first()
    if contact is None:
        raise not_found()
    record(by=person, deed=Event.CUSTOMER_SEEN, about=contact.customer, at=timezone.now(), detail="contact")
    return told_of(contact)


@router.patch(
    "/contacts/{int:number}", response={200: ContactTold, 409: Conflict} | WRITE_PROBLEMS, url_name="contact"
)
@needs(Scope.CUSTOMERS_WRITE)
def edit_contact(request: HttpRequest, number: ContactNumber, told: Body[ContactChange]) -> ContactTold:
    """Change a contact, as far as nobody else did after you read it: else 409, with both values."""
    facts: dict[str, Any] = told.model_dump(exclude_unset=True, exclude={"version"})
    try:
        changed = change_contact(
            contact=number, facts=facts, by=person_of(request), at=timezone.now(), seen=told.version
        )
    except ChangedMeanwhile as error:
        stored = told_of(cast("Contact", error.stored)).model_dump()
        raise conflicting(facts, stored) from None
    return told_of(changed)


@router.delete("/contacts/{int:number}", response={200: ContactTold} | PROBLEMS, url_name="contact")
@needs(Scope.CUSTOMERS_WRITE)
def delete_contact(request: HttpRequest, number: ContactNumber) -> ContactTold:
    """Put a contact that was made by mistake into the bin; who is gone has an `ends_on` instead."""
    return told_of(remove_contact(contact=number, by=person_of(request), at=timezone.now()))


def told_of(contact: Contact) -> ContactTold:
    """Return the contact as the API tells it."""
    names = ContactTold.model_fields.keys() - {"id", "version", "customer"}
    return ContactTold(
        **{name: getattr(contact, name) for name in names},
        id=contact.pk,
        version=contact.version,
        customer=contact.customer_id,
    )
