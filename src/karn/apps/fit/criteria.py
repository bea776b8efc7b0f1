"""What segments can ask of who fits."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.fit.models import Fit
from karn.apps.fit.queries.checks import is_fit
from karn.apps.segments.fields.comparing import NOBODY
from karn.apps.segments.fields.field import Choices, Field, When
from karn.apps.segments.rules.operators import FieldType
from karn.apps.segments.rules.values import Asked


def _fits(asked: Asked, when: When) -> Q:
    """Find by the fit; everybody has one."""
    if asked.empty:
        return ~NOBODY
    held = [is_fit(code, when.on) for code in asked.texts if code in Fit.values]
    return Q(*held, _connector=Q.OR) if held else NOBODY


def _choices() -> Choices:
    return [(one.value, one.label) for one in Fit]


class WhoFits:
    """Who meets the company's criteria."""

    name = _("Right clients")

    def fields(self) -> Sequence[Field]:
        """Return them all."""
        return FIELDS


FIELDS = (
    Field(
        "fit.fit",
        _("Meets your criteria"),
        FieldType.CHOICE,
        _fits,
        _choices,
        note=_("As it was found last; unchecked are also those nobody looked at."),
    ),
)
WHO_FITS = WhoFits()
