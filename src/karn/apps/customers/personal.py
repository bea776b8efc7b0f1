"""What customers' tables hold about persons."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

CUSTOMERS = Marks(
    "customers.customer",
    Why.SERVICE,
    _("Customers"),
    customer=("pk",),
    numbered="source_id name",
    emptied="email phone domain registration_number postcode language",
    cleared="street city acquisition_source attributes",
    none=(
        "id source known_at kind prospect is_key country joined_on acquisition_cost owner team deleted_at "
        "merged_into"
    ),
)
CONTACTS = Marks(
    "customers.contact",
    Why.SERVICE,
    _("Contacts"),
    customer=("customer",),
    contact=("pk",),
    goes=("customer", "contact"),
    numbered="source_id",
    emptied="name email phone influence champion starts_on ends_on",
    cleared="role",
    none="id source known_at customer deleted_at",
)

PERSONAL = (
    CUSTOMERS,
    CUSTOMERS.history(_("Changes of customers"), customer=("id",)),
    CONTACTS,
    CONTACTS.history(_("Changes of contacts"), customer=("customer_id",), contact=("id",)),
    Marks(
        "customers.attributekind",
        Why.SERVICE,
        _("Attributes of your own"),
        scrubbed="choices",
        none="id name type purpose source deleted_at",
    ),
    Marks(
        "customers.likeness",
        Why.SERVICE,
        _("Pairs that look alike"),
        customer=("first", "second"),
        goes=("customer",),
        emptied="score reasons",
        none="id first second verdict found_at decided_at decided_by",
    ),
    Marks(
        "customers.selection",
        none="id by chosen_at customers deed attribute done_at changed left_out undone_at",
    ),
    Marks(
        "customers.duplicatesearch", none="id automatic begun_at progress searched_at customers found merged"
    ),
    Marks(
        "customers.merge",
        Why.SERVICE,
        _("Merged customers"),
        customer=("kept", "lost"),
        goes=("customer",),
        emptied="filled",
        none=("id kept lost moved known_before known_after automatic at by undone_at undone_by"),
    ),
)
