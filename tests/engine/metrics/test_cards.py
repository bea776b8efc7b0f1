from pathlib import Path

import pytest

from karn.engine.metrics.cards import LANGUAGES, card_of
from karn.engine.metrics.catalogue import METRICS
from karn.engine.metrics.pages import pages

DOCS = Path(__file__).resolve().parents[3] / "docs" / "metrics"


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_has_a_card_in_every_language(name, language):
    card = card_of(name, language)
    assert card.title
    assert card.question.endswith("?")
    assert 1 <= card.definition.count(". ") + card.definition.count(".\n") + 1 <= 9
    assert card.language == language


@pytest.mark.parametrize("name", METRICS)
def test_every_mode_is_described_and_no_other(name):
    assert set(card_of(name).modes) == set(METRICS[name].modes)


def test_translated_cards_differ_from_the_english_ones():
    for name in METRICS:
        assert len({card_of(name, language).definition for language in LANGUAGES}) == 3


def test_another_language_gets_english():
    assert card_of("arpa", "fr") == card_of("arpa")


def test_docs_pages_are_those_made_from_the_cards():
    assert {path.name: path.read_text() for path in DOCS.glob("*.md")} == pages()
