"""They asked how to leave."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.threats.signals.card import Card
from karn.apps.threats.signals.hints import Hinted


class AskedNotice(Hinted):
    """Somebody there asked about notice terms."""

    code = "asked_notice"
    kind = "notice_terms"
    card = Card(
        name=_("Asked about notice terms"),
        question=_("Did they ask how or when they can leave?"),
        evidence=_("What one of you recorded with one tap, or while logging a conversation."),
        threshold=_("Recorded in the last 90 days; it weighs most in the first 14."),
        blind_to=_("What nobody recorded."),
    )
