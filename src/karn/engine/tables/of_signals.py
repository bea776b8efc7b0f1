"""The tables that signals are made of, each row with when it was known.

What was known on a day is what had been recorded by then. A row without `known_at` counts as known on the
day it is dated; what was found out later of a row (an answer, a payment, an end) stands in a column of its
own, with its day.
"""

from __future__ import annotations

from karn.engine.tables.table import Column, Table, Type

_KNOWN = Column("known_at", Type.INSTANT, "When it was recorded; empty = on the day it is dated.")

_CONVERSATIONS = Table(
    name="conversations",
    means="Calls, mails, meetings, chats and tickets, one row each.",
    grain=("conversation_id",),
    columns=(
        Column("conversation_id", Type.ID, "The conversation.", required=True),
        Column("customer_id", Type.ID, "With whom.", required=True),
        Column("happened_at", Type.INSTANT, "When.", required=True),
        Column("channel", Type.TEXT, "call, mail, meeting, chat, whatsapp or ticket.", required=True),
        Column("direction", Type.CHOICE, "Who spoke first.", required=True, choices=("in", "out")),
        Column("bulk", Type.BOOLEAN, "True where it went to many at once; empty = no."),
        Column("answered_at", Type.INSTANT, "When it was answered, or marked so; empty = not yet."),
        Column("source", Type.TEXT, "Where it was recorded."),
        Column("contact_id", Type.ID, "The contact who spoke."),
        Column("handled_by", Type.TEXT, "Who of us spoke."),
        Column("subject", Type.TEXT, "What a ticket is about; empty for everything else."),
        _KNOWN,
    ),
)

_CONTACTS = Table(
    name="contacts",
    means="Persons at customers, one row each, from a day until a day.",
    grain=("contact_id",),
    columns=(
        Column("contact_id", Type.ID, "The contact.", required=True),
        Column("customer_id", Type.ID, "Where.", required=True),
        Column("name", Type.TEXT, "Their name."),
        Column("role", Type.TEXT, "What they do there, in lower case."),
        Column("influence", Type.TEXT, "decides, advises, uses or unknown."),
        Column("champion", Type.BOOLEAN, "True where they speak up for us; empty = no."),
        Column("starts_on", Type.DATE, "First day; empty = always."),
        Column("ends_on", Type.DATE, "First day they are gone; empty = still there."),
        _KNOWN,
    ),
)

_PRICES = Table(
    name="prices",
    means="What a subscription costs when, as it was agreed: one row per price.",
    grain=("price_id",),
    columns=(
        Column("price_id", Type.ID, "The price.", required=True),
        Column("subscription_id", Type.ID, "The subscription.", required=True),
        Column("customer_id", Type.ID, "Who pays.", required=True),
        Column("starts_on", Type.DATE, "First day of this price.", required=True),
        Column("ends_on", Type.DATE, "First day it is no longer in force; empty = open."),
        Column("state", Type.TEXT, "active, trial or paused.", required=True),
        Column("mrr", Type.MONEY, "Monthly recurring revenue, in `currency`.", required=True),
        Column("amount", Type.MONEY, "Price of one piece per `billing`, before any discount."),
        Column("currency", Type.CURRENCY, "ISO 4217 code of the amounts.", required=True),
        Column("plan", Type.TEXT, "The plan's name."),
        Column("quantity", Type.MONEY, "Number of pieces."),
        Column("billing", Type.TEXT, "How often it is charged: month, year, …."),
        _KNOWN,
        Column("ends_known_at", Type.INSTANT, "When its end was known; at the latest on the day it ends."),
    ),
)

_TERMS = Table(
    name="terms",
    means="What was agreed about the end of a subscription, one row each, as it stands.",
    grain=("subscription_id",),
    columns=(
        Column("subscription_id", Type.ID, "The subscription.", required=True),
        Column("customer_id", Type.ID, "Who pays.", required=True),
        Column("term_months", Type.INTEGER, "Length of a term, in months."),
        Column("notice_days", Type.INTEGER, "Notice period, in days."),
        Column("contract_ends_on", Type.DATE, "First day after the term."),
        Column("renewal_planned_on", Type.DATE, "Day on which somebody planned what comes after."),
        _KNOWN,
    ),
)

_INVOICES = Table(
    name="invoices",
    means="What customers were asked to pay, one row per invoice.",
    grain=("invoice_id",),
    columns=(
        Column("invoice_id", Type.ID, "The invoice.", required=True),
        Column("customer_id", Type.ID, "Who pays.", required=True),
        Column("subscription_id", Type.ID, "What for."),
        Column("invoiced_on", Type.DATE, "Day of the invoice."),
        Column("due_on", Type.DATE, "Day on which it is due."),
        Column("amount", Type.MONEY, "Amount, in `currency`.", required=True),
        Column("currency", Type.CURRENCY, "ISO 4217 code of `amount`.", required=True),
        Column("credited_on", Type.DATE, "Day from which it need not be paid any more."),
        Column("source", Type.TEXT, "Where it was recorded."),
        _KNOWN,
    ),
)

_PAYMENTS = Table(
    name="payments",
    means="How collecting invoices went, one row per attempt.",
    grain=("payment_id",),
    columns=(
        Column("payment_id", Type.ID, "The attempt.", required=True),
        Column("invoice_id", Type.ID, "The invoice.", required=True),
        Column("status", Type.CHOICE, "How it went.", required=True, choices=("paid", "failed", "open")),
        Column("paid_on", Type.DATE, "Day on which it was paid."),
        Column("failed_on", Type.DATE, "Day on which collecting failed."),
        Column("source", Type.TEXT, "Where it was recorded."),
        _KNOWN,
    ),
)

_OBSERVATIONS = Table(
    name="observations",
    means="What one of us noticed of a customer and recorded with one tap.",
    grain=("observation_id",),
    columns=(
        Column("observation_id", Type.ID, "The observation.", required=True),
        Column("customer_id", Type.ID, "Of whom.", required=True),
        Column("noticed_at", Type.INSTANT, "When.", required=True),
        Column("kind", Type.TEXT, "change, competitor or notice_terms.", required=True),
        Column("words", Type.TEXT, "In words."),
        _KNOWN,
    ),
)

_ANSWERS = Table(
    name="answers",
    means="Answers to surveys of people known by name, one row per answer.",
    grain=("answer_id",),
    columns=(
        Column("answer_id", Type.ID, "The answer.", required=True),
        Column("customer_id", Type.ID, "Whose.", required=True),
        Column("said_at", Type.INSTANT, "When.", required=True),
        Column("unhappy", Type.BOOLEAN, "True where the survey calls it unhappy.", required=True),
        Column("survey_id", Type.ID, "The survey."),
        Column("survey", Type.TEXT, "The survey's name."),
        Column("closed_at", Type.INSTANT, "When somebody came back to it; empty = not yet."),
        _KNOWN,
    ),
)

_PROMISES = Table(
    name="promises",
    means="What we promised a customer, one row per promise.",
    grain=("promise_id",),
    columns=(
        Column("promise_id", Type.ID, "The promise.", required=True),
        Column("customer_id", Type.ID, "To whom.", required=True),
        Column("due_on", Type.DATE, "Day by which it is due.", required=True),
        Column("settled_on", Type.DATE, "Day on which it was kept, broken or taken back; empty = open."),
        Column("words", Type.TEXT, "What was promised."),
        _KNOWN,
    ),
)

_CHANGES = Table(
    name="changes",
    means="What changed about who a customer is, and who of us looks after them: one row per change.",
    grain=("change_id",),
    columns=(
        Column("change_id", Type.ID, "The change.", required=True),
        Column("customer_id", Type.ID, "Whose.", required=True),
        Column("what", Type.CHOICE, "What changed.", required=True, choices=("name", "domain", "owner")),
        Column("was", Type.TEXT, "What it was; of an owner the name."),
        Column("became", Type.TEXT, "What it became."),
        Column("changed_at", Type.INSTANT, "When.", required=True),
    ),
)

_RHYTHMS = Table(
    name="rhythms",
    means="How often customers want to be heard, where that is known: one row per customer and time it held.",
    grain=("rhythm_id",),
    columns=(
        Column("rhythm_id", Type.ID, "The row.", required=True),
        Column("customer_id", Type.ID, "Who.", required=True),
        Column("days", Type.INTEGER, "Days between personal contacts.", required=True),
        Column("own", Type.BOOLEAN, "True where they said so; empty = their segment's."),
        _KNOWN,
        Column("ended_at", Type.INSTANT, "When it was changed or taken away; empty = it holds."),
    ),
)

_JUDGEMENTS = Table(
    name="judgements",
    means="What people here said of a customer: whether it is well, one row per judgement.",
    grain=("judgement_id",),
    columns=(
        Column("judgement_id", Type.ID, "The judgement.", required=True),
        Column("customer_id", Type.ID, "Of whom.", required=True),
        Column("about", Type.TEXT, "What it is about: one of the five lights, or fit.", required=True),
        Column("says", Type.CHOICE, "Whether it is well.", required=True, choices=("good", "bad")),
        Column("said_at", Type.INSTANT, "When.", required=True),
        Column("until_on", Type.DATE, "First day on which it holds no longer; empty = open."),
        Column("ended_at", Type.INSTANT, "When it was taken back or replaced; empty = it holds."),
        _KNOWN,
    ),
)

OF_SIGNALS = (
    _CONVERSATIONS,
    _CONTACTS,
    _PRICES,
    _TERMS,
    _INVOICES,
    _PAYMENTS,
    _OBSERVATIONS,
    _ANSWERS,
    _PROMISES,
    _CHANGES,
    _RHYTHMS,
    _JUDGEMENTS,
)
