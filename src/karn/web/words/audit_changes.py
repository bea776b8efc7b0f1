"""Details of the audit log that say what a number was and is: thresholds of a signal, limits of the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from babel import numbers

from karn.apps.mailing.models import MailSettings
from karn.apps.threats.rules.cards import name_of, thresholds_of
from karn.engine.signals.catalogue import SIGNALS
from karn.platform.amounts import reader_locale
from karn.web.words.audit_codes import DONE

_CHANGED: Final = re.compile(r"([a-z_]+):? (\d+|None) > (\d+|None)")


def changed_numbers(detail: str) -> str:
    """Return what changed in words, `silent: on, times 3 > 4` or `hourly: 100 > 60`; nothing for others."""
    code, _colon, changes = detail.partition(": ")
    if code in SIGNALS:
        return _told(f"{name_of(code)}: ", changes.split(", "), thresholds_of(code))
    names = {field.name: str(getattr(field, "verbose_name", "")) for field in MailSettings._meta.fields}
    return _told("", detail.split("; "), names)


def _told(begin: str, changes: list[str], names: Mapping[str, str]) -> str:
    pieces = list(_pieces(changes, names))
    return begin + ", ".join(pieces) if all(pieces) else ""


def _pieces(changes: list[str], names: Mapping[str, str]) -> Iterator[str]:
    """Yield each change in words; nothing for what is none."""
    for change in changes:
        found = _CHANGED.fullmatch(change)
        if found and found[1] in names:
            yield f"{names[found[1]]} {_number(found[2])} → {_number(found[3])}"
        else:
            yield str(DONE[change]) if change in ("on", "off") else ""


def _number(text: str) -> str:
    if text == "None":
        return "–"
    return str(numbers.format_decimal(int(text), locale=reader_locale()))
