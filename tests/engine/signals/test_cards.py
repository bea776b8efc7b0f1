"""Every signal's card, in every language."""

import re
from dataclasses import asdict

import pytest

from karn.engine.signals.cards import LANGUAGES, card_of
from karn.engine.signals.catalogue import SIGNALS


@pytest.mark.parametrize("code", SIGNALS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_names_every_threshold_and_no_other(code, language):
    card, names = card_of(code, language), [one.name for one in SIGNALS[code].thresholds]
    assert list(card.thresholds) == names
    assert "{" not in card.fires_at(dict.fromkeys(names, 1))
    assert all((card.title, card.question, card.evidence, card.blind_to))


def test_another_language_reads_english():
    assert card_of("silent", "fr").title == card_of("silent", "en").title == "Silent"


@pytest.mark.parametrize("code", SIGNALS)
def test_a_card_leaves_the_word_for_a_customer_to_the_company(code: str) -> None:
    told = [asdict(card_of(code, language)) for language in LANGUAGES]
    assert re.findall(r"(?i)\b(?:customers?|klant(?:en)?|kund(?:en|er|ens)?)\b", str(told)) == []
