"""One of us noticed that something changed there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.threats.signals.card import Card
from karn.apps.threats.signals.hints import Hinted


class SomethingChanged(Hinted):
    """A new owner, a new name, a reorganisation: the ground shifts."""

    code = "something_changed"
    kind = "change"
    card = Card(
        name=_("Something changed"),
        question=_("Did something change at the customer?"),
        evidence=_("What one of you recorded with one tap, or while logging a conversation."),
        threshold=_("Recorded in the last 90 days."),
        blind_to=_("What nobody recorded."),
    )
