"""What is kept of persons in what was said, and noticed."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

CONVERSATIONS = Marks(
    "conversations.conversation",
    Why.SERVICE,
    _("Conversations"),
    customer=("customer",),
    contact=("contact",),
    goes=("customer",),
    numbered="source_id",
    emptied="contact",
    cleared="subject notes",
    scrubbed="handled_by",
    kept={Why.FIGURES: "channel direction happened_at answered_at"},
    none=("id source known_at customer bulk logged_by answerer settled_at settled_by changed_at removed_at"),
)

PERSONAL = (
    CONVERSATIONS,
    CONVERSATIONS.history(
        _("Conversations, as they were"), customer=("customer_id",), contact=("contact_id",)
    ),
    Marks(
        "conversations.hint",
        Why.SERVICE,
        _("Noticed"),
        customer=("customer",),
        contact=("conversation__contact",),
        goes=("customer",),
        numbered="source_id",
        cleared="words",
        kept={Why.FIGURES: "kind noticed_at"},
        none="id source known_at customer conversation noticed_by removed_at",
    ),
)
