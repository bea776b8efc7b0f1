"""The registries' entries: the one place where a low app's registry learns what higher ones offer."""

from django.conf import settings

from karn.apps.care.criteria.relations import RELATIONS
from karn.apps.care.exporters import PROMISES, RHYTHMS
from karn.apps.care.holders.expectations import EXPECTATIONS as HELD_EXPECTATIONS
from karn.apps.care.holders.failed_payments import FAILED_PAYMENTS as HELD_PAYMENTS
from karn.apps.care.holders.problems import PROBLEMS as HELD_PROBLEMS
from karn.apps.care.holders.reviews import REVIEWS as HELD_REVIEWS
from karn.apps.care.holders.rhythm import RHYTHM as HELD_RHYTHM
from karn.apps.care.holders.value import VALUE as HELD_VALUE
from karn.apps.care.holders.wishes import WISHES as HELD_WISHES
from karn.apps.care.jobs.expectations import CARING
from karn.apps.care.jobs.failed_payments import FAILED_PAYMENTS
from karn.apps.care.jobs.problems import PROBLEM_TASKS
from karn.apps.care.jobs.reviews import PLANNING
from karn.apps.care.jobs.rhythm import RHYTHM_TASKS
from karn.apps.care.personal.expectations import CARE_LISTS
from karn.apps.care.personal.expectations import PERSONAL as EXPECTATION_MARKS
from karn.apps.care.personal.failed_payments import PERSONAL as PAYMENT_MARKS
from karn.apps.care.personal.influence import PERSONAL as INFLUENCE_MARKS
from karn.apps.care.personal.innovations import PERSONAL as INNOVATION_MARKS
from karn.apps.care.personal.problems import PERSONAL as PROBLEM_MARKS
from karn.apps.care.personal.reviews import PERSONAL as REVIEW_MARKS
from karn.apps.care.personal.reviews import SEALED_VOICES
from karn.apps.care.personal.rhythm import PERSONAL as RHYTHM_MARKS
from karn.apps.care.personal.value import PERSONAL as VALUE_MARKS
from karn.apps.care.personal.wishes import PERSONAL as WISH_MARKS
from karn.apps.care.rules.failed_payments import PAYMENT
from karn.apps.care.rules.kinds import KINDS as CARE_KINDS
from karn.apps.care.rules.problem_tasks import PROBLEM
from karn.apps.care.rules.review_tasks import REVIEW, TEAM_VIEW
from karn.apps.care.rules.rhythm import KINDS as RHYTHM_KINDS
from karn.apps.care.rules.value_tasks import RECAP
from karn.apps.care.rules.wishes import TELL
from karn.apps.care.timeline import Moments
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
from karn.apps.desk.jobs import DIGESTS, REFRESH
from karn.apps.desk.personal import MORNING_MAILS
from karn.apps.desk.personal import PERSONAL as DESK_MARKS
from karn.apps.exits.jobs import KEEPING as EXIT_ANSWERS
from karn.apps.exits.personal import PERSONAL as EXIT_MARKS
from karn.apps.farewell.holders.declarations import DECLARATIONS
from karn.apps.farewell.holders.goodbyes import GOODBYES, RECOMMENDED
from karn.apps.farewell.holders.lapses import LAPSES
from karn.apps.farewell.holders.renewal_reminders import RENEWAL_REMINDERS
from karn.apps.farewell.jobs.declarations import DECLARATION_MATCHING, DECLARATION_TASKS
from karn.apps.farewell.jobs.goodbyes import GOODBYES as SAYING_GOODBYE
from karn.apps.farewell.jobs.letters import ASKING_WHO_LAPSED, DUE_LETTERS
from karn.apps.farewell.jobs.reasons import REASONS as ASKING_WHY
from karn.apps.farewell.jobs.renewal_reminders import RENEWAL_REMINDING
from karn.apps.farewell.personal.declarations import DECLARATION_LINKS
from karn.apps.farewell.personal.declarations import PERSONAL as DECLARATION_MARKS
from karn.apps.farewell.personal.goodbyes import GOODBYE_LINKS
from karn.apps.farewell.personal.goodbyes import PERSONAL as GOODBYE_MARKS
from karn.apps.farewell.personal.lapses import PERSONAL as LAPSE_MARKS
from karn.apps.farewell.personal.reasons import PERSONAL as REASON_MARKS
from karn.apps.farewell.personal.renewal_reminders import PERSONAL as RENEWAL_REMINDER_MARKS
from karn.apps.farewell.rules.checklists import STEP as GOODBYE_STEP
from karn.apps.farewell.rules.reasons import CODE_REASON
from karn.apps.farewell.rules.renewal_reminders import REMINDER
from karn.apps.farewell.rules.task_kinds import KINDS as DECLARATION_KINDS
from karn.apps.farewell.timeline import Declarations
from karn.apps.fit.criteria import WHO_FITS
from karn.apps.fit.exporters import FITS
from karn.apps.fit.holders import FIT
from karn.apps.fit.jobs import LOOKING
from karn.apps.fit.personal import PERSONAL as FIT_MARKS
from karn.apps.fit.rules.task_kinds import TASK_KINDS as FIT_KINDS
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
from karn.apps.lessons.holders.looking_back import LOOKING_BACK
from karn.apps.lessons.jobs.looking_back import LESSONS
from karn.apps.lessons.personal.improvements import PERSONAL as IMPROVEMENT_MARKS
from karn.apps.lessons.personal.looking_back import PERSONAL as LOOKING_BACK_MARKS
from karn.apps.lessons.rules.improvements import IMPROVEMENT
from karn.apps.lessons.rules.task_kinds import KINDS as LESSON_KINDS
from karn.apps.mailing.holders import MAILING
from karn.apps.mailing.jobs import MAILS, PASSWORD_LINK, SENDING
from karn.apps.mailing.personal import MAIL_FILES
from karn.apps.mailing.personal import PERSONAL as MAIL_MARKS
from karn.apps.mailing.timeline import Mails
from karn.apps.measures.exporters import (
    agreements,
    contacts,
    conversations,
    costs,
    customers,
    departures,
    invoices,
    orders,
    subscriptions,
)
from karn.apps.measures.exporters.registry import register_exporter
from karn.apps.measures.personal import LAKE
from karn.apps.measures.personal import PERSONAL as MEASURES_MARKS
from karn.apps.people.personal import PERSONAL as PEOPLE_MARKS
from karn.apps.personal.personal import PERSONAL as ERASURE_MARKS
from karn.apps.plays.holders import WIN_BACK as HELD_WIN_BACK
from karn.apps.plays.jobs import WIN_BACK as WINNING_BACK
from karn.apps.plays.personal import PERSONAL as WIN_BACK_MARKS
from karn.apps.plays.rules.win_back import KINDS as WIN_BACK_KINDS
from karn.apps.segments.fields.customers import CUSTOMERS as CUSTOMER_FIELDS
from karn.apps.segments.fields.registry import register_fields
from karn.apps.segments.personal import PERSONAL as SEGMENT_MARKS
from karn.apps.surveys.criteria import SURVEYS as SURVEY_FIELDS
from karn.apps.surveys.exporters import ANSWERS
from karn.apps.surveys.holders import SURVEYS
from karn.apps.surveys.jobs import ASKING, REMINDERS
from karn.apps.surveys.personal import PERSONAL as SURVEY_MARKS
from karn.apps.surveys.personal import SURVEY_LINKS
from karn.apps.surveys.rules.task_kinds import COME_BACK
from karn.apps.surveys.timeline import Answers, Askings
from karn.apps.tasks.holders import TASKS
from karn.apps.tasks.personal import PERSONAL as TASK_MARKS
from karn.apps.tasks.rules.kinds import Kind, register_kind
from karn.apps.tasks.timeline import DoneTasks
from karn.apps.threats.criteria import THREATS as THREAT_FIELDS
from karn.apps.threats.exporters import JUDGEMENTS
from karn.apps.threats.holders import THREATS
from karn.apps.threats.jobs import LOOKING_AGAIN, RECORDS
from karn.apps.threats.personal import PERSONAL as THREAT_MARKS
from karn.apps.threats.rules.task_kinds import TASK_KINDS as THREAT_KINDS
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
    FITS,
    conversations.CONVERSATIONS,
    conversations.OBSERVATIONS,
    ANSWERS,
    PROMISES,
    RHYTHMS,
    JUDGEMENTS,
    contacts.CONTACTS,
    contacts.CHANGES,
    agreements.PRICES,
    agreements.TERMS,
    invoices.INVOICES,
    invoices.PAYMENTS,
    customers.CUSTOMERS,
    costs.COSTS,
)

# What moves when two customers turn out to be one.
HOLDERS = (
    HELD_CUSTOMERS,
    CONTRACTS,
    HELD_CONVERSATIONS,
    TASKS,
    SURVEYS,
    MAILING,
    HELD_EXPECTATIONS,
    HELD_PROBLEMS,
    HELD_REVIEWS,
    HELD_VALUE,
    HELD_WISHES,
    HELD_RHYTHM,
    HELD_PAYMENTS,
    DECLARATIONS,
    GOODBYES,
    RECOMMENDED,
    LAPSES,
    HELD_WIN_BACK,
    RENEWAL_REMINDERS,
    FIT,
    THREATS,
    LOOKING_BACK,
)

# By what segments choose customers, in the order in which it is offered.
FIELDS = (
    CUSTOMER_FIELDS,
    CONTRACT_FIELDS,
    CONVERSATION_FIELDS,
    SURVEY_FIELDS,
    RELATIONS,
    WHO_FITS,
    THREAT_FIELDS,
)

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
    Moments(),
    Declarations(),
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
    *EXIT_MARKS,
    *LAPSE_MARKS,
    *EXPECTATION_MARKS,
    *REVIEW_MARKS,
    *VALUE_MARKS,
    *WISH_MARKS,
    *RHYTHM_MARKS,
    *PAYMENT_MARKS,
    *DECLARATION_MARKS,
    *GOODBYE_MARKS,
    *WIN_BACK_MARKS,
    *RENEWAL_REMINDER_MARKS,
    *REASON_MARKS,
    *FIT_MARKS,
    *PROBLEM_MARKS,
    *INNOVATION_MARKS,
    *INFLUENCE_MARKS,
    *THREAT_MARKS,
    *LOOKING_BACK_MARKS,
    *IMPROVEMENT_MARKS,
    *DESK_MARKS,
    *INTAKE_MARKS,
    *MEASURES_MARKS,
    *ERASURE_MARKS,
    *COMPANY_MARKS,
    *PEOPLE_MARKS,
)
TRACES = (
    UPLOADS,
    LAKE,
    MAIL_FILES,
    SURVEY_LINKS,
    MORNING_MAILS,
    CARE_LISTS,
    SEALED_VOICES,
    DECLARATION_LINKS,
    GOODBYE_LINKS,
)
HOLDS: dict[str, Hold] = {"running": Running(), "unpaid": Unpaid()}

# What stations ask people to do: each as its readers read it.
TASK_KINDS: tuple[Kind, ...] = (
    PROBLEM,
    *CARE_KINDS,
    *THREAT_KINDS,
    *FIT_KINDS,
    REVIEW,
    TEAM_VIEW,
    RECAP,
    TELL,
    COME_BACK,
    *RHYTHM_KINDS,
    PAYMENT,
    *LESSON_KINDS,
    IMPROVEMENT,
    *DECLARATION_KINDS,
    GOODBYE_STEP,
    *WIN_BACK_KINDS,
    REMINDER,
    CODE_REASON,
)

# What is done in the background; nightly ones are begun in this order.
JOBS: tuple[Job, ...] = (
    REFRESH,
    CARING,
    FAILED_PAYMENTS,
    DUPLICATES,
    RHYTHM_TASKS,
    DIGESTS,
    SENDING,
    PASSWORD_LINK,
    ASKING,
    EXIT_ANSWERS,
    ASKING_WHO_LAPSED,
    PROBLEM_TASKS,
    PLANNING,
    DECLARATION_MATCHING,
    DECLARATION_TASKS,
    SAYING_GOODBYE,
    WINNING_BACK,
    RENEWAL_REMINDING,
    ASKING_WHY,
    LOOKING,
    LESSONS,
    RECORDS,
    LOOKING_AGAIN,
    CLEANING,
)


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
    _fill_work()
    register_zone(_zone)
    for outgoing in (DUE_LETTERS, MAILS, REMINDERS):  # mails after what is put among them
        register_outgoing(outgoing)
    _fill_personal_data()


def _fill_work() -> None:
    for kind in TASK_KINDS:
        register_kind(kind)
    for job in JOBS:
        register_job(job)
    if settings.INSTALLATION.backups:
        register_job(BACKING_UP)


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
