"""What is kept of persons in what they were asked and answered: the words go, the counts stay."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "surveys.invitation",
        Why.SERVICE,
        _("Asked by surveys"),
        customer=("customer",),
        contact=("contact",),
        goes=("customer",),
        emptied="contact digest",
        kept={Why.FIGURES: "way occasion language asked_at expires_at reminded_at"},
        none="id survey version customer key asked_by",
    ),
    Marks(
        "surveys.response",
        Why.SERVICE,
        _("Answers to surveys"),
        customer=("customer",),
        contact=("contact",),
        emptied="contact customer invitation",
        cleared="texts",
        kept={Why.FIGURES: "answers language unhappy has_wish said_at"},
        none="id survey version page once changed_at recorded_by removed_at",
    ),
    Marks(
        "surveys.survey",
        none=(
            "id name ready occasion segment days since closer made_at made_by changed_at closed_at removed_at"
        ),
    ),
    Marks("surveys.version", none="id survey number form made_at made_by"),
    Marks("surveys.page", none="id survey name secret made_at made_by closed_at"),
    Marks("surveys.habits", none="id cooldown_days reminder_days loop_days accent"),
)
