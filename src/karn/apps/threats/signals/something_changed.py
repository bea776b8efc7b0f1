"""One of us noticed that something changed there."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from karn.apps.threats.rules.finding import Finding, Look
from karn.apps.threats.signals.card import Card
from karn.apps.threats.signals.hints import hinted


class SomethingChanged:
    """A new owner, a new name, a reorganisation: the ground shifts."""

    code = "something_changed"
    card = Card(
        name=_("Something changed"),
        question=_("Did something change at the customer?"),
        evidence=_("What one of you recorded with one tap, or while logging a conversation."),
        threshold=_("Recorded in the last 90 days."),
        blind_to=_("What nobody recorded."),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return the customers of whom it was noticed, at its newest."""
        return hinted(look, "change")
