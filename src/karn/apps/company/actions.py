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
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import BadInput
from karn.platform.versions import refuse_unseen


def create_company(*, name: str, **settings: Any) -> Company:
    """Store the company of this installation; `settings` are further fields of Company.

    Raises BadInput when there is one already or a setting cannot be used.
    """
    if company_or_none() is not None:
        raise BadInput("This data folder already has a company.")
    return _store(Company(name=name, **settings))


def change_company(
    company: Company, *, by: Person, at: datetime, seen: str | None = None, **settings: Any
) -> Company:
    """Change the given settings; return the company as it is stored now.

    `seen` is the :attr:`Company.version` the changer read. Raises ChangedMeanwhile where another one stands
    there now, BadInput unless `by` may do that, or a setting cannot be used.
    """
    if not may(by.role, Deed.CHANGE_COMPANY):
        raise BadInput("Only an administrator can change the company's settings.")
    with transaction.atomic():
        stored = Company.objects.select_for_update().filter(pk=company.pk).first() or company
        refuse_unseen(stored, seen)
        before = stored.facts
        for field, value in settings.items():
            setattr(stored, field, value)
        _store(stored)
        changed = [field for field, value in stored.facts.items() if before[field] != value]
        keep_change(stored, before, stored.facts, by=by, at=at)
        record(by=by, deed=Event.COMPANY_CHANGED, about=stored, at=at, detail=", ".join(changed))
    return stored


def use_preset(company: Company, *, trade: str, by: Person, at: datetime, seen: str | None = None) -> Company:
    """Make it a company of this trade: its stations on, all others hidden, its word for a customer.

    Nothing stored is touched. Raises as :func:`change_company` does, and BadInput for a trade there is not.
    """
    preset = PRESETS.get(trade)
    if preset is None:
        raise BadInput("There is no trade “%(trade)s”.", trade=trade)
    stations = [station.value for station in preset.stations]
    told = {"trade": trade, "stations": stations, "word": preset.word.value}
    return change_company(company, by=by, at=at, seen=seen, **told)


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
