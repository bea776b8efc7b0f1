"""What people say of a customer and of its contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import AttributeKind, AttributeType, Contact, Customer, Influence, Kind
from karn.apps.customers.queries.attributes import attribute_kinds
from karn.apps.customers.rules.domains import domain_of_website
from karn.apps.customers.rules.registrations import registration_number
from karn.apps.customers.rules.values import value_of
from karn.apps.people.models import Person, Team
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed, may
from karn.kernel.errors import BadInput
from karn.platform.amounts import reader_locale
from karn.platform.wording import in_words
from karn.web.forms.amounts import Amount
from karn.web.forms.rows import RowForm, as_text, day_input

NEAR = ("NL", "SE", "BE", "DE", "DK", "NO", "FI")
"""Countries that stand first."""

_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}

ATTRIBUTE = "attribute-"


class CustomerForm(RowForm):
    """The facts of a customer that people may change, and the company's own attributes."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices)
    prospect = forms.BooleanField(label=gettext_lazy("Not a customer yet"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    domain = forms.CharField(
        label=gettext_lazy("Website"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For instance acme.nl"),
    )
    registration_number = forms.CharField(
        label=gettext_lazy("Registration number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("KvK: 8 digits. Organisationsnummer: 10 digits."),
    )
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=120, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    joined_on = forms.DateField(label=gettext_lazy("Customer since"), required=False, widget=day_input())
    acquisition_source = forms.CharField(label=gettext_lazy("Came from"), max_length=120, required=False)
    acquisition_cost = Amount(
        label=gettext_lazy("What winning it cost"),
        max_digits=18,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=gettext_lazy("In the company's currency; empty where nobody knows."),
    )
    owner: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("Account manager"), queryset=None, required=False, empty_label="–"
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=None, required=False, empty_label="–"
    )

    def __init__(
        self, data: QueryDict | None = None, *, person: Person, customer: Customer | None = None
    ) -> None:
        self.person = person
        self.customer = customer
        self.kinds = attribute_kinds()
        texts = texts_of_customer(customer, self.kinds) if customer else {}
        super().__init__(data, version=customer.version if customer else "", texts=texts)

    def build(self) -> None:
        """Offer countries, languages and people in the reader's words, and the company's own attributes."""
        self._offer("country", _countries(), self.texts.get("country", ""))
        self._offer("language", dict(settings.LANGUAGES), self.texts.get("language", ""))
        self.fields["kind"].initial = _usual_kind()
        self.fields["team"].queryset = Team.objects.order_by("name")  # type: ignore[attr-defined]
        if may(self.person.role, Deed.HAND_OVER):
            owner = self.fields["owner"]
            owner.queryset = active_people()  # type: ignore[attr-defined]  # it is a ModelChoiceField
        else:
            del self.fields["owner"]
        for kind in self.kinds:
            self.fields[f"{ATTRIBUTE}{kind.pk}"] = _attribute_field(kind, self.texts)

    def _offer(self, name: str, known: dict[str, str], stored: str) -> None:
        extra = {stored: stored} if stored and stored not in known else {}
        self.fields[name].choices = [("", "–"), *(known | extra).items()]  # type: ignore[attr-defined]

    def clean_domain(self) -> str:
        """Keep the domain of what was typed."""
        return _cleaned(domain_of_website, self.cleaned_data["domain"])

    def clean(self) -> dict[str, Any]:
        """Check what hangs together: the registration number and the country; each attribute and its kind."""
        told = dict(self.cleaned_data)
        number = told.get("registration_number", "")
        if number and number != self.texts.get("registration_number"):
            try:
                told["registration_number"] = registration_number(number, country=told.get("country", ""))
            except BadInput as error:
                self.add_error("registration_number", in_words(error))
        for kind in self.kinds:
            name = f"{ATTRIBUTE}{kind.pk}"
            text = told.get(name, "")
            if text and text != self.texts.get(name):
                try:
                    told[name] = value_of(text, type=kind.type, choices=kind.choices)
                except BadInput as error:
                    self.add_error(name, in_words(error))
        return told

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        told = dict(self.cleaned_data)
        named = {kind.name: told.pop(f"{ATTRIBUTE}{kind.pk}") or "" for kind in self.kinds}
        return told | ({"attributes": named} if named else {})

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields in the groups in which they are shown."""
        own = [f"{ATTRIBUTE}{kind.pk}" for kind in self.kinds]
        named = [
            (_("Who"), ["name", "kind", "prospect", "registration_number", "domain"]),
            (_("How to reach them"), ["email", "phone", "language"]),
            (_("Where"), ["street", "postcode", "city", "country"]),
            (_("With us"), ["joined_on", "owner", "team", "acquisition_source", "acquisition_cost"]),
            (_("Your own attributes"), own),
        ]
        return [
            (title, [self[name] for name in names if name in self.fields]) for title, names in named if names
        ]


class ContactForm(RowForm):
    """What people may say of a contact."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    role = forms.CharField(label=gettext_lazy("What the person does there"), max_length=120, required=False)
    influence = forms.ChoiceField(
        label=gettext_lazy("Say in buying"), choices=Influence.choices, initial=Influence.UNKNOWN
    )
    champion = forms.BooleanField(label=gettext_lazy("Speaks up for us"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    starts_on = forms.DateField(label=gettext_lazy("From"), required=False, widget=day_input())
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("The first day without this person; empty while he or she is there."),
    )

    def __init__(self, data: QueryDict | None = None, *, contact: Contact | None = None) -> None:
        texts = texts_of_contact(contact) if contact else {}
        super().__init__(data, version=contact.version if contact else "", texts=texts)

    def clean(self) -> dict[str, Any]:
        """Nobody leaves before the first day."""
        told = dict(self.cleaned_data)
        if told.get("starts_on") and told.get("ends_on") and told["ends_on"] < told["starts_on"]:
            self.add_error("ends_on", _("Nobody leaves before the first day."))
        return told

    def facts(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        return dict(self.cleaned_data)


def texts_of_customer(customer: Customer, kinds: list[AttributeKind]) -> dict[str, str]:
    """Return what stands in the form for a customer, per field as a browser sends it."""
    names = [name for name in CustomerForm.base_fields if name not in ("owner", "team")]
    texts = {name: as_text(getattr(customer, name)) for name in names}
    texts |= {"owner": str(customer.owner_id or ""), "team": str(customer.team_id or "")}
    return texts | {f"{ATTRIBUTE}{kind.pk}": str(customer.attributes.get(kind.name, "")) for kind in kinds}


def texts_of_contact(contact: Contact) -> dict[str, str]:
    """Return what stands in the form for a contact, per field as a browser sends it."""
    return {name: as_text(getattr(contact, name)) for name in ContactForm.base_fields}


def _attribute_field(kind: AttributeKind, texts: dict[str, str]) -> forms.Field:
    stored = texts.get(f"{ATTRIBUTE}{kind.pk}", "")
    if kind.type == AttributeType.YES_NO:
        return _choice(kind.name, {"yes": _("Yes"), "no": _("No")}, stored)
    if kind.type == AttributeType.CHOICE:
        return _choice(kind.name, {choice: choice for choice in kind.choices}, stored)
    return forms.CharField(
        label=kind.name, max_length=500, required=False, help_text=_hint(kind.type), strip=True
    )


def _choice(label: str, known: dict[str, str], stored: str) -> forms.ChoiceField:
    extra = {stored: stored} if stored and stored not in known else {}
    return forms.ChoiceField(label=label, choices=[("", "–"), *(known | extra).items()], required=False)


def _hint(kind: str) -> str:
    hints = {
        AttributeType.NUMBER: _("A number, such as 12.5"),
        AttributeType.DATE: _("A day, such as 2026-03-31"),
    }
    return hints.get(AttributeType(kind), "")


def _countries() -> dict[str, str]:
    """Return the countries' names by code, those near first."""
    names = {str(code): str(name) for code, name in reader_locale().territories.items()}
    known = {code for code in names if len(code) == 2 and code.isalpha()} - _NO_COUNTRIES
    rest = sorted(known - set(NEAR), key=lambda code: names[code])
    return {code: names[code] for code in (*NEAR, *rest)}


def _usual_kind() -> Kind:
    """Return what most new ones are: persons where nobody has contacts, companies elsewhere."""
    return Kind.COMPANY if current_company().has(Station.CONTACTS) else Kind.PERSON


def _cleaned(rule: Any, text: str) -> str:
    try:
        return str(rule(text))
    except BadInput as error:
        raise ValidationError(in_words(error)) from error
