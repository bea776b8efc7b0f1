"""What is kept of who was erased: nothing that tells who it was."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "personal.erasure",
        Why.PROOF,
        _("Erasures"),
        kept={Why.PROOF: "reference kind number customer asked_at asked_by done_at told sha256 entry"},
        none="id stage words rows let_in_at",
    ),
    Marks(
        "personal.tombstone",
        Why.PROOF,
        _("Keyed hashes of who was erased"),
        kept={Why.PROOF: "digest"},
        none="id erasure",
    ),
)
