"""What is kept of persons who left without a word."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "farewell.lapse",
        Why.LEAVING,
        _("Left without a word"),
        customer=("customer",),
        goes=("customer",),
        emptied="sign",
        kept={Why.FIGURES: "left_on asked"},
        none="id customer noticed_at",
    ),
)
