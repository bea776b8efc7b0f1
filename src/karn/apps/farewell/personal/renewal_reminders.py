"""What is kept of persons in reminders of renewals: that they were told in time stays as proof."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "farewell.renewalreminder",
        Why.PROOF,
        _("Reminders of renewals"),
        customer=("customer",),
        cleared="told_how",
        kept={Why.PROOF: "renews_on notice_by due_by country told_on"},
        none="id customer subscription mail made_at told_by",
    ),
)
