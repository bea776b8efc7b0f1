"""Words of a stranger in a mail lead nowhere, and stay readable."""

import pytest

from karn.apps.farewell.rules.receipts import unlinked


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("see https://evil.example/x", "see https: //evil. example/x"),
        ("evil.example:8080", "evil. example: 8080"),
        ("mailto:jo@evil.example", "mailto: jo@evil. example"),
        ("1.2.3.4:80/x", "1. 2. 3. 4:80/x"),
        ("21 November 2026, 07:40:00 CET", "21 November 2026, 07:40:00 CET"),
    ],
)
def test_nothing_that_leads_anywhere_is_left_and_a_time_stays_one(typed: str, told: str) -> None:
    assert unlinked(typed) == told
