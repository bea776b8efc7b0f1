"""Conversations: what was said, and whether it was answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer
from karn.apps.intake.targets.columns import CUSTOMER_ID
from karn.apps.intake.targets.rows import Context, Rows
from karn.apps.intake.targets.target import UNKNOWN_CUSTOMER, Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, plain, text
from karn.apps.intake.targets.words import CHANNELS, DIRECTIONS
from karn.engine.tables import Column, Type

COLUMNS = (
    Column(
        "conversation_id",
        Type.ID,
        "The conversation's number.",
        required=True,
        aliases=(
            "conversation",
            "message id",
            "ticket id",
            "gesprek",
            "gespreksnummer",
            "berichtnummer",
            "samtal",
            "ärende",
            "id",
        ),
    ),
    CUSTOMER_ID,
    Column(
        "contact_id",
        Type.ID,
        "With which contact.",
        aliases=("contact", "contactpersoon", "kontakt", "kontaktperson"),
    ),
    Column(
        "channel",
        Type.CHOICE,
        "Call, mail, meeting, …",
        required=True,
        choices=tuple(CHANNELS),
        aliases=("medium", "via", "kanaal", "kanal"),
    ),
    Column(
        "direction",
        Type.CHOICE,
        "From the customer (in) or to the customer (out).",
        required=True,
        choices=tuple(DIRECTIONS),
        aliases=("richting", "riktning"),
    ),
    Column(
        "happened_at",
        Type.INSTANT,
        "When.",
        required=True,
        aliases=("date", "time", "when", "created at", "datum", "tijdstip", "tidpunkt", "tid"),
    ),
    Column(
        "answered_at",
        Type.INSTANT,
        "When it was answered; empty = not.",
        aliases=("answered", "replied at", "beantwoord op", "besvarad"),
    ),
    Column(
        "handled_by",
        Type.TEXT,
        "Who of us handled it.",
        aliases=("agent", "assignee", "medewerker", "behandelaar", "handläggare"),
    ),
    Column(
        "subject", Type.TEXT, "What it was about.", aliases=("title", "topic", "onderwerp", "ämne", "rubrik")
    ),
    Column(
        "bulk",
        Type.BOOLEAN,
        "Sent to many at once.",
        aliases=("newsletter", "mass mail", "nieuwsbrief", "massutskick"),
    ),
)


def _derive(rows: Rows, context: Context) -> None:
    rows.refuse_longer("handled_by", 254, context)
    rows.refuse_longer("subject", 500, context)


CONVERSATIONS = Target(
    name="conversations",
    label=_("Conversations"),
    means=_("Calls, mails, meetings, chats and tickets: one row each. Import the customers first."),
    columns=COLUMNS,
    grain=("conversation_id",),
    ordered=(("happened_at", "answered_at"),),
    constants=("channel", "direction"),
    words={"channel": CHANNELS, "direction": DIRECTIONS},
    derive=_derive,
    links=(
        Link("customer_ref", Customer, "customer_id", refuse=UNKNOWN_CUSTOMER),
        Link("contact_ref", Contact, "contact_id", note="contacts_unknown"),
    ),
    own=Upsert(
        Conversation,
        key={"source": "%(source)s", "source_id": "s.conversation_id"},
        values={
            "customer_id": Value("s.customer_ref", ("customer_id",)),
            "contact_id": Value("s.contact_ref", ("contact_id",)),
            "channel": plain("channel"),
            "direction": plain("direction"),
            "happened_at": plain("happened_at"),
            "answered_at": plain("answered_at"),
            "handled_by": text("handled_by"),
            "subject": text("subject"),
            "bulk": text("bulk", "FALSE"),
        },
        known_at="s.happened_at",
    ),
)
