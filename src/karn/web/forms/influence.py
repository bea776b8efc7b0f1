"""What people say of who knows whom."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.care.models.influence import Bond, Strength
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people


def _contacts(customer: Customer) -> list[tuple[str, str]]:
    """Return who is there, as it is chosen."""
    there = Contact.objects.filter(customer=customer, ends_on__isnull=True).order_by("name", "pk")
    return [(str(contact.pk), contact.name) for contact in there]


class _Choosing(forms.Form):
    """A form in which everything is chosen from a list."""

    def __init__(self, data: QueryDict | None = None, *, customer: Customer, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        for name in ("contact", "other"):
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = _contacts(customer)
        for field in self.fields.values():
            shape = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs.setdefault("class", shape)


class JudgementForm(_Choosing):
    """How well one of us knows one of them."""

    person = forms.ChoiceField(label=gettext_lazy("Who of us"))
    contact = forms.ChoiceField(label=gettext_lazy("Who of them"))
    strength = forms.ChoiceField(
        label=gettext_lazy("How well they know each other"), choices=Strength.choices
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None, *, customer: Customer) -> None:
        super().__init__(data, customer=customer, prefix="judge")
        people = self.fields["person"]
        assert isinstance(people, forms.ChoiceField)  # noqa: S101 (declared above)
        people.choices = [(str(one.pk), one.name) for one in active_people()]

    def pair(self) -> tuple[Person, Contact]:
        """Return whom it is about."""
        person = Person.objects.get(pk=int(self.cleaned_data["person"]))
        return person, Contact.objects.get(pk=int(self.cleaned_data["contact"]))


class BondForm(_Choosing):
    """What ties two of their people to each other."""

    contact = forms.ChoiceField(label=gettext_lazy("Who of them"))
    bond = forms.ChoiceField(label=gettext_lazy("What ties them"), choices=Bond.choices)
    other = forms.ChoiceField(label=gettext_lazy("To whom"))

    def __init__(self, data: QueryDict | None = None, *, customer: Customer) -> None:
        super().__init__(data, customer=customer, prefix="bond")

    def pair(self) -> tuple[Contact, Contact]:
        """Return whom it is about."""
        found = Contact.objects.in_bulk([int(self.cleaned_data[name]) for name in ("contact", "other")])
        return found[int(self.cleaned_data["contact"])], found[int(self.cleaned_data["other"])]
