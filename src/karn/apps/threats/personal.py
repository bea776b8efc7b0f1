"""What is kept of persons in the signs that they may leave."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks(
        "threats.signal",
        Why.SERVICE,
        _("Signs of leaving"),
        customer=("customer",),
        goes=("customer",),
        cleared="facts hushed_why",
        kept={Why.FIGURES: "rule strength since first_seen_on last_seen_on ended_on"},
        none="id customer evidence known_at hushed_at hushed_until hushed_strength hushed_by",
    ),
    Marks(
        "threats.case",
        Why.SERVICE,
        _("Cases"),
        customer=("customer",),
        goes=("customer",),
        cleared="signs words outcome_words",
        kept={Why.FIGURES: "strength state opened_on due_on asked_on solved_on closed_on outcome"},
        none="id customer owner reminded_on meeting_from ask_again_on said_by changed_at",
    ),
    Marks(
        "threats.casestep",
        Why.SERVICE,
        _("Steps of cases"),
        customer=("case__customer",),
        goes=("customer",),
        cleared="words",
        none="id case what on at by next_on taken_back",
    ),
    Marks(
        "threats.lightstate",
        Why.SERVICE,
        _("Five lights"),
        customer=("customer",),
        goes=("customer",),
        kept={Why.FIGURES: "light colour is_stale on since"},
        none="id customer",
    ),
    Marks(
        "threats.lightoverrule",
        Why.SERVICE,
        _("Lights judged by somebody"),
        customer=("customer",),
        goes=("customer",),
        cleared="words",
        kept={Why.FIGURES: "light colour until"},
        none="id customer by at ended_at",
    ),
    Marks(
        "threats.lookdue",
        Why.SERVICE,
        _("Signs of leaving"),
        customer=("customer",),
        goes=("customer",),
        none="id customer since",
    ),
    Marks("threats.observation", none="id on at rules habits"),
    Marks("threats.switch", none="id rule is_on thresholds changed_at changed_by"),
    Marks(
        "threats.record",
        none="id rule thresholds_sha256 first_on last_on fired left looked_at leavers had_material made_at",
    ),
)
