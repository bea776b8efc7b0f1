"""Registration numbers: the Dutch KvK number and the Swedish organisationsnummer."""

from __future__ import annotations

import re

from karn.kernel.errors import BadInput

KVK_DIGITS = 8
ORGANISATION_DIGITS = 10
LONGEST = 30

_BETWEEN = re.compile(r"[\s.\-/]")


def registration_number(text: str, *, country: str = "") -> str:
    """Return the number as it is kept: digits alone for Dutch and Swedish ones, as given for others.

    A KvK number has 8 digits and no check digit; an organisationsnummer has 10, the last of which
    checks the others (Luhn), and may be written with a hyphen or with its century before it. Without a
    country either is accepted. Raises BadInput.
    """
    plain = _BETWEEN.sub("", text.strip()).upper()
    if not plain:
        return ""
    if country == "NL" or (not country and _is_kvk(plain)):
        return _kvk(plain)
    if country == "SE" or not country:
        return _organisation(plain)
    if len(plain) > LONGEST:
        raise BadInput("A registration number has at most %(characters)s characters.", characters=LONGEST)
    return plain


def _kvk(plain: str) -> str:
    if not _is_kvk(plain):
        raise BadInput("A KvK number has 8 digits.")
    return plain


def _is_kvk(plain: str) -> bool:
    return len(plain) == KVK_DIGITS and plain.isascii() and plain.isdecimal()


def _organisation(plain: str) -> str:
    digits = plain[2:] if len(plain) == ORGANISATION_DIGITS + 2 else plain
    if len(digits) != ORGANISATION_DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise BadInput("A registration number has 8 digits (KvK) or 10 (organisationsnummer).")
    if not passes_luhn(digits):
        raise BadInput("This organisationsnummer has a wrong digit: its last digit does not fit the others.")
    return digits


def passes_luhn(digits: str) -> bool:
    """Whether the last of `digits` checks the others (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
