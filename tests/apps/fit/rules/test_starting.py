import pytest
from django.utils import translation

from karn.apps.company.rules.trades import Trade
from karn.apps.fit.rules.starting import asked_of, named, starter_set
from karn.apps.segments.rules.definitions import definition_of


@pytest.mark.parametrize("trade", list(Trade))
@pytest.mark.parametrize("language", ["en", "nl", "sv"])
def test_every_trade_begins_with_criteria_that_say_what_they_are(trade, language):
    with translation.override(language):
        for one in starter_set(trade):
            assert named(one.ready)
            assert bool(one.definition) or asked_of(one.ready).endswith("?")


@pytest.mark.parametrize("trade", ["subscription", "shop", "association"])
def test_who_has_thousands_of_customers_needs_no_answers(trade):
    required = [one for one in starter_set(trade) if one.required]
    assert required
    assert all(one.definition for one in required)


def test_every_rule_can_be_read():
    for trade in Trade:
        for one in starter_set(trade):
            if one.definition:
                assert definition_of(one.definition)


def test_the_names_are_said_in_three_languages():
    said = set()
    for language in ("en", "nl", "sv"):
        with translation.override(language):
            said.add(named("click"))
    assert len(said) == 3
