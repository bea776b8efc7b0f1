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
        cleared="facts",
        kept={Why.FIGURES: "rule strength since first_seen_on last_seen_on ended_on"},
        none="id customer evidence known_at",
    ),
    Marks("threats.observation", none="id on at"),
)
