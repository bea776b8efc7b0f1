"""What people say that a client got, and of a recap."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.care.actions.value import Got
from karn.apps.care.models.value import BenefitKind, Recap
from karn.apps.care.rules.value import Line
from karn.apps.customers.models import Contact, Customer
from karn.web.forms.amounts import Amount
from karn.web.forms.rows import RowForm, day_input

MOST_LINES = 60
NEW_LINES = 2
LANGUAGES = (("nl", "Nederlands"), ("sv", "Svenska"), ("en", "English"))


class BenefitForm(RowForm):
    """Something a client got, in one line."""

    what = forms.CharField(label=gettext_lazy("What they got"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=BenefitKind.choices)
    given_on = forms.DateField(label=gettext_lazy("When"), widget=day_input())
    cost = Amount(
        label=gettext_lazy("What it cost us"), max_digits=18, decimal_places=2, min_value=0, required=False
    )
    hours = Amount(label=gettext_lazy("Hours"), max_digits=8, decimal_places=2, min_value=0, required=False)
    contact = forms.ModelChoiceField(
        label=gettext_lazy("For whom"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("All of them"),
    )

    def __init__(self, data: QueryDict | None = None, *, customer: Customer, on: date, currency: str) -> None:
        self.customer, self.currency = customer, currency
        super().__init__(data, version="", texts={"given_on": on.isoformat(), "kind": BenefitKind.EXTRA})

    def build(self) -> None:
        """Offer the customer's contacts."""
        contact = self.fields["contact"]
        assert isinstance(contact, forms.ModelChoiceField)  # noqa: S101 (declared above)
        contact.queryset = Contact.objects.filter(customer=self.customer).order_by("name", "pk")

    def got(self) -> Got:
        """Return what was said, as the action takes it."""
        return Got(**self.cleaned_data, currency=self.currency)


class RecapForm(RowForm):
    """The words around the lines of a recap; the lines are fields of their own beside it."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    intro = forms.CharField(
        label=gettext_lazy("Before the lines"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closing = forms.CharField(
        label=gettext_lazy("After the lines"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, recap: Recap) -> None:
        super().__init__(data, version=recap.version, texts=texts_of_recap(recap))


def texts_of_recap(recap: Recap) -> dict[str, str]:
    """Return what stands in the form for the words around a recap's lines."""
    return {"language": recap.language, "intro": recap.intro, "closing": recap.closing}


def lines_sent(data: QueryDict) -> list[Line]:
    """Return the lines of a form, in order: `line-0-text`, `line-0-in`, `line-0-code` and `line-0-on`."""
    found = []
    for number in range(MOST_LINES):
        text, code = data.get(f"line-{number}-text", ""), data.get(f"line-{number}-code", "")[:40]
        if text.strip() or code:
            taken = bool(data.get(f"line-{number}-in")) and bool(text.strip())
            found.append(Line(code, _day(data.get(f"line-{number}-on", "")), text or "–", taken))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
