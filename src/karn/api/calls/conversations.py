"""What was said with a customer: read, logged, changed, answered."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from karn.api.access import Asking, needs, person_of
from karn.api.calls.customers import CustomerNumber, seen_customer
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
from karn.api.values import LARGEST, Moment, Number, text
from karn.apps.conversations.actions import Said, change_conversation, mark_answered
from karn.apps.conversations.actions import log_conversation as log
from karn.apps.conversations.models import Conversation
from karn.apps.conversations.queries import conversation_for, talks_page
from karn.apps.conversations.rules import can_wait
from karn.apps.customers.models import Contact
from karn.apps.customers.queries import contacts_visible_to, customers_visible_to
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Event, Scope
from karn.platform.versions import ChangedMeanwhile

router = Router(tags=["conversations"])

ConversationNumber = Annotated[int, Path(ge=1, le=LARGEST, description="The conversation's number.")]


class ConversationsAsked(Asking):
    """Where the page begins."""

    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class ConversationTold(BaseModel):
    """One thing that was said."""

    id: int = Field(description="The conversation's number in Karn.")
    version: str = Field(description="What a change names as read: with every change comes another.")
    customer: int = Field(description="The number of the customer.")
    contact: int | None = Field(description="The number of the contact it was with; null for nobody named.")
    source: str = Field(description="Where it came from; `karn` for what was logged by hand or by the API.")
    channel: str = Field(description="call, mail, meeting, chat, whatsapp or ticket.")
    direction: str = Field(description="in: the customer began. out: we did.")
    happened_at: datetime = Field(description="When.")
    answered_at: datetime | None = Field(description="When it was answered; null where nobody says so.")
    handled_by: str = Field(description="Who of us spoke, as the source names them.")
    subject: str = Field(description="What it was about.")
    notes: str = Field(description="What was noted.")
    bulk: bool = Field(description="Sent to many.")
    waits: bool = Field(description="It came in and nobody marked it as answered.")


class ConversationPage(BaseModel):
    """A page of what was said."""

    items: list[ConversationTold] = Field(description="At most 50, the newest first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


class NewConversation(BaseModel):
    """Something that was said and is not logged yet."""

    model_config = ConfigDict(extra="forbid")

    channel: Literal["call", "mail", "meeting", "chat", "whatsapp", "ticket"] = Field(description="How.")
    direction: Literal["in", "out"] = Field(description="in: the customer began. out: we did.")
    happened_at: Moment = Field(description="When, with its zone: 2026-03-31T09:30:00+02:00. Not to come.")
    contact: Number | None = Field(None, description="The number of the contact it was with.")
    subject: str = text(500, means="What it was about.")
    notes: str = text(10_000, means="What is worth noting.")
    waits: StrictBool = Field(
        False, description="It still needs an answer from us: what came in, other than a meeting."
    )
    hints: list[Literal["change", "competitor", "notice_terms"]] = Field(
        [],
        max_length=3,
        description="What was noticed: something changed, named a competitor, asked about notice terms.",
    )


class ConversationChange(BaseModel):
    """What changes of a conversation: what is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")

    version: str = text(120, shortest=1, means="The version you read. Another one stored meanwhile is a 409.")
    channel: Literal["call", "mail", "meeting", "chat", "whatsapp", "ticket"] = Field(
        "call", description="How."
    )
    direction: Literal["in", "out"] = Field("in", description="in: the customer began. out: we did.")
    happened_at: Moment = Field(  # type: ignore[assignment]  # may lack
        None, description="When, with its zone: 2026-03-31T09:30:00+02:00. Not to come."
    )
    contact: Number | None = Field(
        None, description="The number of the contact it was with; null for nobody."
    )
    subject: str = text(500, means="What it was about.")
    notes: str = text(10_000, means="What is worth noting.")
    waits: StrictBool = Field(False, description="It still needs an answer from us.")


@router.get(
    "/customers/{int:number}/conversations",
    response={200: ConversationPage} | PROBLEMS,
    url_name="customer_conversations",
)
@needs(Scope.CONVERSATIONS_READ)
def list_conversations(
    request: HttpRequest, number: CustomerNumber, asked: Query[ConversationsAsked]
) -> ConversationPage:
    """List what was said with a customer, the newest first, 50 at a time."""
    question = {"conversations": number}
    place = place_of(asked.cursor, question)
    customer = seen_customer(request, number, what="conversations")
    page = talks_page(customer, after=place)
    return ConversationPage(
        items=[told_of(row) for row in page.rows], next=cursor_after(page.older, question)
    )


@router.post(
    "/customers/{int:number}/conversations",
    response={201: ConversationTold} | WRITE_PROBLEMS,
    url_name="customer_conversations",
)
@needs(Scope.CONVERSATIONS_WRITE)
@once
def log_conversation(request: HttpRequest, number: CustomerNumber, told: Body[NewConversation]) -> Made:
    """Log a conversation with a customer, and what was noticed in it."""
    person, now = person_of(request), timezone.now()
    customer = customers_visible_to(person).filter(pk=number).first()
    if customer is None:
        raise not_found()
    said = Said(
        **told.model_dump(exclude={"contact", "hints"}), contact=_contact(request, number, told.contact)
    )
    logged = log(customer=customer, said=said, hints=dict.fromkeys(told.hints), by=person, at=now)
    return Made(told_of(logged), number)


@router.get(
    "/conversations/{int:number}", response={200: ConversationTold} | PROBLEMS, url_name="conversation"
)
@needs(Scope.CONVERSATIONS_READ)
def get_conversation(request: HttpRequest, number: ConversationNumber) -> ConversationTold:
    """Say what is kept of one conversation."""
    found = _seen(request, number)
    record(
        by=person_of(request),
        deed=Event.CUSTOMER_SEEN,
        about=found.customer,
        at=timezone.now(),
        detail="conversation",
    )
    return told_of(found)


@router.patch(
    "/conversations/{int:number}",
    response={200: ConversationTold, 409: Conflict} | WRITE_PROBLEMS,
    url_name="conversation",
)
@needs(Scope.CONVERSATIONS_WRITE)
def edit_conversation(
    request: HttpRequest, number: ConversationNumber, told: Body[ConversationChange]
) -> ConversationTold:
    """Change what you logged, as far as nobody else did after you read it: else 409, with both values.

    What came from another source is changed there; what a colleague logged, only by an administrator.
    """
    stored, asked = _seen(request, number), told.model_dump(exclude_unset=True, exclude={"version"})
    facts = _facts(stored) | asked
    if "contact" in asked:
        facts["contact"] = _contact(request, stored.customer_id, told.contact)
    try:
        changed = change_conversation(
            conversation=stored,
            said=Said(**facts),
            by=person_of(request),
            at=timezone.now(),
            seen=told.version,
        )
    except ChangedMeanwhile as error:
        raise conflicting(asked, told_of(cast("Conversation", error.stored)).model_dump()) from None
    return told_of(changed)


@router.post(
    "/conversations/{int:number}/answered",
    response={200: ConversationTold} | WRITE_PROBLEMS,
    url_name="conversation_answered",
)
@needs(Scope.CONVERSATIONS_WRITE)
def answer_conversation(request: HttpRequest, number: ConversationNumber) -> ConversationTold:
    """Mark what a customer asked as answered by now, wherever it came from. Once more changes nothing."""
    mark_answered(conversation=_seen(request, number), by=person_of(request), at=timezone.now())
    return told_of(_seen(request, number))


def _seen(request: HttpRequest, number: int) -> Conversation:
    found = conversation_for(person_of(request), number)
    if found is None:
        raise not_found()
    return found


def _facts(stored: Conversation) -> dict[str, Any]:
    """Return what is said of it now, as the action takes it."""
    names = ("channel", "direction", "happened_at", "contact", "subject", "notes", "answerer")
    return {name: getattr(stored, name) for name in names} | {"waits": _waits(stored)}


def _waits(stored: Conversation) -> bool:
    return can_wait(stored.channel, stored.direction) and not stored.bulk and not stored.is_answered


def _contact(request: HttpRequest, customer: int, number: int | None) -> Contact | None:
    if number is None:
        return None
    contact = contacts_visible_to(person_of(request)).filter(pk=number, customer=customer).first()
    if contact is None:
        told = "This customer has no contact with this number."
        raise Refused(422, "refused", told, [FieldProblem(field="contact", message=told)])
    return contact


def told_of(conversation: Conversation) -> ConversationTold:
    """Return the conversation as the API tells it."""
    names = ConversationTold.model_fields.keys() - {"id", "customer", "contact", "answered_at", "waits"}
    return ConversationTold(
        **{name: getattr(conversation, name) for name in names},
        id=conversation.pk,
        customer=conversation.customer_id,
        contact=conversation.contact_id,
        answered_at=conversation.answered_at or conversation.settled_at,
        waits=_waits(conversation),
    )
