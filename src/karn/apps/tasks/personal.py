"""What is kept of persons in what is to be done."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "tasks.task",
        Why.SERVICE,
        _("Tasks"),
        customer=("customer",),
        goes=("customer",),
        cleared="text why outcome",
        kept={Why.FIGURES: "due_on made_at done_at"},
        none="id origin number customer owner made_by done_by changed_at removed_at",
    ),
)
