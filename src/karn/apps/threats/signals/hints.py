"""What the three rules on hints share: what one of us noticed counts for a while, the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from karn.apps.conversations.models import Hint
from karn.apps.conversations.queries import hints_between
from karn.apps.threats.rules.finding import Finding, Look, rows
from karn.apps.threats.rules.thresholds import HINT_BACK_DAYS, hint_strength


class Hinted:
    """A rule on what one of us noticed; `kind` is the kind of hint."""

    kind: ClassVar[str]

    def find(self, look: Look) -> Iterator[Finding]:
        """Return the watched customers of whom this was noticed in the last HINT_BACK_DAYS. One query."""
        noticed: dict[int, list[Hint]] = defaultdict(list)
        since = look.until - timedelta(days=HINT_BACK_DAYS + 1)  # the whole of its first day
        for hint in hints_between(self.kind, since, look.until):
            if hint.customer_id in look.watched:
                noticed[hint.customer_id].append(hint)
        for customer_id, hints in noticed.items():
            yield _finding(look, customer_id, hints)


def _finding(look: Look, customer_id: int, hints: list[Hint]) -> Finding:
    newest = hints[0]
    day = newest.noticed_at.astimezone(ZoneInfo(look.zone)).date()
    strength = hint_strength(newest.kind, (look.on - day).days)
    facts = {"day": day.isoformat(), "times": len(hints), "words": newest.words}
    evidence = rows("conversations.hint", *(hint.pk for hint in hints))
    return Finding(customer_id, day, strength, facts, evidence)
