"""What people say of a conversation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from karn.apps.conversations.actions import Said
from karn.apps.conversations.models import Channel, Conversation, Direction, HintKind
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import contacts_of
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.web.forms.rows import RowForm, as_text, day_input

_BESIDE = ("hints", "promise", "promise_until")
"""What is said beside the conversation itself: it stands in rows of its own."""


class ConversationForm(RowForm):
    """What somebody says about a conversation with one customer."""

    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel.choices, initial=Channel.CALL)
    direction = forms.ChoiceField(
        label=gettext_lazy("Who began"), choices=Direction.choices, initial=Direction.OUT
    )
    happened_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("With whom"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody in particular"),
    )
    subject = forms.CharField(label=gettext_lazy("About"), max_length=500, required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    waits = forms.BooleanField(label=gettext_lazy("Still needs an answer"), required=False)
    answerer = forms.ModelChoiceField(
        label=gettext_lazy("Who answers"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever looks after the customer"),
    )
    hints = forms.MultipleChoiceField(
        label=gettext_lazy("Noticed something?"), choices=HintKind.choices, required=False
    )
    promise = forms.CharField(label=gettext_lazy("We promised"), max_length=500, required=False)
    promise_until = forms.DateField(label=gettext_lazy("By when"), required=False, widget=day_input())

    def __init__(
        self, customer: Customer, data: QueryDict | None = None, *, version: str = "", texts: dict[str, str]
    ) -> None:
        self.customer = customer
        super().__init__(data, version=version, texts=texts)

    def build(self) -> None:
        """Offer the contacts of the customer, and everybody of us."""
        its = {contact.pk for contact in contacts_of(self.customer)}
        if (stored := self.texts.get("contact", "")).isdecimal():
            its.add(int(stored))  # whoever it was with, also when in the bin by now
        contacts = Contact.everything.filter(pk__in=its).order_by("name", "pk")
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.fields["answerer"].queryset = active_people()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what was promised where a day is given."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("promise_until") and not told.get("promise"):
            self.add_error("promise", gettext("Say what was promised."))
        return told

    def said(self) -> Said:
        """Return what was said, as the action wants it. Only after `is_valid`."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in _BESIDE}
        return Said(**given)

    def beside(self) -> dict[str, Any]:
        """Return what was noticed and promised in it. Only after `is_valid`."""
        return {name: self.cleaned_data[name] for name in _BESIDE}


def texts_of_conversation(logged: Conversation) -> dict[str, str]:
    """Return what stands in the form for a conversation, per field as a browser sends it."""
    names = ("channel", "direction", "happened_at", "contact", "subject", "notes", "answerer")
    texts = {name: as_text(getattr(logged, name)) for name in names}
    return texts | {"waits": as_text(not logged.is_answered)}
