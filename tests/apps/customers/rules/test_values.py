import pytest

from karn.apps.customers.rules.values import value_of
from karn.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        (" bouw ", "text", "bouw"),
        ("1 234,50", "number", "1234.50"),
        ("2026-03-31", "date", "2026-03-31"),
        ("Ja", "yes_no", "yes"),
        ("nej", "yes_no", "no"),
        ("GOLD", "choice", "Gold"),
        ("", "number", ""),
    ],
)
def test_a_value_is_kept_in_one_spelling(text: str, kind: str, kept: str) -> None:
    assert value_of(text, type=kind, choices=["Gold", "Silver"]) == kept


@pytest.mark.parametrize(
    ("text", "kind"),
    [("twelve", "number"), ("NaN", "number"), ("1e99", "number"), ("31-3-2026", "date"),
     ("perhaps", "yes_no"), ("Bronze", "choice"), ("x" * 501, "text")],
)  # fmt: skip
def test_a_value_that_is_none_is_refused(text: str, kind: str) -> None:
    with pytest.raises(BadInput):
        value_of(text, type=kind, choices=["Gold", "Silver"])
