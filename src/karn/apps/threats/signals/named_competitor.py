"""They named a competitor."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from karn.apps.threats.rules.finding import Finding, Look
from karn.apps.threats.signals.card import Card
from karn.apps.threats.signals.hints import hinted


class NamedCompetitor:
    """Somebody there spoke of a competitor of ours."""

    code = "named_competitor"
    card = Card(
        name=_("Named a competitor"),
        question=_("Did they speak of a competitor?"),
        evidence=_("What one of you recorded with one tap, or while logging a conversation."),
        threshold=_("Recorded in the last 90 days; it weighs most in the first 30."),
        blind_to=_("What nobody recorded."),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return the customers of whom it was noticed, at its newest."""
        return hinted(look, "competitor")
