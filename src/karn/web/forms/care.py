"""What people say of expectations and promises."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.care.actions.expectations import Expected
from karn.apps.care.actions.promises import Promised
from karn.apps.care.models.expectations import Expectation, Horizon, Voice
from karn.apps.care.models.promises import Given, Promise
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person
from karn.apps.people.queries.persons import people_to_choose
from karn.web.forms.rows import RowForm, as_text, day_input

CONTACT = "c"
"""Before the number of a contact, where who says something is chosen among others."""


def voices(contacts: list[Contact]) -> list[tuple[str, str]]:
    """Return who may have said something: we believe so, the client, or one of the contacts there."""
    named = [(f"{CONTACT}{contact.pk}", contact.name) for contact in contacts]
    return [(Voice.US.value, str(Voice.US.label)), *named, (Voice.CLIENT.value, str(Voice.CLIENT.label))]


def voice_of(chosen: str, contacts: list[Contact]) -> tuple[str, Contact | None]:
    """Return whose words they are, as chosen; what is none of the choices is what we believe."""
    contact = next((one for one in contacts if f"{CONTACT}{one.pk}" == chosen), None)
    if contact is not None:
        return Voice.CLIENT.value, contact
    return (Voice.CLIENT.value if chosen == Voice.CLIENT else Voice.US.value), None


def _people() -> list[tuple[str, str]]:
    return [("", str(gettext_lazy("Nobody yet"))), *((str(one.pk), one.name) for one in people_to_choose())]


def person_chosen(number: str) -> Person | None:
    """Return the person who was chosen, if anybody."""
    return next((one for one in people_to_choose() if str(one.pk) == number), None)


class ExpectationForm(RowForm):
    """One expectation: what, how far ahead, in whose words, who looks after it."""

    text = forms.CharField(label=gettext_lazy("What they expect"), max_length=500)
    horizon = forms.ChoiceField(label=gettext_lazy("How far ahead"), choices=Horizon.choices)
    voice = forms.ChoiceField(label=gettext_lazy("Who says so"))
    unexpected = forms.BooleanField(label=gettext_lazy("We had not expected it"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who looks after it"), required=False)
    ask_on = forms.DateField(
        label=gettext_lazy("Ask again on"),
        help_text=gettext_lazy(
            "Empty: 30 days after it was confirmed for now, 90 for the coming months, 180 in the long run."
        ),
        required=False,
        widget=day_input(),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        contacts: list[Contact],
        expectation: Expectation | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        self.contacts = contacts
        stands = texts_of_expectation(expectation) if expectation else (texts or {})
        super().__init__(data, version=expectation.version if expectation else "", texts=stands)

    def build(self) -> None:
        """Offer the contacts there, and everybody who works here."""
        for name, choices in (("voice", voices(self.contacts)), ("owner", _people())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
            field.choices = choices

    def expected(self) -> Expected:
        """Return what was said, as the action takes it."""
        told = self.cleaned_data
        voice, contact = voice_of(told["voice"], self.contacts)
        return Expected(
            text=told["text"], horizon=told["horizon"], voice=voice, contact=contact,
            owner=person_chosen(told["owner"]), unexpected=told["unexpected"], ask_on=told["ask_on"],
        )  # fmt: skip


def texts_of_expectation(row: Expectation) -> dict[str, str]:
    """Return what stands in the form for an expectation."""
    told = {
        name: as_text(getattr(row, name)) for name in ("text", "horizon", "unexpected", "owner", "ask_on")
    }
    return told | {"voice": f"{CONTACT}{row.contact_id}" if row.contact_id else row.voice}


class PromiseForm(RowForm):
    """One promise: what, to whom, by when, by whom."""

    text = forms.CharField(label=gettext_lazy("What we promised"), max_length=500)
    due_on = forms.DateField(label=gettext_lazy("By when"), required=False, widget=day_input())
    contact = forms.ChoiceField(label=gettext_lazy("To whom"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who keeps it"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Where it was promised"), choices=Given.choices, required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        contacts: list[Contact],
        promise: Promise | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        self.contacts, self.promise = contacts, promise
        stands = texts_of_promise(promise) if promise else (texts or {})
        super().__init__(data, version=promise.version if promise else "", texts=stands)

    def build(self) -> None:
        """Offer the contacts there, and everybody who works here."""
        whom = [("", str(gettext_lazy("The client"))), *((str(one.pk), one.name) for one in self.contacts)]
        for name, choices in (("contact", whom), ("owner", _people())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
            field.choices = choices

    def promised(self) -> Promised:
        """Return what was said, as the action takes it."""
        told = self.cleaned_data
        return Promised(
            text=told["text"], due_on=told["due_on"], owner=person_chosen(told["owner"]),
            contact=next((one for one in self.contacts if str(one.pk) == told["contact"]), None),
            source=told["source"] or Given.HAND,
            conversation=self.promise.conversation if self.promise else None,
        )  # fmt: skip


def texts_of_promise(row: Promise) -> dict[str, str]:
    """Return what stands in the form for a promise."""
    return {name: as_text(getattr(row, name)) for name in ("text", "due_on", "contact", "owner", "source")}


def contacts_there(customer: Customer, contacts: list[Contact], kept: Contact | None = None) -> list[Contact]:
    """Return the contacts who may be chosen: who is still there, and who stands in the row already."""
    here = [one for one in contacts if one.ends_on is None or one == kept]
    missing = kept is not None and kept not in here and kept.customer_id == customer.pk
    return [*here, kept] if missing and kept is not None else here
