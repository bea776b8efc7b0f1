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
        cleared="text why outcome facts",
        kept={Why.FIGURES: "due_on made_at done_at"},
        none=(
            "id origin number urgency customer owner snoozed_until made_by done_by asked changed_at "
            "removed_at withdrawn_at"
        ),
    ),
    Marks(
        "tasks.move",
        Why.SERVICE,
        _("Tasks put off and given away"),
        customer=("task__customer",),
        goes=("customer",),
        cleared="reason",
        none="id task kind at by before after giver taker batch undone_at",
    ),
)
