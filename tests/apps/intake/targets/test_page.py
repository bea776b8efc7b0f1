from pathlib import Path

import pytest
from django.utils import translation

from karn.apps.intake.targets.lines import lines_of
from karn.apps.intake.targets.page import imports_page
from karn.apps.intake.targets.target import all_targets, target_named
from karn.engine.readers import guess_mapping

PAGE = Path(__file__).resolve().parents[4] / "docs" / "imports.md"


def test_the_page_in_the_docs_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == imports_page()


def test_every_field_has_a_line_and_the_needed_ones_come_first() -> None:
    for target in all_targets():
        lines = lines_of(target)
        assert {line.name for line in lines} == {column.name for column in target.columns}
        assert [line.needed for line in lines] == sorted((line.needed for line in lines), reverse=True)


def test_a_price_is_needed_unless_there_is_a_monthly_amount() -> None:
    lines = {line.name: line for line in lines_of(target_named("subscriptions"))}
    assert {name for name, line in lines.items() if line.needed} == {
        "subscription_id", "customer_id", "starts_on", "amount", "interval",
    }  # fmt: skip
    assert lines["interval"].instead == "monthly amount"
    assert ("month", ("monthly", "maand", "per maand", "maandelijks", "månad", "per månad", "månadsvis")) in (
        lines["interval"].words
    )


@pytest.mark.parametrize("language", ["nl", "sv"])
def test_every_meaning_is_translated(language: str) -> None:
    for target in all_targets():
        english = {line.name: line.means for line in lines_of(target)}
        with translation.override(language):
            assert {line.name for line in lines_of(target) if line.means == english[line.name]} == set()


@pytest.mark.parametrize(
    ("target", "heading", "field"),
    [
        ("customers", "Klantnr.", "customer_id"),
        ("customers", "Kundnr", "customer_id"),
        ("customers", "Relatienr", "customer_id"),
        ("orders", "Ordernr.", "order_id"),
        ("orders", "Beställningsnr", "order_id"),
        ("payments", "Factuurnr", "invoice_id"),
        ("payments", "Fakturanr.", "invoice_id"),
        ("payments", "Betalingsnr", "payment_id"),
        ("subscriptions", "Abonnementsnr", "subscription_id"),
        ("subscriptions", "Abonnemangsnr.", "subscription_id"),
        ("subscriptions", "Contractnr", "subscription_id"),
        ("subscriptions", "Avtalsnr", "subscription_id"),
        ("subscriptions", "Prenumerationsnr", "subscription_id"),
        ("departures", "Opzeggingsnr", "departure_id"),
        ("contacts", "Contactnr", "contact_id"),
    ],
)
def test_numbers_are_recognised_by_their_ending(target: str, heading: str, field: str) -> None:
    assert guess_mapping(["Iets", heading], target_named(target).columns)[field] == heading
