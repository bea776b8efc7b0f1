"""What segments can ask of signs that somebody may leave."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from karn.apps.segments.fields.comparing import code_in
from karn.apps.segments.fields.field import OF_EACH, Choices, Field, When, any_row, yes
from karn.apps.segments.rules.operators import FieldType
from karn.apps.threats.models import Signal
from karn.apps.threats.queries import open_signals, threatened_on
from karn.apps.threats.rules.cards import name_of
from karn.engine.signals.catalogue import SIGNALS


def _signs(_when: When) -> QuerySet[Signal]:
    return open_signals().filter(customer=OF_EACH)


def _rules() -> Choices:
    return [(code, name_of(code)) for code in SIGNALS]


class Threats:
    """Who is at risk, and why."""

    name = _("Risk")

    def fields(self) -> Sequence[Field]:
        """Return them all."""
        return FIELDS


FIELDS = (
    Field(
        "threats.at_risk",
        _("At risk"),
        FieldType.YES_NO,
        yes(lambda when: Q(pk__in=threatened_on(when.on).values("pk"))),
        note=_("As the rules saw it last."),
    ),
    Field(
        "threats.signal",
        _("Sign of leaving"),
        FieldType.CHOICE,
        any_row(_signs, lambda asked: code_in(asked, "rule")),
        _rules,
    ),
)
THREATS = Threats()
