"""Errors are English for commands and in the reader's language for pages."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from karn.engine.readers.dialects import SIGNATURES
from karn.kernel.errors import BadInput, UnknownName
from karn.platform.wording import in_words

SOURCES = Path(__file__).resolve().parents[2] / "src" / "karn"
ROOMS = ("kernel", "engine/readers", "engine/metrics", "apps/intake")
ERRORS = {"BadInput", "KarnError", "DamagedFile"}


def test_an_error_is_english_and_is_said_in_the_readers_language() -> None:
    error = BadInput(
        "%(file)s has %(count)s columns; at most %(most)s can be read.",
        file="a.csv",
        count="3,000",
        most=2000,
    )
    assert str(error) == "a.csv has 3,000 columns; at most 2,000 can be read."
    with translation.override("nl"):
        assert in_words(error) == "a.csv heeft 3,000 kolommen; hoogstens 2.000 zijn te lezen."
    with translation.override("en"):
        assert in_words(error) == str(error)


def test_a_message_without_values_may_have_per_cent_signs() -> None:
    assert str(BadInput("At most 100 % of it.")) == in_words(BadInput("At most 100 % of it."))


def test_values_are_never_read_as_templates() -> None:
    error = BadInput("There is no file %(file)s.", file="50%(x)s.csv")
    assert str(error) == in_words(error) == "There is no file 50%(x)s.csv."


def test_an_unknown_name_says_what_it_may_have_meant() -> None:
    error = UnknownName("kind of file", "Ordrs", ["customers", "orders"])
    assert str(error) == "There is no kind of file “Ordrs”. Did you mean orders? Known: customers, orders."
    with translation.override("sv"):
        assert in_words(error) == (
            "”Ordrs” finns inte (filtyp). Menar du orders? Det som finns: customers, orders."
        )


@pytest.mark.parametrize("language", ["nl", "sv"])
def test_what_a_file_is_instead_of_a_table_is_said_in_every_language(language: str) -> None:
    for _, template in SIGNATURES:
        error = BadInput(template, file="x")
        with translation.override(language):
            assert in_words(error) != str(error)


def test_errors_that_pages_show_are_written_as_templates() -> None:
    """A message put together where it is raised could not be translated."""
    put_together = [
        f"{path.relative_to(SOURCES)}:{node.lineno}"
        for room in ROOMS
        for path in sorted((SOURCES / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ERRORS
        and any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args)
    ]
    assert put_together == []
