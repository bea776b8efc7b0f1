"""What is kept of persons where departures are coded: their words go, reasons and days stay."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks("farewell.reasonversion", none="id axis code number text is_retired made_at made_by"),
    Marks("farewell.reasonword", none="id axis word code"),
    Marks(
        "farewell.coding",
        Why.LEAVING,
        _("Why somebody left, as put down here"),
        customer=("departure__customer",),
        goes=("customer",),
        cleared="words asker_name",
        kept={Why.FIGURES: "why destination how at"},
        none="id departure why_number destination_number asker by",
    ),
    Marks(
        "farewell.commenttheme",
        Why.LEAVING,
        _("What comments of leavers are about"),
        customer=("departure__customer",),
        goes=("customer",),
        cleared="phrase",
        kept={Why.FIGURES: "code is_confirmed"},
        none="id departure lexicon is_proposed by at",
    ),
)
