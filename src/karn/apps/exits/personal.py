"""What is kept of leavers: their hash is computed to hand it out and to erase it, and for nothing else."""

from django.utils.translation import gettext_lazy as _

from karn.apps.exits.queries.holders import holders_of
from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "exits.answer",
        Why.LEAVING,
        _("Exit answers, without the name"),
        customer=("holder",),
        emptied="holder words_until",
        cleared="how took change",
        kept={Why.FIGURES: "choice language place product person period_on months stay plan"},
        none="id held_until is_judged is_told",
        written=holders_of,
    ),
    Marks(
        "exits.invitation",
        Why.LEAVING,
        _("Open questions for leavers"),
        customer=("holder",),
        goes=("customer",),
        emptied="holder words",
        kept={Why.FIGURES: "stay plan language"},
        none="id seal over_on",
        written=holders_of,
    ),
    Marks("exits.asked", none="id month stay plan people"),
    Marks("exits.sum", none="id month people marks themes"),
    Marks("exits.themesum", none="id month people themes"),
    Marks("exits.tag", none="id answer code version is_confirmed on_month"),
    Marks("exits.exithabits", none="id words_months"),
)
