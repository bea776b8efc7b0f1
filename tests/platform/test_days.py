"""Days in words: the day before the month in every language, and no digits that could be either."""

from datetime import date

import pytest
from django.utils.translation import override

from karn.platform.days import day_words, short_day_words


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [
        ("en", "1 December 2026", "1 Dec 2026"),
        ("nl", "1 december 2026", "1 dec 2026"),
        ("sv", "1 december 2026", "1 dec. 2026"),
    ],
)
def test_a_day_is_written_as_the_reader_writes_it(language: str, full: str, short: str) -> None:
    with override(language):
        assert (day_words(date(2026, 12, 1)), short_day_words(date(2026, 12, 1))) == (full, short)
