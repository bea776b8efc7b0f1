"""What segments and saved views hold about persons: the words somebody searched by."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "segments.segment",
        Why.SERVICE,
        _("Segments"),
        scrubbed="name description definition",
        searched="definition",
        none="id owner shared purpose made_at known_at deleted_at",
    ),
    Marks(
        "segments.savedview",
        Why.SERVICE,
        _("Saved views"),
        scrubbed="name asked",
        searched="asked",
        none="id of owner shared known_at deleted_at",
    ),
    Marks("segments.firstview", none="id person view of"),
)
