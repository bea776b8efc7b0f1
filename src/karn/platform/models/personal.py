"""What the platform's own tables hold about persons: numbers of other tables' rows, and why a run failed."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks("platform.link", none="id purpose audience digest made_at expires_at revoked_at"),
    Marks(
        "platform.run",
        Why.DOOR,
        _("Background work"),
        scrubbed="failure_values",
        none=(
            "id job key night argument by_number state asked_at due_at lease tries began_at beat_at ended_at "
            "done total note cancel_asked_at failure"
        ),
    ),
)
