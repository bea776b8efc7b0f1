"""Addresses with numbers in them are those that Django gives."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from karn.web.addresses import address_of


@pytest.mark.parametrize(
    ("name", "numbers"), [("customers", ()), ("customer", (7,)), ("customer", (0,)), ("customer", (10**12,))]
)
def test_an_address_is_that_of_django(name: str, numbers: tuple[int, ...]) -> None:
    assert address_of(name, *numbers) == reverse(name, args=numbers)


@pytest.mark.parametrize(("name", "numbers"), [("nowhere", ()), ("customer", ()), ("customer", (-1,))])
def test_what_no_page_has_is_refused(name: str, numbers: tuple[int, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address_of(name, *numbers)


def test_the_tag_writes_numbers_words_and_variables() -> None:
    asked = "{% url 'customer' n %} {% url 'customer' n as there %}{{ there }} {% url 'nowhere' as none %}"
    named = "{{ none }}{% url 'customer' number='8' %}"
    said = Template(asked + named).render(Context({"n": 7}))
    assert said == "/customers/7/ /customers/7/ /customers/8/"
    with pytest.raises(NoReverseMatch):
        Template("{% url 'customer' n %}").render(Context({"n": "x"}))


def test_a_text_is_said_in_the_language_of_each_reader() -> None:
    asked = "{% load i18n %}{% translate 'Save' %} {% translate 'Save' as word %}{{ word }}"
    template, said = Template(asked + " {% translate told %}"), []
    for language in ("nl", "sv", "nl"):
        with translation.override(language):
            said.append(template.render(Context({"told": "Save"})))
    assert said == ["Opslaan Opslaan Opslaan", "Spara Spara Spara", "Opslaan Opslaan Opslaan"]
