"""What the rules saw, for the timeline."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karn.apps.threats.models import Signal
from karn.apps.threats.rules.sentences import sentence
from karn.platform.timeline import Entry, Known, Reach, newest


class Signals:
    """Signals, on the day they were first seen, as they were last said."""

    code = "signal"
    kind = "signals"
    name = _("Signals")
    of = Signal

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest signals. One query."""
        seen = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(signal, reach) for signal in seen]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Signal]:
        seen = Signal.objects.filter(reach.days("first_seen_on", self.code), customer=customer)
        return seen.order_by("-first_seen_on", "-pk")

    def among(self, known: Known, reach: Reach) -> list[Entry]:
        """Return an entry for each signal."""
        return [self._entry(signal, reach) for signal in known[Signal]]

    def _entry(self, signal: Signal, reach: Reach) -> Entry:
        return Entry(
            at=reach.start_of(signal.first_seen_on),
            code=self.code,
            number=signal.pk,
            icon="alert-triangle",
            title=sentence(signal.rule, signal.facts, on=signal.last_seen_on),
            tone="bad" if signal.ended_on is None else "",
            dated=True,
            source="karn",
            source_id=signal.rule,
            known_at=signal.known_at,
        )
