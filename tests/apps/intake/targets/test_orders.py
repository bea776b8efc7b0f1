from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from karn.apps.contracts.models import Order
from karn.apps.intake.rules import Options

UNNUMBERED = (
    "customer_id,ordered_on,quantity,amount\n"
    "1,1997-01-01,2,29.33\n"
    "1,1997-01-01,2,29.33\n"
    "2,1997-01-01,2,29.33\n"
)


def test_an_order_is_stored_in_the_companys_currency_when_the_file_has_none(
    import_text: Any, world: Any
) -> None:
    world.company(currency="SEK")
    import_text("orders", "order_id,customer_id,ordered_on,amount\nO1,C1,2026-01-02,19.95\n")
    order = Order.objects.get()
    assert (order.source_id, order.ordered_on, order.amount) == ("O1", date(2026, 1, 2), Decimal("19.95"))
    assert (order.currency, order.customer.source_id) == ("SEK", "C1")


@pytest.mark.parametrize("batch", [1, 2, 20_000])
def test_rows_without_a_number_count_each_and_repeat_quietly(
    import_text: Any, counts: Any, batch: int
) -> None:
    first = import_text("orders", UNNUMBERED, options=Options(batch=batch))
    again = import_text("orders", UNNUMBERED, options=Options(batch=batch))
    assert (counts(first), counts(again)) == ((3, 0, 0, 0, 0), (0, 0, 3, 0, 0))
    assert Order.objects.filter(customer__source_id="1").count() == 2


def test_a_longer_file_without_numbers_adds_its_new_rows(import_text: Any, counts: Any) -> None:
    import_text("orders", UNNUMBERED)
    run = import_text("orders", UNNUMBERED + "1,1997-01-01,2,29.33\n3,1998-01-01,1,5\n")
    assert counts(run) == (2, 0, 3, 0, 0)


def test_a_repeated_id_with_other_content_is_refused(import_text: Any, counts: Any, refusals: Any) -> None:
    text = (
        "order_id,customer_id,ordered_on,amount\nO1,C1,2026-01-02,1\nO1,C1,2026-01-02,2\nO1,C1,2026-01-02,1\n"
    )
    run = import_text("orders", text)
    assert counts(run) == (1, 0, 0, 1, 1)
    assert [refusal[3] for refusal in refusals(run)] == ["duplicate_id"]
