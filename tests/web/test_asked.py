"""What an address or a form asks for."""

from __future__ import annotations

from django.http import QueryDict

from karn.web.asked import word_asked


def test_a_word_comes_without_the_sign_no_database_takes() -> None:
    assert word_asked(QueryDict("q=Smit%00en"), "q") == "Smiten"


def test_a_name_that_is_not_given_is_an_empty_word() -> None:
    assert word_asked(QueryDict("q=Smit"), "sort") == ""
