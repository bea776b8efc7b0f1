"""What a browser says it is."""

import pytest

from karn.apps.people.rules.devices import device_of

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/140.0.0.0", "Edge · Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", "Chrome · Windows"),
        (f"Mozilla/5.0 (Linux; Android 16; Pixel 9) {CHROME}", "Chrome · Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/19.0 Safari/605.1.15", "Safari · macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("something of somebody's own", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_in_two_words(agent: str, words: str) -> None:
    assert str(device_of(agent)) == words
