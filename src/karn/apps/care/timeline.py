"""What happened in the care for a client, for the timeline: all of it with one query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.moments import Moment
from karn.apps.care.rules.story import STORY
from karn.platform.timeline import Entry, Reach, newest

Told = tuple[str, str, str, str]
"""Icon, title, detail, tone."""


def _confirmed(facts: dict[str, Any]) -> Told:
    many = int(facts.get("count", 1))
    said = ngettext("%(count)d expectation confirmed", "%(count)d expectations confirmed", many)
    how = gettext("By link") if facts.get("how") == "link" else gettext("In a talk")
    return "check", said % {"count": many}, " · ".join(filter(None, [how, facts.get("by", "")])), "good"


def _promise(facts: dict[str, Any]) -> Told:
    if facts.get("outcome") == "kept":
        return "check", gettext("Promise kept"), facts.get("text", ""), "good"
    return "x", gettext("Promise broken"), facts.get("text", ""), "bad"


def _started(facts: dict[str, Any]) -> Told:
    how = gettext("By link") if facts.get("how") == "link" else gettext("In a talk")
    detail = " · ".join(filter(None, [how, facts.get("by", "")]))
    return "star", gettext("Start-up done: the client confirmed it"), detail, "good"


def _solved(facts: dict[str, Any]) -> Told:
    detail = " · ".join(filter(None, [facts.get("text", ""), facts.get("brought", "")]))
    return "check", gettext("Problem solved"), detail, "good"


def _taken_up(facts: dict[str, Any]) -> Told:
    return "star", gettext("Took up something new"), facts.get("text", ""), "good"


WORDS: Final[dict[str, Callable[[dict[str, Any]], Told]]] = {
    "expectations": _confirmed,
    "innovation": _taken_up,
    "problem": _solved,
    "promise": _promise,
    "start_up": _started,
    **STORY,
}
"""Per code what a moment says, in the language in force."""


class Moments:
    """What happened in the care for a client, when it did."""

    code = "care"
    kind = "care"
    name = _("Care")
    of = Moment

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return what happened last. One query."""
        return [self._entry(one) for one in newest(self.code, self._rows, customer_id, reach, limit)]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Moment]:
        its = Moment.objects.filter(reach.instants("happened_at", self.code), customer=customer)
        return its.filter(code__in=list(WORDS)).order_by("-happened_at", "-pk")

    def _entry(self, one: Moment) -> Entry:
        icon, title, detail, tone = WORDS[one.code](one.facts)
        return Entry(
            at=one.happened_at,
            code=self.code,
            number=one.pk,
            icon=icon,
            title=title,
            detail=detail,
            tone=tone,
            dated=one.dated,
            source="karn",
            source_id=f"{one.code} {one.number}",
            known_at=one.known_at,
        )
