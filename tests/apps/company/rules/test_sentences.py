"""Sentences with the company's word for a customer, whole in every language."""

import re

import pytest
from django.utils import translation

from karn.apps.company.rules.sentences import SENTENCES, say_sentence
from karn.apps.company.rules.words import Word

MANY = {
    "en": ("customers", "clients", "subscribers", "members", "patients"),
    "nl": ("klanten", "cliënten", "abonnees", "leden", "patiënten"),
    "sv": ("kund", "klient", "prenumerant", "medlem", "patient"),
}


def begins(word, line):
    return re.search(rf"\b{word}", line, re.IGNORECASE) is not None


@pytest.mark.parametrize("language", MANY)
def test_every_sentence_says_the_company_s_word_and_no_other(language):
    with translation.override(language):
        said = {name: [say_sentence(name, word) for word in Word] for name in SENTENCES}
    spoken = {
        name: [[begins(one, line) for one in MANY[language]] for line in lines]
        for name, lines in said.items()
    }
    own = [[one == other for one in range(5)] for other in range(5)]
    assert spoken == dict.fromkeys(SENTENCES, own)


def test_an_unknown_word_is_a_customer_and_what_is_told_stands_inside():
    assert say_sentence("asked_long_ago", "guest", days=30) == (
        "What customers asked more than 30 days ago and nobody answered."
    )
