"""What is kept of persons in how often they want to be heard."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "care.ownrhythm",
        Why.SERVICE,
        _("How often clients want to be heard"),
        customer=("customer",),
        goes=("customer",),
        cleared="words",
        kept={Why.FIGURES: "days asked_on"},
        none="id customer made_at made_by changed_at removed_at",
    ),
    Marks(
        "care.segmentrhythm",
        none="id segment days position made_at made_by changed_at removed_at",
    ),
    Marks("care.rhythmhabits", none="id reminded after_sales_days"),
)
