"""What was said, for the timeline."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.conversations.models import Channel, Conversation, Direction, Hint, HintKind
from karn.apps.conversations.rules import can_wait
from karn.apps.people.models import Person
from karn.platform.timeline import Entry, Reach, newest

_ICONS = {
    Channel.CALL: "phone",
    Channel.MAIL: "mail",
    Channel.MEETING: "users",
    Channel.CHAT: "message",
    Channel.WHATSAPP: "brand-whatsapp",
    Channel.TICKET: "ticket",
}


# Files name who spoke by e-mail; who works here is read by name.
_HANDLER = Coalesce(
    Subquery(Person.objects.filter(email=Lower(OuterRef("handled_by"))).values("name")[:1]), "handled_by"
)


class Conversations:
    """Calls, mails, meetings, chats and tickets."""

    code = "conversation"
    kind = "conversations"
    name = _("Conversations")

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest conversations. One query."""
        said = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(conversation) for conversation in said]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Conversation]:
        said = Conversation.objects.filter(reach.instants("happened_at", self.code), customer=customer)
        return said.select_related("contact").annotate(who=_HANDLER).order_by("-happened_at", "-pk")

    def _entry(self, said: Conversation) -> Entry:
        return Entry(
            at=said.happened_at,
            code=self.code,
            number=said.pk,
            icon=_ICONS.get(Channel(said.channel), "messages"),
            title=said.subject or said.get_channel_display(),
            detail=" · ".join(part for part in _details(said) if part),
            source=said.source,
            source_id=said.source_id,
            known_at=said.known_at,
        )


class Hints:
    """What one of us noticed, with one tap."""

    code = "hint"
    kind = "hints"
    name = _("Noticed")
    of = Hint

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return what was noticed last. One query."""
        noticed = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(hint) for hint in noticed]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Hint]:
        noticed = Hint.objects.filter(reach.instants("noticed_at", self.code), customer=customer)
        return noticed.select_related("noticed_by").order_by("-noticed_at", "-pk")

    def _entry(self, hint: Hint) -> Entry:
        who = hint.noticed_by.name if hint.noticed_by else ""
        return Entry(
            at=hint.noticed_at,
            code=self.code,
            number=hint.pk,
            icon="eye",
            title=hint.get_kind_display(),
            detail=" · ".join(part for part in (hint.words, who) if part),
            tone="" if hint.kind == HintKind.CHANGE else "bad",
            source=hint.source,
            source_id=hint.source_id,
            known_at=hint.known_at,
        )


def _details(said: Conversation) -> list[str]:
    inward = said.direction == Direction.IN
    who = said.contact.name if said.contact else ""
    return [
        said.get_channel_display() if said.subject else "",
        who or (said.get_direction_display() if not said.bulk else ""),
        gettext("sent to many") if said.bulk else "",
        _answer(said) if inward else "",
        said.who,  # type: ignore[attr-defined]  # read with the rows
        said.notes,
    ]


def _answer(said: Conversation) -> str:
    if said.is_answered:
        return gettext("answered")
    return gettext("no answer recorded") if can_wait(said.channel, said.direction) else ""
