"""What was said, for the timeline."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.conversations.models import Channel, Conversation, Direction
from karn.platform.timeline import Entry, Reach

_ICONS = {
    Channel.CALL: "phone",
    Channel.MAIL: "mail",
    Channel.MEETING: "users",
    Channel.CHAT: "message",
    Channel.WHATSAPP: "brand-whatsapp",
    Channel.TICKET: "ticket",
}


class Conversations:
    """Calls, mails, meetings, chats and tickets."""

    code = "conversation"
    kind = "conversations"
    name = _("Conversations")

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest conversations. One query."""
        said = Conversation.objects.filter(reach.instants("happened_at", self.code), customer=customer_id)
        newest = said.select_related("contact").order_by("-happened_at", "-pk")[:limit]
        return [self._entry(conversation) for conversation in newest]

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


def _details(said: Conversation) -> list[str]:
    inward = said.direction == Direction.IN
    who = said.contact.name if said.contact else ""
    return [
        said.get_channel_display() if said.subject else "",
        who or (said.get_direction_display() if not said.bulk else ""),
        gettext("sent to many") if said.bulk else "",
        _answer(said) if inward else "",
        said.handled_by,
    ]


def _answer(said: Conversation) -> str:
    if said.answered_at:
        return gettext("answered")
    return "" if said.channel == Channel.MEETING else gettext("no answer recorded")
