"""What is kept of persons in what they asked for."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "care.wish",
        Why.SERVICE,
        _("Wishes"),
        scrubbed="title because",
        none="id state built_at innovation made_at made_by changed_at removed_at",
    ),
    Marks(
        "care.need",
        Why.SERVICE,
        _("What they asked for"),
        customer=("customer",),
        contact=("response__contact",),
        goes=("customer",),
        emptied="response",
        cleared="words",
        kept={Why.FIGURES: "noted_at asked_at told_at"},
        none="id customer wish mail noted_by removed_at",
    ),
)
