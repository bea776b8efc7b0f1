"""Changing the company's settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from karn.apps.company.models import Company
from karn.apps.company.queries import company_or_none
from karn.apps.company.rules import is_currency, is_zone
from karn.apps.company.rules.trades import PRESETS, Station
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import BadInput


def create_company(*, name: str, **settings: Any) -> Company:
    """Store the company of this installation; `settings` are further fields of Company.

    Raises BadInput when there is one already or a setting cannot be used.
    """
    if company_or_none() is not None:
        raise BadInput("This data folder already has a company.")
    return _store(Company(name=name, **settings))


def change_company(company: Company, *, by: Person, at: datetime, **settings: Any) -> Company:
    """Change the given settings. Raises BadInput unless `by` may do that, or a setting cannot be used."""
    if not may(by.role, Deed.CHANGE_COMPANY):
        raise BadInput("Only an administrator can change the company's settings.")
    before = Company.objects.filter(pk=company.pk).first()
    for field, value in settings.items():
        setattr(company, field, value)
    with transaction.atomic():
        company = _store(company)
        changed = [field for field in settings if getattr(before, field, None) != getattr(company, field)]
        record(by=by, deed=Event.COMPANY_CHANGED, about=company, at=at, detail=", ".join(changed))
    return company


def use_preset(company: Company, *, trade: str, by: Person, at: datetime) -> Company:
    """Make it a company of this trade: its stations on, all others hidden, its word for a customer.

    Nothing stored is touched. Raises BadInput for a trade there is not, or unless `by` may do that.
    """
    preset = PRESETS.get(trade)
    if preset is None:
        raise BadInput("There is no trade “%(trade)s”.", trade=trade)
    stations = [station.value for station in preset.stations]
    return change_company(company, by=by, at=at, trade=trade, stations=stations, word=preset.word.value)


def _store(company: Company) -> Company:
    if not is_zone(company.zone):
        raise BadInput(f"There is no time zone “{company.zone}”. It looks like Europe/Amsterdam.")
    if not is_currency(company.currency):
        raise BadInput(f"“{company.currency}” is not a currency: three letters, like EUR or SEK.")
    if strange := set(company.stations) - set(Station):
        raise BadInput("There is no station “%(station)s”.", station=min(strange))
    try:
        company.full_clean()
    except ValidationError as error:
        told = "; ".join(_plain(error))
        raise BadInput(told) from error
    company.save()
    return company


def _plain(error: ValidationError) -> list[str]:
    return [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
