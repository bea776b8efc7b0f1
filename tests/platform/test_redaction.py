"""By which words somebody is found in texts, and what stands there afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.platform.redaction import REDACTED, Words

WORDS = Words.of(
    names=["Jan de Vries", "Bakker", "Jo"],
    addresses=["jan@example.nl", "+31 20 777 66 55", "12"],
    ids=[("customer_id", "billing", "C-17"), ("customer_id", "shop", "jan2@example.nl")],
)


def test_addresses_numbers_and_names_of_two_words_mean_nobody_else() -> None:
    assert WORDS.everywhere == ("+31 20 777 66 55", "jan@example.nl", "jan2@example.nl", "Jan de Vries")
    assert WORDS.near == ("Bakker",)


@pytest.mark.parametrize(
    "text",
    [
        "JAN DE VRIES",
        "jan  de\nvries",
        "Jan@Example.NL",
        "020-7776655",
        "0031 20 777 66 55",
        "+31(0)20 7776655",
        "jan2@example.nl",
    ],
)
def test_they_are_found_however_they_are_written(text: str) -> None:
    assert WORDS.taken_out(f"Call {text}, today") == f"Call {REDACTED}, today"


@pytest.mark.parametrize(
    "text", ["Jan de Vriesland", "xjan@example.nl", "1207776655999", "Bakker", "C-17", "12"]
)
def test_what_means_somebody_else_stays(text: str) -> None:
    assert WORDS.taken_out(text) == text


def test_a_name_of_one_word_counts_near_the_person() -> None:
    assert WORDS.nearby().taken_out("Bakker said") == f"{REDACTED} said"


def test_json_is_searched_through_and_through() -> None:
    told = {"a": ["Jan de Vries", 7, None], "jan@example.nl": {"b": True}}
    assert WORDS.taken_out(told) == {"a": [REDACTED, 7, None], REDACTED: {"b": True}}


def test_words_come_back_from_json_as_they_were() -> None:
    assert Words.kept(WORDS.stored()) == WORDS


@given(st.text(min_size=1).filter(lambda text: " ".join(text.split()) == text), st.text(), st.text())
def test_nothing_is_left_of_an_address_between_blanks(name: str, before: str, after: str) -> None:
    words = Words.of(names=[], addresses=[f"{name}@example.nl"], ids=[])
    left = words.taken_out(f"{before} {name}@example.nl {after}")
    assert f" {name}@example.nl " not in left
    assert words.taken_out(left) == left
