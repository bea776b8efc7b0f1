"""What people write down of a case."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.threats.actions.cases import Told
from karn.apps.threats.models import Case
from karn.apps.threats.rules.cases import OUTCOME_NAMES
from karn.web.forms.rows import day_input


class StepForm(forms.Form):
    """What they said or what was done, who of them said it, and until when to go on."""

    words = forms.CharField(
        label=_("What they said, or what you did"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    said_by = forms.ModelChoiceField(
        label=_("Who of them said it"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    next_on = forms.DateField(label=_("Go on by"), required=False, widget=day_input())

    def __init__(self, data: QueryDict | None = None, *, customer: Customer) -> None:
        super().__init__(data, auto_id="step_%s")
        offer_contacts(self, customer)
        dress(self)

    def told(self) -> Told:
        """Return what was said, as the action takes it."""
        return Told(**self.cleaned_data)


class OutcomeForm(forms.Form):
    """What came of the case, at best in the client's own words."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=list(OUTCOME_NAMES.items()))
    words = forms.CharField(
        label=_("In their words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    said_by = forms.ModelChoiceField(
        label=_("Who of them said it"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, data: QueryDict | None = None, *, customer: Customer) -> None:
        super().__init__(data, auto_id="outcome_%s")
        offer_contacts(self, customer)
        dress(self)

    def told(self) -> Told:
        """Return what was said, as the action takes it."""
        return Told(self.cleaned_data["words"], self.cleaned_data["said_by"])


class HandForm(forms.Form):
    """Who goes on with the case, by when, and why."""

    owner = forms.ModelChoiceField(
        label=_("Who asks"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    due_on = forms.DateField(label=_("Ask by"), widget=day_input())
    words = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, data: QueryDict | None = None, *, case: Case) -> None:
        super().__init__(data, initial={"owner": case.owner_id, "due_on": case.due_on}, auto_id="hand_%s")
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 (declared above)
        owner.queryset = active_people()
        dress(self)


class NewCaseForm(forms.Form):
    """What somebody saw."""

    words = forms.CharField(
        label=_("What did you see?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        dress(self)


def offer_contacts(form: forms.Form, customer: Customer) -> None:
    """Offer the contacts of the customer; leave the question out where there are none."""
    its = Contact.objects.filter(customer=customer, ends_on__isnull=True).order_by("name", "pk")
    said_by = form.fields["said_by"]
    assert isinstance(said_by, forms.ModelChoiceField)  # noqa: S101 (declared above)
    said_by.queryset = its
    if not its.exists():
        said_by.widget = forms.HiddenInput()


def dress(form: forms.Form) -> None:
    """Give the fields their look."""
    for field in form.fields.values():
        is_choice = isinstance(field.widget, forms.Select)
        field.widget.attrs.setdefault("class", "form-select" if is_choice else "form-control")
