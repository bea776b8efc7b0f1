"""What is kept of persons in who fits: the words go, what was found stays."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "fit.criterion",
        Why.SERVICE,
        _("Criteria"),
        scrubbed="name question definition",
        searched="definition",
        none="id ready kind required at_signing place made_at made_by known_at off_at deleted_at",
    ),
    Marks(
        "fit.answer",
        Why.SERVICE,
        _("Answers to criteria"),
        customer=("customer",),
        goes=("customer",),
        cleared="note",
        kept={Why.FIGURES: "met on at replaced_at"},
        none="id customer criterion by",
    ),
    Marks(
        "fit.check",
        Why.SERVICE,
        _("Checks against criteria"),
        customer=("customer",),
        goes=("customer",),
        kept={Why.FIGURES: "on until fit answers occasion at"},
        none="id customer by owner",
    ),
    Marks(
        "fit.decision",
        Why.SERVICE,
        _("Decisions about misfits"),
        customer=("customer",),
        goes=("customer",),
        cleared="reason",
        kept={Why.FIGURES: "course until on at undone_at"},
        none="id customer check_made decider by undone_by",
    ),
    Marks(
        "fit.step",
        Why.SERVICE,
        _("Steps of decisions about misfits"),
        customer=("decision__customer",),
        goes=("customer",),
        cleared="text",
        kept={Why.FIGURES: "due_on done_at"},
        none="id decision place ready owner",
    ),
)
