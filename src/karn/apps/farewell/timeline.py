"""Declarations, for the timeline: that notice came, by which way, and what became of it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.farewell.models.declarations import Declaration, State
from karn.platform.timeline import Entry, Reach, newest


class Declarations:
    """What a customer declared, when it arrived."""

    code = "declarations"
    kind = "farewell"
    name = _("Goodbye")
    of = Declaration

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return what arrived last. One query."""
        return [_entry(one) for one in newest(self.code, self._rows, customer_id, reach, limit)]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Declaration]:
        # Whose it only seems to be says nothing yet about this customer.
        its = Declaration.objects.filter(reach.instants("received_at", self.code), customer=customer)
        return its.exclude(verified_at=None).order_by("-received_at", "-pk")


def _entry(one: Declaration) -> Entry:
    title = gettext("Withdrawal received") if one.is_withdrawal else gettext("Notice received")
    told = [one.get_way_display(), one.get_state_display() if one.state == State.UNDONE else ""]
    return Entry(
        at=one.received_at, code="declarations", number=one.pk, icon="door-exit", title=title,
        detail=" · ".join(filter(None, told)), tone="" if one.state == State.UNDONE else "bad",
        source="karn", source_id=one.reference, known_at=one.made_at,
    )  # fmt: skip
