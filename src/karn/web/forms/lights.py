"""What somebody says of a light instead."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from karn.apps.threats.rules.lights import COLOUR_NAMES, Colour
from karn.web.forms.cases import dress
from karn.web.forms.rows import day_input


class OverruleForm(forms.Form):
    """Another colour, why, and until when it holds."""

    colour = forms.ChoiceField(
        label=_("What it should say"),
        choices=[(code, name) for code, name in COLOUR_NAMES.items() if code != Colour.OFF],
    )
    words = forms.CharField(label=_("Why"), max_length=500)
    until = forms.DateField(label=_("Holds until"), widget=day_input())

    def __init__(self, data: QueryDict | None = None, *, light: str, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial, auto_id=f"id_{light}_%s")
        dress(self)
