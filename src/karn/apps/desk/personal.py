"""What is kept of persons for the list of customers: where each stands, made of other rows."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "desk.listing",
        Why.FIGURES,
        _("Places in the list of customers"),
        customer=("customer",),
        kept={Why.FIGURES: "standing mrr_cents strength"},
        none="customer",
    ),
    Marks("desk.listingsmade", none="id of"),
)
