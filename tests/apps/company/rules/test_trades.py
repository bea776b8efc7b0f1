"""What presets switch on, and what they would change."""

import pytest

from karn.apps.company.rules.trades import (
    EVERYTHING,
    PRESETS,
    STATION_MEANS,
    STATION_NAMES,
    Station,
    Trade,
    difference_of,
    first_settings,
)
from karn.apps.company.rules.words import COUNTS, TEXTS, Word, say, say_count


def test_every_trade_has_a_preset_and_every_station_its_words() -> None:
    assert set(PRESETS) == set(Trade)
    assert set(STATION_NAMES) == set(STATION_MEANS) == set(Station)


def test_every_text_is_there_for_every_word() -> None:
    assert [set(texts) for texts in (*TEXTS.values(), COUNTS)] == [set(Word)] * (len(TEXTS) + 1)


@pytest.mark.parametrize("trade", list(Trade))
def test_after_a_preset_it_changes_nothing(trade: Trade) -> None:
    preset = PRESETS[trade]
    before = difference_of(preset, stations=EVERYTHING, word="customer")
    assert set(preset.stations) == set(EVERYTHING) - set(before.goes)
    assert not difference_of(preset, stations=preset.stations, word=preset.word)


def test_what_a_shop_would_change_for_an_association() -> None:
    change = difference_of(PRESETS[Trade.SHOP], stations=PRESETS[Trade.ASSOCIATION].stations, word="member")
    assert (change.comes, change.goes, change.word) == (
        (Station.ORDERS, Station.USAGE, Station.MARGINS),
        (Station.CONTRACTS, Station.RENEWALS, Station.PRODUCTS, Station.START_UP, Station.PAYMENTS),
        Word.CUSTOMER,
    )


def test_a_company_begins_with_its_preset_and_the_holidays_of_its_zone() -> None:
    assert first_settings("association", "Europe/Stockholm") == {
        "country": "SE",
        "stations": [
            "contracts", "renewals", "products", "unanswered", "criteria", "start_up", "rhythm", "wishes",
            "payments", "goodbye", "lessons", "win_back",
        ],
        "word": "member",
    }  # fmt: skip
    assert first_settings("circus", "Europe/Paris") == {"country": ""}


def test_a_strange_word_is_customer() -> None:
    assert (say("many", "guest"), say_count(2, "2", "guest")) == ("Customers", "2 customers.")
