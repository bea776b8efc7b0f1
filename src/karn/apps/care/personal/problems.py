"""What is kept of persons in problems and boards: the words go, the counts stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "care.problem",
        Why.SERVICE,
        _("Problems of clients"),
        customer=("customer",),
        contact=("voiced_by",),
        goes=("customer",),
        emptied="voiced_by",
        cleared="text details brought labels",
        kept={Why.FIGURES: "weight urgency status due_on raised_on solved_on"},
        none="id customer owner card asks made_at made_by changed_at removed_at",
    ),
    Marks(
        "care.boardimport",
        Why.SERVICE,
        _("Boards from Trello"),
        customer=("customer",),
        goes=("customer",),
        cleared="name board journal",
        none="id customer made_at made_by made changed done_at undone_at",
    ),
)
