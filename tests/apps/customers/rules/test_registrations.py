import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.customers.rules.registrations import passes_luhn, registration_number
from karn.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        ("12345678", "NL", "12345678"),
        (" 1234.5678 ", "", "12345678"),
        ("556036-0793", "SE", "5560360793"),
        ("16556036-0793", "SE", "5560360793"),
        ("5560360793", "", "5560360793"),
        ("HRB 1234", "DE", "HRB1234"),
        ("", "NL", ""),
    ],
)
def test_a_number_is_kept_without_what_stands_between(text: str, country: str, kept: str) -> None:
    assert registration_number(text, country=country) == kept


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("1234567", "NL"),
        ("5560360793", "NL"),
        ("12345678", "SE"),
        ("556036-0794", "SE"),
        ("556036-0794", ""),
        ("١٢٣٤٥٦٧٨", "NL"),
        ("x" * 31, "DE"),
    ],
)
def test_a_number_that_cannot_be_is_refused(text: str, country: str) -> None:
    with pytest.raises(BadInput):
        registration_number(text, country=country)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_exactly_one_last_digit_fits_the_others(start: str) -> None:
    assert sum(passes_luhn(start + digit) for digit in "0123456789") == 1
