"""What is kept of persons in the web of influence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "care.judgement",
        Why.SERVICE,
        _("How well people know each other"),
        customer=("contact__customer",),
        contact=("contact",),
        goes=("customer", "contact"),
        emptied="strength judged_on",
        cleared="note",
        none="id contact person judged_by made_at removed_at",
    ),
    Marks(
        "care.contactbond",
        Why.SERVICE,
        _("Who reports to whom at a client"),
        customer=("contact__customer",),
        contact=("contact", "other"),
        goes=("customer", "contact"),
        emptied="bond",
        none="id contact other made_at made_by",
    ),
)
