"""What is kept of persons in what clients got, and in what they were told of it."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "care.benefit",
        Why.SERVICE,
        _("Results and extras"),
        customer=("customer",),
        contact=("contact",),
        emptied="contact",
        cleared="what",
        kept={Why.FIGURES: "kind given_on cost currency hours"},
        none="id customer made_at made_by removed_at",
    ),
    Marks(
        "care.recap",
        Why.SERVICE,
        _("Recaps of what they got"),
        customer=("customer",),
        contact=("contact",),
        goes=("customer",),
        emptied="contact",
        cleared="intro lines closing frozen",
        kept={Why.FIGURES: "occasion about_on due_on since sent_at way"},
        none="id customer mail language written_at sent_by made_at made_by changed_at removed_at",
    ),
)
