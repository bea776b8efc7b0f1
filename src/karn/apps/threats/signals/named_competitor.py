"""They named a competitor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.threats.signals.card import Card
from karn.apps.threats.signals.hints import Hinted


class NamedCompetitor(Hinted):
    """Somebody there spoke of a competitor of ours."""

    code = "named_competitor"
    kind = "competitor"
    card = Card(
        name=_("Named a competitor"),
        question=_("Did they speak of a competitor?"),
        evidence=_("What one of you recorded with one tap, or while logging a conversation."),
        threshold=_("Recorded in the last 90 days; it weighs most in the first 30."),
        blind_to=_("What nobody recorded."),
    )
