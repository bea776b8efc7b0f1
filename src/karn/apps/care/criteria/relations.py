"""What segments can ask of problems, and of who knows whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.innovations import Tick, Uptake
from karn.apps.care.models.problems import OPEN_PROBLEMS, Problem
from karn.apps.care.queries.influence import single_threaded_key_clients
from karn.apps.segments.fields.comparing import code_in
from karn.apps.segments.fields.field import OF_EACH, Field, When, any_row, yes
from karn.apps.segments.rules.operators import FieldType


def _with_open_problems(when: When) -> Q:
    its = Problem.objects.filter(OPEN_PROBLEMS, raised_on__lte=when.on)
    return Q(pk__in=its.values("customer"))


def _ticks(_when: When) -> QuerySet[Any]:
    return Tick.objects.filter(customer=OF_EACH, innovation__removed_at__isnull=True)


class Relations:
    """Problems, what is normal to us, and who knows whom."""

    name = _("Problems and relations")

    def fields(self) -> Sequence[Field]:
        """Return them all."""
        return FIELDS


FIELDS = (
    Field(
        "care.single_threaded",
        _("Single-threaded key client"),
        FieldType.YES_NO,
        yes(lambda when: Q(pk__in=single_threaded_key_clients(when.on))),
        note=_("Everything hangs on one of us and one of them."),
    ),
    Field(
        "care.problem",
        _("Open problem"),
        FieldType.YES_NO,
        yes(_with_open_problems),
    ),
    Field(
        "care.uptake",
        _("What is normal to us"),
        FieldType.CHOICE,
        any_row(_ticks, lambda asked: code_in(asked, "state")),
        lambda: Uptake.choices,
        note=_("Any line of the list on which the customer stands so."),
    ),
)
RELATIONS = Relations()
