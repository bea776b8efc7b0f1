"""What people write in a goodbye, and how goodbyes are said here."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.customers.models import Contact, Customer
from karn.apps.farewell.models.goodbyes import Goodbye, GoodbyeHabits, Whose
from karn.apps.farewell.rules.goodbyes import LONGEST
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.web.forms.rows import RowForm

LANGUAGES = (("nl", "Nederlands"), ("sv", "Svenska"), ("en", "English"))


class GoodbyeForm(RowForm):
    """A letter: its words, who reads it, who signs it."""

    words = forms.CharField(
        label=gettext_lazy("The letter"),
        help_text=gettext_lazy("The days, the last invoice and the way back follow by themselves."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("Another language brings its own ready words, where nobody wrote others."),
        choices=LANGUAGES,
    )  # fmt: skip
    signer = forms.ModelChoiceField(
        label=gettext_lazy("Signed by"),
        help_text=gettext_lazy("Somebody who knew them."),
        queryset=Person.objects.none(),
        required=False,
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("To whom"), queryset=Contact.objects.none(), required=False
    )

    def __init__(self, data: QueryDict | None = None, *, goodbye: Goodbye, words: str) -> None:
        self.goodbye = goodbye
        super().__init__(data, version=goodbye.version, texts=texts_of_goodbye(goodbye, words))

    def build(self) -> None:
        """Offer who works here, and who is at the customer."""
        signer, contact = self.fields["signer"], self.fields["contact"]
        assert isinstance(signer, forms.ModelChoiceField)  # noqa: S101 (declared above)
        assert isinstance(contact, forms.ModelChoiceField)  # noqa: S101 (declared above)
        signer.queryset = active_people()
        there = Contact.objects.filter(customer=self.goodbye.customer_id, ends_on__isnull=True)
        contact.queryset = there.order_by("name", "pk")
        contact.empty_label = self.goodbye.customer.name


def texts_of_goodbye(goodbye: Goodbye, words: str) -> dict[str, str]:
    """Return what stands in the form for a letter."""
    return {
        "words": words,
        "language": goodbye.language,
        "signer": str(goodbye.signer_id or ""),
        "contact": str(goodbye.contact_id or ""),
    }


class GoodbyeHabitsForm(RowForm):
    """For whom there are tasks, and how long data stay."""

    tasks_for = forms.ChoiceField(
        label=gettext_lazy("Tasks for"),
        help_text=gettext_lazy("Whose steps stand on somebody's day; on the customer's page they always do."),
        choices=Whose.choices,
    )  # fmt: skip
    keep_months = forms.IntegerField(
        label=gettext_lazy("Months until their data are erased"),
        help_text=gettext_lazy("The letter tells this day, and asks you to keep it: a task comes."),
        min_value=1,
        max_value=120,
    )

    def __init__(self, data: QueryDict | None = None, *, habits: GoodbyeHabits) -> None:
        super().__init__(data, version=habits.version, texts=texts_of_habits(habits))


def texts_of_habits(habits: GoodbyeHabits) -> dict[str, str]:
    """Return what stands in the form of the habits."""
    return {"tasks_for": habits.tasks_for, "keep_months": str(habits.keep_months)}


class ReferralForm(forms.Form):
    """Whom a former customer recommended us to, by name."""

    name = forms.CharField(
        label=gettext_lazy("They recommended us to"),
        help_text=gettext_lazy("The name of the customer who came, as it is written here."),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def found(self, customers: list[Customer]) -> Customer | None:
        """Return the one customer of this name, or say beside the field what is wrong."""
        if len(customers) == 1:
            return customers[0]
        said = gettext_lazy("There are several customers of this name.") if customers else gettext_lazy(
            "There is no customer of this name."
        )  # fmt: skip
        self.add_error("name", said)
        return None
