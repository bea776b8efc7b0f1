"""What is kept of persons in what is normal to us and who does it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "care.innovation",
        Why.SERVICE,
        _("What is normal to us"),
        scrubbed="name gain",
        none="id new_since made_at made_by changed_at removed_at",
    ),
    Marks(
        "care.tick",
        Why.SERVICE,
        _("What clients do of what is normal to us"),
        customer=("customer",),
        contact=("told",),
        goes=("customer",),
        emptied="told",
        cleared="reason",
        kept={Why.FIGURES: "state proposed_on decided_on"},
        none="id customer innovation proposed_by changed_at changed_by",
    ),
)
