"""Values of the company's own attributes: kept as text, read by their kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from karn.kernel.errors import BadInput
from karn.kernel.text import plain

YES: Final = frozenset({"yes", "true", "1", "ja", "j", "y", "waar", "sant", "on"})
NO: Final = frozenset({"no", "false", "0", "nee", "nej", "n", "onwaar", "falskt", "off"})
LONGEST = 500


def value_of(text: str, *, type: str, choices: Sequence[str] = ()) -> str:  # noqa: A002 (the field's name)
    """Return the text as it is kept for an attribute of this type; nothing stays nothing.

    A number without thousands separators, a date as ISO 8601, yes or no as those words, a choice as one
    of `choices` in its own spelling. Raises BadInput.
    """
    text = plain(text)
    if not text:
        return ""
    if len(text) > LONGEST:
        raise BadInput("At most %(characters)s characters.", characters=LONGEST)
    if type == "number":
        return _number(text)
    if type == "date":
        return _date(text)
    if type == "yes_no":
        return _yes_no(text)
    return _choice(text, choices) if type == "choice" else text


def _number(text: str) -> str:
    try:
        number = Decimal(text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", "."))
    except InvalidOperation:
        raise BadInput("This is no number: it looks like 12.5.") from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise BadInput("This is no number: it looks like 12.5.")
    return format(number, "f")


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput("This is no date: it looks like 2026-03-31.") from None


def _yes_no(text: str) -> str:
    if text.lower() in YES:
        return "yes"
    if text.lower() in NO:
        return "no"
    raise BadInput("Say yes or no.")


def _choice(text: str, choices: Sequence[str]) -> str:
    for choice in choices:
        if choice.casefold() == text.casefold():
            return choice
    raise BadInput("Choose one of: %(choices)s.", choices=", ".join(choices))
