"""What an administrator says of who logs in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.people.models import Person
from karn.apps.people.rules import ROLE_NAMES
from karn.web.forms.rows import RowForm


class PersonForm(RowForm):
    """Somebody's name, role and team."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=list(ROLE_NAMES.items()),
        help_text=gettext_lazy(
            "Account managers see the customers in their care, all others every one. Analysts change nothing."
        ),
    )
    team = forms.CharField(
        label=gettext_lazy("Team"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "teams"}),
        help_text=gettext_lazy("A new name makes a new team."),
    )

    def __init__(self, data: QueryDict | None = None, *, person: Person | None = None) -> None:
        texts = texts_of_person(person) if person else {"role": "account_manager"}
        super().__init__(data, version=person.version if person else "", texts=texts)

    def build(self) -> None:
        """Keep the browser from filling in what it knows of others."""
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class InvitationForm(PersonForm):
    """Somebody new."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    field_order = ("name", "email", "role", "team", "language")


def texts_of_person(person: Person) -> dict[str, Any]:
    """Return what stands in the form for somebody, per field as a browser sends it."""
    return {"name": person.name, "role": person.role, "team": person.team.name if person.team else ""}
