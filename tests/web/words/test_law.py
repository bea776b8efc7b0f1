"""The words of the page about the law."""

import pytest
from django.utils import translation

from karn.apps.farewell.rules.packs import COUNTRIES, pack_of
from karn.web.words.law import TOPICS, law_of_where

PACKS = [pack_of(code) for code in (*COUNTRIES, "")]


def test_whatever_a_pack_speaks_of_has_a_name_and_each_name_is_used() -> None:
    assert set(TOPICS) == {topic for pack in PACKS for topic in (*pack.sources, *pack.verify)}


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("nl", ["Duitsland", "Nederland", "Zweden", "Verenigde Staten (Californië)"]),
        ("sv", ["Tyskland", "Nederländerna", "Sverige", "USA (Kalifornien)"]),
    ],
)
def test_countries_are_called_as_the_reader_calls_them(language: str, names: list[str]) -> None:
    with translation.override(language):
        assert [law_of_where(pack.country) for pack in PACKS[:-1]] == names
