"""What is kept of persons in looks back, lessons and rounds: the words go, days and counts stay."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "lessons.postmortem",
        Why.LEAVING,
        _("Looks back at who left, or nearly did"),
        customer=("customer",),
        goes=("customer",),
        scrubbed="guest excepted sentence question no_lesson competitor",
        kept={Why.FIGURES: "cause happened_on due_on held_at closed_at"},
        none=(
            "id customer departure case made_at made_by auditor expires_at excepted_by closed_by changed_at "
            "removed_at"
        ),
    ),
    Marks(
        "lessons.postmortemvoice",
        Why.LEAVING,
        _("What was said in looks back"),
        customer=("post_mortem__customer",),
        contact=("contact",),
        goes=("customer",),
        emptied="contact",
        cleared="words",
        scrubbed="name",
        kept={Why.FIGURES: "side told_on at expected_at"},
        none="id post_mortem by",
    ),
    Marks(
        "lessons.lesson",
        Why.LEAVING,
        _("Lessons"),
        scrubbed="sentence question retired_why",
        none=("id every segment post_mortem ready next_on made_at made_by changed_at retired_at removed_at"),
    ),
    Marks("lessons.round", none="id lesson begun_on due_on asked ended_at"),
    Marks("lessons.share", none="id round owner"),
    Marks(
        "lessons.finding",
        Why.LEAVING,
        _("What lessons' rounds found"),
        customer=("customer",),
        goes=("customer",),
        kept={Why.FIGURES: "answer on at done_at"},
        none="id round customer by",
    ),
)
