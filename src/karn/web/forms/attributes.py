"""What the company says of an attribute of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.customers.models import AttributeKind, AttributeType, Purpose
from karn.web.forms.rows import RowForm, as_text


class AttributeForm(RowForm):
    """One attribute: what it is called, of which kind it is, why it is kept."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    type = forms.ChoiceField(label=gettext_lazy("Kind of value"), choices=AttributeType.choices)
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on each line; only for the kind Choice."),
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Kept for"), choices=Purpose.choices)
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For instance: asked at the first meeting, or the billing program."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, kind: AttributeKind | None = None, name: str = ""
    ) -> None:
        texts = texts_of_attribute(kind) if kind else {"name": name}
        super().__init__(data, version=kind.version if kind else "", texts=texts)

    def clean_choices(self) -> list[str]:
        """Return the choices, one a line, each once."""
        lines = str(self.cleaned_data["choices"]).splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        return dict(self.cleaned_data)


def texts_of_attribute(kind: AttributeKind) -> dict[str, str]:
    """Return what stands in the form for an attribute, per field as a browser sends it."""
    return {name: as_text(getattr(kind, name)) for name in AttributeForm.base_fields}
