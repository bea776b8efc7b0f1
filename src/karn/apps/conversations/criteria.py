"""What segments can ask of conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from karn.apps.conversations.models import Conversation, Hint, HintKind
from karn.apps.conversations.queries import personal_contacts, unanswered
from karn.apps.segments.fields.comparing import code_in
from karn.apps.segments.fields.field import (
    OF_EACH,
    Field,
    When,
    any_row,
    latest,
    yes,
)
from karn.apps.segments.rules.operators import FieldType


def _contacts(when: When) -> QuerySet[Conversation]:
    return personal_contacts(when.until).filter(customer=OF_EACH, happened_at__lt=when.until)


def _hints(when: When) -> QuerySet[Any]:
    return Hint.objects.filter(customer=OF_EACH, noticed_at__lt=when.until)


class Conversations:
    """What was said, and what was noticed in it."""

    name = _("Conversations")

    def fields(self) -> Sequence[Field]:
        """Return them all."""
        return FIELDS


FIELDS = (
    Field(
        "conversations.last_contact",
        _("Last personal contact"),
        FieldType.DATE,
        latest(_contacts, "happened_at"),
        note=_("What was sent to many does not count."),
    ),
    Field(
        "conversations.days_without_contact",
        _("Days since the last personal contact"),
        FieldType.NUMBER,
        latest(_contacts, "happened_at", days_ago=True),
        note=_("Empty where there never was one."),
    ),
    Field(
        "conversations.waiting",
        _("Waits for an answer"),
        FieldType.YES_NO,
        yes(lambda when: Q(Exists(unanswered(when.until).filter(customer=OF_EACH)))),
    ),
    Field(
        "conversations.hint",
        _("What was noticed"),
        FieldType.CHOICE,
        any_row(_hints, lambda asked: code_in(asked, "kind")),
        lambda: HintKind.choices,
    ),
)
CONVERSATIONS = Conversations()
