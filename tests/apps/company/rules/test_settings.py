"""What a company's settings may be."""

import pytest

from karn.apps.company.rules import is_currency, is_zone


@pytest.mark.parametrize(
    ("name", "known"),
    [("Europe/Stockholm", True), ("Mars/Base", False), ("", False), ("../etc/passwd", False)],
)
def test_only_zones_of_the_list_are_zones(name: str, known: bool) -> None:
    assert is_zone(name) is known


@pytest.mark.parametrize(
    ("code", "right"), [("EUR", True), ("SEK", True), ("eur", False), ("EURO", False), ("XQX", False)]
)
def test_a_currency_is_a_code_that_files_may_have(code: str, right: bool) -> None:
    assert is_currency(code) is right
