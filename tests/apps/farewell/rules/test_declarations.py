"""Reading what a form on the page says: whatever is typed, something that can be stored comes out."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from karn.apps.farewell.rules.declarations import LONGEST_CONTRACT, LONGEST_NAME, read_declaration

ASKED = ("kind", "identity", "contract", "wanted_on", "receipt")
ON = date(2026, 3, 10)


@settings(max_examples=200)
@given(
    st.fixed_dictionaries(
        {name: st.text(max_size=400) for name in ("name", "contract", "receipt_to", "wanted_on", "reason")}
    )
)
def test_whatever_is_typed_is_one_line_without_nul_or_is_told_to_be_wrong(fields: dict[str, str]) -> None:
    said, wrong = read_declaration(fields, asked=ASKED, known=False, on=ON)
    for text, most in ((said.name, LONGEST_NAME), (said.contract, LONGEST_CONTRACT)):
        assert (len(text) <= most, text, "\x00" in text) == (True, " ".join(text.split()), False)
    assert ("name" in wrong) == (not said.name)
    assert "receipt_to" in wrong or ("\n" not in said.receipt_to and "@" in said.receipt_to)
    assert said.wanted_on is None or said.wanted_on > ON


def test_a_day_that_passed_means_as_soon_as_possible_and_what_is_not_asked_is_not_read() -> None:
    fields = {
        "name": "Jo",
        "contract": "7",
        "receipt_to": "jo@x.nl",
        "wanted_on": "2026-01-01",
        "extraordinary": "1",
    }
    said, wrong = read_declaration(fields, asked=ASKED, known=False, on=ON)
    assert (said.wanted_on, said.extraordinary, wrong) == (None, True, {})
    said, _ = read_declaration(fields | {"wanted_on": "2026-12-31"}, asked=("receipt",), known=False, on=ON)
    assert (said.wanted_on, said.extraordinary) == (None, False)
