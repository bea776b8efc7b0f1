"""The registries' entries: the one place where a low app's registry learns what higher ones offer."""

from karn.apps.contracts import timeline as contracts
from karn.apps.contracts.criteria import CONTRACTS as CONTRACT_FIELDS
from karn.apps.contracts.holders import CONTRACTS
from karn.apps.conversations.criteria import CONVERSATIONS as CONVERSATION_FIELDS
from karn.apps.conversations.holders import CONVERSATIONS as HELD_CONVERSATIONS
from karn.apps.conversations.timeline import Conversations, Hints
from karn.apps.customers.holders import CUSTOMERS as HELD_CUSTOMERS
from karn.apps.customers.holders import register_holder
from karn.apps.customers.timeline import ContactsCame, ContactsLeft
from karn.apps.intake.targets.contacts import CONTACTS
from karn.apps.intake.targets.conversations import CONVERSATIONS
from karn.apps.intake.targets.customers import CUSTOMERS
from karn.apps.intake.targets.departures import DEPARTURES
from karn.apps.intake.targets.orders import ORDERS
from karn.apps.intake.targets.payments import PAYMENTS
from karn.apps.intake.targets.snapshot import SNAPSHOT
from karn.apps.intake.targets.subscriptions import SUBSCRIPTIONS
from karn.apps.intake.targets.target import register as register_target
from karn.apps.measures.exporters import costs, customers, departures, orders, subscriptions
from karn.apps.measures.exporters.registry import register_exporter
from karn.apps.segments.fields.customers import CUSTOMERS as CUSTOMER_FIELDS
from karn.apps.segments.fields.registry import register_fields
from karn.apps.threats.criteria import THREATS as THREAT_FIELDS
from karn.apps.threats.holders import THREATS
from karn.apps.threats.timeline import Signals
from karn.platform.timeline import register as register_timeline

# In the order in which they are best imported.
TARGETS = (CUSTOMERS, CONTACTS, SUBSCRIPTIONS, PAYMENTS, ORDERS, CONVERSATIONS, DEPARTURES, SNAPSHOT)

# Customers after those who point at them: what comes in meanwhile never points at nobody.
EXPORTERS = (
    subscriptions.SUBSCRIPTIONS,
    orders.ORDERS,
    departures.DEPARTURES,
    customers.CUSTOMERS,
    costs.COSTS,
)

# What moves when two customers turn out to be one.
HOLDERS = (HELD_CUSTOMERS, CONTRACTS, HELD_CONVERSATIONS, THREATS)

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
    ContactsCame(),
    ContactsLeft(),
    contracts.Notices(),
    contracts.Departures(),
    Signals(),
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
