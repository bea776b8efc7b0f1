"""What is kept of persons in improvements: names in their words go."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "lessons.improvement",
        Why.LEAVING,
        _("Improvements"),
        scrubbed="what",
        none="id reason owner due_on done_on made_at made_by changed_at removed_at",
    ),
)
