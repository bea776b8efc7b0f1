"""Text as people type it: what is kept of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from karn.kernel.text import one_line, plain, plain_facts

TEXTS = st.text(alphabet=st.sampled_from("a é\x00 \t\n"), max_size=12)


def test_nul_and_the_blanks_around_go() -> None:
    assert plain(" \x00 Bakkerij  Smit\x00\n") == "Bakkerij  Smit"


def test_a_line_keeps_one_blank_where_there_were_several() -> None:
    assert one_line("\tBakkerij \x00\n Smit ") == "Bakkerij Smit"


def test_only_the_texts_among_facts_are_made_plain() -> None:
    assert plain_facts({"name": " Smit ", "size": 3, "owner": None}) == {
        "name": "Smit",
        "size": 3,
        "owner": None,
    }


@given(TEXTS)
def test_making_plain_twice_changes_nothing_more(text: str) -> None:
    assert (plain(plain(text)), one_line(one_line(text))) == (plain(text), one_line(text))
