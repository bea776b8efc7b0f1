"""What people say about mail: words, limits, what somebody allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from karn.apps.mailing.actions.settings import FIELDS
from karn.apps.mailing.models import Basis, MailSettings, Purpose
from karn.apps.mailing.queries.standing import Reader
from karn.apps.mailing.queries.templates import Stored
from karn.apps.mailing.rules.rendering import Parts
from karn.web.forms.rows import RowForm, as_text, day_input


class WordsForm(RowForm):
    """A mail's words in one language."""

    subject = forms.CharField(label=_("Subject"), max_length=500)
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("An empty line begins a paragraph; lines that begin with “- ” are a list."),
    )

    def __init__(self, data: QueryDict | None = None, *, stored: Stored) -> None:
        super().__init__(data, version=stored.version, texts=asdict(stored.parts))

    def clean_body(self) -> str:
        """Take line ends as they are stored, not as browsers send them."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")

    def parts(self) -> Parts:
        """Return what was said."""
        return Parts(self.cleaned_data["subject"], self.cleaned_data["body"])


class LimitsForm(RowForm):
    """How much may be sent."""

    def __init__(self, data: QueryDict | None = None, *, kept: MailSettings) -> None:
        super().__init__(data, version=kept.version, texts=texts_of_limits(kept))

    def build(self) -> None:
        """Ask as the settings are declared."""
        self.fields.update(fields_for_model(MailSettings, FIELDS))


def texts_of_limits(kept: MailSettings) -> dict[str, str]:
    """Return the limits as a browser sends them."""
    return {name: as_text(getattr(kept, name)) for name in FIELDS}


class LiftForm(RowForm):
    """How we know that something against an address may be lifted."""

    shown = forms.CharField(
        label=_("How do we know"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What they said or wrote, and when."),
    )

    def __init__(self, data: QueryDict | None = None, *, number: int) -> None:
        super().__init__(data, version="", texts={})
        self.number = number
        self.auto_id = f"lift_{number}_%s"  # several stand on one page


class ConsentForm(RowForm):
    """What an address allowed, and how we know."""

    address = forms.ChoiceField(label=_("E-mail"))
    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose.choices)
    basis = forms.ChoiceField(label=_("On what ground"), choices=Basis.choices)
    given_on = forms.DateField(label=_("On which day"), widget=day_input())
    contract = forms.CharField(
        label=_("Contract"),
        max_length=200,
        required=False,
        help_text=_("Where the address came with a purchase: its number, or its day."),
    )
    shown = forms.CharField(
        label=_("What was shown or said"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The words they agreed to, or were told: on a form, on the phone, in a contract."),
    )

    def __init__(self, data: QueryDict | None = None, *, readers: Sequence[Reader], today: date) -> None:
        self._addresses = [reader.address for reader in readers if reader.usable]
        super().__init__(data, version="", texts={"given_on": today.isoformat()})

    def build(self) -> None:
        """Offer the addresses of this customer."""
        address = self.fields["address"]
        assert isinstance(address, forms.ChoiceField)  # noqa: S101 (declared above)
        address.choices = [(one, one) for one in self._addresses]

    def facts(self) -> dict[str, Any]:
        """Return what was said, but for the address."""
        return {name: value for name, value in self.cleaned_data.items() if name != "address"}
