"""The registries' entries: the one place where a low app's registry learns what higher ones offer."""

from django.conf import settings

from karn.apps.company.personal import PERSONAL as COMPANY_MARKS
from karn.apps.company.queries import company_or_none
from karn.apps.contracts import timeline as contracts
from karn.apps.contracts.criteria import CONTRACTS as CONTRACT_FIELDS
from karn.apps.contracts.holders import CONTRACTS
from karn.apps.contracts.personal import PERSONAL as CONTRACT_MARKS
from karn.apps.contracts.personal import Running, Unpaid
from karn.apps.conversations.criteria import CONVERSATIONS as CONVERSATION_FIELDS
from karn.apps.conversations.holders import CONVERSATIONS as HELD_CONVERSATIONS
from karn.apps.conversations.personal import PERSONAL as CONVERSATION_MARKS
from karn.apps.conversations.timeline import Conversations, Hints
from karn.apps.customers.holders import CUSTOMERS as HELD_CUSTOMERS
from karn.apps.customers.holders import register_holder
from karn.apps.customers.jobs import DUPLICATES
from karn.apps.customers.personal import PERSONAL as CUSTOMER_MARKS
from karn.apps.customers.timeline import ContactsCame, ContactsLeft
from karn.apps.desk.jobs import REFRESH
from karn.apps.desk.personal import PERSONAL as DESK_MARKS
from karn.apps.intake.personal import PERSONAL as INTAKE_MARKS
from karn.apps.intake.personal import UPLOADS
from karn.apps.intake.targets.contacts import CONTACTS
from karn.apps.intake.targets.conversations import CONVERSATIONS
from karn.apps.intake.targets.costs import COSTS
from karn.apps.intake.targets.customers import CUSTOMERS
from karn.apps.intake.targets.departures import DEPARTURES
from karn.apps.intake.targets.hours import HOURS
from karn.apps.intake.targets.orders import ORDERS
from karn.apps.intake.targets.payments import PAYMENTS
from karn.apps.intake.targets.returns import RETURNS
from karn.apps.intake.targets.snapshot import SNAPSHOT
from karn.apps.intake.targets.subscriptions import SUBSCRIPTIONS
from karn.apps.intake.targets.target import register as register_target
from karn.apps.mailing.holders import MAILING
from karn.apps.mailing.jobs import MAILS, PASSWORD_LINK, SENDING
from karn.apps.mailing.personal import MAIL_FILES
from karn.apps.mailing.personal import PERSONAL as MAIL_MARKS
from karn.apps.mailing.timeline import Mails
from karn.apps.measures.exporters import costs, customers, departures, orders, subscriptions
from karn.apps.measures.exporters.registry import register_exporter
from karn.apps.measures.personal import LAKE
from karn.apps.measures.personal import PERSONAL as MEASURES_MARKS
from karn.apps.people.personal import PERSONAL as PEOPLE_MARKS
from karn.apps.personal.personal import PERSONAL as ERASURE_MARKS
from karn.apps.segments.fields.customers import CUSTOMERS as CUSTOMER_FIELDS
from karn.apps.segments.fields.registry import register_fields
from karn.apps.segments.personal import PERSONAL as SEGMENT_MARKS
from karn.apps.surveys.holders import SURVEYS
from karn.apps.surveys.jobs import ASKING, REMINDERS
from karn.apps.surveys.personal import PERSONAL as SURVEY_MARKS
from karn.apps.surveys.personal import SURVEY_LINKS
from karn.apps.surveys.timeline import Answers, Askings
from karn.apps.tasks.holders import TASKS
from karn.apps.tasks.personal import PERSONAL as TASK_MARKS
from karn.apps.tasks.timeline import DoneTasks
from karn.apps.threats.criteria import THREATS as THREAT_FIELDS
from karn.apps.threats.holders import THREATS
from karn.apps.threats.personal import PERSONAL as THREAT_MARKS
from karn.apps.threats.timeline import Signals
from karn.platform.backups.nightly import BACKING_UP
from karn.platform.models.personal import PERSONAL as PLATFORM_MARKS
from karn.platform.personal import Hold, register_hold, register_marks, register_trace
from karn.platform.quarantine import register_outgoing
from karn.platform.runs import Job
from karn.platform.runs.cleaning import CLEANING
from karn.platform.runs.job import register_job
from karn.platform.runs.nights import register_zone
from karn.platform.timeline import register as register_timeline

# In the order in which they are best imported.
TARGETS = (
    CUSTOMERS,
    CONTACTS,
    SUBSCRIPTIONS,
    PAYMENTS,
    ORDERS,
    RETURNS,
    CONVERSATIONS,
    DEPARTURES,
    HOURS,
    COSTS,
    SNAPSHOT,
)

# Customers after those who point at them: what comes in meanwhile never points at nobody.
EXPORTERS = (
    subscriptions.SUBSCRIPTIONS,
    orders.ORDERS,
    departures.DEPARTURES,
    customers.CUSTOMERS,
    costs.COSTS,
)

# What moves when two customers turn out to be one.
HOLDERS = (HELD_CUSTOMERS, CONTRACTS, HELD_CONVERSATIONS, TASKS, SURVEYS, MAILING, THREATS)

# By what segments choose customers, in the order in which it is offered.
FIELDS = (CUSTOMER_FIELDS, CONTRACT_FIELDS, CONVERSATION_FIELDS, THREAT_FIELDS)

# In the order in which a reader can choose them.
TIMELINE = (
    Conversations(),
    Hints(),
    contracts.Prices(),
    contracts.Ends(),
    contracts.Invoices(),
    contracts.Payments(),
    contracts.Orders(),
    contracts.Returns(),
    ContactsCame(),
    ContactsLeft(),
    contracts.Notices(),
    contracts.Departures(),
    Signals(),
    Mails(),
    DoneTasks(),
    Answers(),
    Askings(),
)

# What every table holds about persons; where else they stand; what stands against erasing somebody.
MARKS = (
    *PLATFORM_MARKS,
    *CUSTOMER_MARKS,
    *SEGMENT_MARKS,
    *CONTRACT_MARKS,
    *CONVERSATION_MARKS,
    *TASK_MARKS,
    *SURVEY_MARKS,
    *MAIL_MARKS,
    *THREAT_MARKS,
    *DESK_MARKS,
    *INTAKE_MARKS,
    *MEASURES_MARKS,
    *ERASURE_MARKS,
    *COMPANY_MARKS,
    *PEOPLE_MARKS,
)
TRACES = (UPLOADS, LAKE, MAIL_FILES, SURVEY_LINKS)
HOLDS: dict[str, Hold] = {"running": Running(), "unpaid": Unpaid()}

# What is done in the background; nightly ones are begun in this order.
JOBS: tuple[Job, ...] = (REFRESH, DUPLICATES, SENDING, PASSWORD_LINK, ASKING, CLEANING)


def fill_registries() -> None:
    """Put every entry into its registry. Called once, when Django is ready."""
    for target in TARGETS:
        register_target(target)
    for exporter in EXPORTERS:
        register_exporter(exporter)
    for holder in HOLDERS:
        register_holder(holder)
    for source in TIMELINE:
        register_timeline(source)
    for fields in FIELDS:
        register_fields(fields)
    for job in JOBS:
        register_job(job)
    if settings.INSTALLATION.backups:
        register_job(BACKING_UP)
    register_zone(_zone)
    register_outgoing(MAILS)
    register_outgoing(REMINDERS)
    _fill_personal_data()


def _zone() -> str | None:
    company = company_or_none()
    return company.zone if company else None


def _fill_personal_data() -> None:
    for marks in MARKS:
        register_marks(marks)
    for trace in TRACES:
        register_trace(trace)
    for name, hold in HOLDS.items():
        register_hold(name, hold)
