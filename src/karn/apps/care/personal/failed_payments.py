"""What is kept of persons in failed payments: days and codes."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "care.paymentreminder",
        Why.CONTRACT,
        _("Reminders of failed payments"),
        customer=("customer",),
        kept={Why.FIGURES: "step made_on"},
        none="id customer invoice mail made_at",
    ),
    Marks(
        "care.paymentdecision",
        Why.CONTRACT,
        _("What was decided about failed payments"),
        customer=("customer",),
        kept={Why.FIGURES: "decided"},
        none="id customer invoice edits task made_at made_by removed_at",
    ),
)
