"""What is kept of persons who were asked to come back."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "plays.asking",
        Why.LEAVING,
        _("Asked to come back"),
        customer=("customer",),
        contact=("contact",),
        emptied="contact",
        cleared="words",
        kept={Why.FIGURES: "way left_on asked_on called_at said_no_on back_on"},
        none="id customer departure mail segment_name asked_at asked_by removed_at",
    ),
    Marks("plays.winbacktext", Why.NOBODY, none="id segment place words changed_at changed_by removed_at"),
    Marks("plays.winbackhabits", Why.NOBODY, none="id after_days weekly back_months"),
)
