"""Errors say one plain line, and keep the parts of it for other languages."""

import pytest

from karn.kernel.errors import BadInput, DamagedFile, KarnError, UnknownName, message, shown

METRICS = ["arpa", "customer_churn", "survival"]


def test_a_template_is_filled_with_its_values_and_numbers_are_grouped() -> None:
    error = BadInput("Line %(line)s of %(file)s is empty.", line=1_234_567, file="a.csv")
    assert str(error) == "Line 1,234,567 of a.csv is empty."
    assert (error.template, error.values) == (
        "Line %(line)s of %(file)s is empty.",
        {"line": 1_234_567, "file": "a.csv"},
    )


def test_a_template_without_values_is_the_message_per_cent_signs_and_all() -> None:
    assert str(BadInput("100% of %(this)s stays.")) == "100% of %(this)s stays."


def test_a_value_with_places_in_it_is_told_as_it_is() -> None:
    assert str(BadInput("No file %(file)s.", file="%(secret)s %s")) == "No file %(secret)s %s."


def test_only_whole_numbers_are_grouped() -> None:
    assert shown({"rows": 12_000, "line": "12000", "share": 1234.5, "none": None}) == {
        "rows": "12,000",
        "line": "12000",
        "share": "1234.5",
        "none": "None",
    }


@pytest.mark.parametrize(
    ("name", "meant"),
    [("survivl", "survival"), ("Customer_Churn", "customer_churn"), ("arpu", "arpa")],
)
def test_a_name_that_is_nearly_known_is_asked_about(name: str, meant: str) -> None:
    assert str(UnknownName("metric", name, METRICS)) == (
        f"There is no metric “{name}”. Did you mean {meant}? Known: arpa, customer_churn, survival."
    )


def test_a_name_like_no_other_is_told_with_those_that_are_known() -> None:
    error = UnknownName("metric", "weather", METRICS)
    assert str(error) == "There is no metric “weather”. Known: arpa, customer_churn, survival."
    assert error.name == "weather"
    assert error.terms == ("kind",)


def test_where_nothing_is_known_it_says_none() -> None:
    assert str(UnknownName("table", "orders", [])) == "There is no table “orders”. Known: none."


def test_every_error_can_be_caught_as_one() -> None:
    assert all(issubclass(kind, KarnError) for kind in (BadInput, DamagedFile, UnknownName))
    assert message("as it is") == "as it is"
