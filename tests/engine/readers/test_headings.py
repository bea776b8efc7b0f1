import pytest

from karn.engine.readers import guess_mapping
from karn.engine.tables import TABLES, Column, Type

SUBSCRIPTIONS = TABLES["subscriptions"].columns


@pytest.mark.parametrize(
    ("headings", "guessed"),
    [
        (
            ["Subscription ID", "CUSTOMER_ID", "Starts on", "ends-on", "MRR", "Currency"],
            {
                "subscription_id": "Subscription ID",
                "customer_id": "CUSTOMER_ID",
                "starts_on": "Starts on",
                "ends_on": "ends-on",
                "mrr": "MRR",
                "currency": "Currency",
            },
        ),
        (
            [
                "Klantnr.",
                "Contractnummer",
                "Ingangsdatum",
                "Einddatum",
                "Bedrag per maand",
                "Valuta",
                "Soort",
            ],
            {
                "subscription_id": "Contractnummer",
                "customer_id": "Klantnr.",
                "starts_on": "Ingangsdatum",
                "ends_on": "Einddatum",
                "mrr": "Bedrag per maand",
                "currency": "Valuta",
            },
        ),
        (
            ["Kundnummer", "Avtal", "Från och med", "Till och med", "Belopp", "Valuta"],
            {
                "subscription_id": "Avtal",
                "customer_id": "Kundnummer",
                "starts_on": "Från och med",
                "ends_on": "Till och med",
                "mrr": "Belopp",
                "currency": "Valuta",
            },
        ),
        (["x", "", "#", "  "], {}),
    ],
)
def test_headings_are_recognised(headings, guessed) -> None:
    assert guess_mapping(headings, SUBSCRIPTIONS) == guessed


def test_a_fields_own_name_goes_before_its_synonyms() -> None:
    assert guess_mapping(["Amount", "MRR"], SUBSCRIPTIONS) == {"mrr": "MRR"}


def test_an_alias_goes_before_a_synonym_and_a_heading_serves_once() -> None:
    columns = (
        Column("starts_on", Type.DATE, "", aliases=("Created (UTC)",)),
        Column("happened_at", Type.INSTANT, ""),
    )
    assert guess_mapping(["Start", "Created UTC", "Created at"], columns) == {
        "starts_on": "Created UTC",
        "happened_at": "Created at",
    }
