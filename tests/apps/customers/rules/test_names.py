import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.customers.rules.names import name_likeness, plain_name, sorted_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Bakkerij Jansen B.V.", "bakkerij jansen"),
        ("Bakkerij Jansen b v", "bakkerij jansen"),
        ("Jansen & Zn. V.O.F.", "jansen zn"),
        ("Åkeri Öst AB (publ)", "akeri ost"),
        ("AB Volvo", "volvo"),
        ("Stichting De Brug", "de brug"),
        ("BV", "bv"),
        ("J.P. Smit", "jp smit"),
    ],
)
def test_a_name_compares_without_case_accents_and_legal_form(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_the_order_of_words_does_not_count() -> None:
    assert sorted_name("Jansen, Bakkerij") == sorted_name("Bakkerij Jansen BV")


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_the_same_both_ways_and_a_share(one: str, other: str) -> None:
    there = name_likeness(plain_name(one), plain_name(other))
    assert 0 <= there <= 1
    assert name_likeness(plain_name(one), plain_name(one)) == 1


def test_one_wrong_letter_is_forgiven_and_another_name_is_not() -> None:
    assert name_likeness("bakkerij jansen", "bakkerij janssen") > 0.84
    assert name_likeness("bakkerij jansen", "slagerij smit") < 0.5
