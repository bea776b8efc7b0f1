"""The form of a departure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Departure, DepartureKind, Subscription
from karn.apps.contracts.rules import DESTINATIONS, REASONS
from karn.web.forms.rows import RowForm, as_text, day_input


class DepartureForm(RowForm):
    """Who leaves, when, and why."""

    subscription = forms.ChoiceField(label=gettext_lazy("What ends"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Who ended it, and how"),
        choices=DepartureKind.choices,
        initial=DepartureKind.VOLUNTARY,
    )
    notice_on = forms.DateField(label=gettext_lazy("Notice received on"), required=False, widget=day_input())
    contract_ends_on = forms.DateField(
        label=gettext_lazy("The contract ends on"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("The first day without a contract: from then on nothing is paid."),
    )
    access_ends_on = forms.DateField(label=gettext_lazy("Access ends on"), required=False, widget=day_input())
    recognised_on = forms.DateField(
        label=gettext_lazy("Counted on"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Empty = the day the contract ends."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason given"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
        help_text=gettext_lazy("In one word, or your own. Nobody has to give one."),
    )
    destination = forms.CharField(
        label=gettext_lazy("Went to"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "destinations", "autocomplete": "off"}),
    )
    asked_by = forms.CharField(label=gettext_lazy("Asked by"), max_length=120, required=False)
    comment = forms.CharField(
        label=gettext_lazy("What was said"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    undone_on = forms.DateField(
        label=gettext_lazy("Notice taken back on"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Then everything goes on as if it had not been given."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        agreements: list[Subscription],
        departure: Departure | None = None,
        notice_on: date | None = None,
    ) -> None:
        self.agreements = agreements
        self.is_new = departure is None
        texts = self.texts_of(departure) if departure else {"notice_on": as_text(notice_on)}
        super().__init__(data, version=departure.version if departure else "", texts=texts)

    def build(self) -> None:
        """Offer the customer's contracts."""
        named = [(str(one.pk), one.plan or _("Contract")) for one in self.agreements]
        self.fields["subscription"].choices = [("", _("Everything")), *named]  # type: ignore[attr-defined]
        if self.is_new:
            del self.fields["undone_on"]
        if current_company().health_data:
            del self.fields["comment"]

    @classmethod
    def texts_of(cls, stored: Any) -> dict[str, str]:
        """Return what stands in the form for a departure; our own words for reasons as words."""
        texts = {name: as_text(getattr(stored, name)) for name in cls.base_fields if name != "subscription"}
        texts["reason"] = str(REASONS.get(stored.reason, stored.reason))
        texts["destination"] = str(DESTINATIONS.get(stored.destination, stored.destination))
        return texts | {"subscription": as_text(stored.subscription_id)}

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it; our own words as their codes."""
        told = dict(self.cleaned_data)
        chosen = told.pop("subscription")
        told["subscription"] = next((one for one in self.agreements if str(one.pk) == chosen), None)
        told["reason"] = code_of(told["reason"], REASONS)
        told["destination"] = code_of(told["destination"], DESTINATIONS)
        return told


def code_of(text: str, known: dict[str, Any]) -> str:
    """Return the code of one of our own words, in the reader's language; other words stay as they are."""
    words = {str(said).casefold(): code for code, said in reversed(known.items())}
    return words.get(text.strip().casefold(), text.strip())
