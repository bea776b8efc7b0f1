from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from karn.apps.contracts.models import Departure, PriceState
from karn.apps.customers.models import Customer
from karn.apps.intake.rules import Options
from karn.kernel.errors import BadInput
from karn.kernel.month import whole_months

TEXT = (
    "customerID,tenure,Contract,MonthlyCharges,Churn\n"
    "A,3,Monthly,29.85,No\nB,0,Yearly,10,No\nC,12,Monthly,20,Yes\n"
)
OCTOBER, DECEMBER = Options(on=date(2026, 10, 31)), Options(on=date(2026, 12, 31))


def states() -> dict[str, tuple[date, date | None, Decimal]]:
    rows = PriceState.objects.values_list("subscription__customer__source_id", "starts_on", "ends_on", "mrr")
    return {name: (starts_on, ends_on, mrr) for name, starts_on, ends_on, mrr in rows}


def test_tenure_becomes_a_start_and_a_leaver_leaves_on_the_snapshots_day(
    import_text: Any, counts: Any
) -> None:
    assert counts(import_text("snapshot", TEXT, options=OCTOBER)) == (3, 0, 0, 0, 0)
    assert states() == {
        "A": (date(2026, 7, 31), None, Decimal("29.85")),
        "B": (date(2026, 10, 31), None, Decimal(10)),
        "C": (date(2025, 10, 31), date(2026, 10, 31), Decimal(20)),
    }
    departure = Departure.objects.get()
    assert (departure.customer.source_id, departure.contract_ends_on, departure.kind) == (
        "C",
        date(2026, 10, 31),
        "unknown",
    )
    assert Customer.objects.get(source_id="A").attributes == {"Contract": "Monthly"}


@pytest.mark.parametrize("on", [date(2026, 2, 28), date(2024, 2, 29), date(2026, 3, 31), date(2026, 12, 30)])
def test_whole_months_since_the_start_are_the_tenure_again(import_text: Any, on: date) -> None:
    rows = "".join(f"C{months},{months},No\n" for months in range(80))
    import_text("snapshot", "customer_id,tenure,left\n" + rows, options=Options(on=on))
    for name, (starts_on, _, _) in states().items():
        assert whole_months(starts_on, on) == int(name[1:])


def test_a_repeated_snapshot_changes_nothing(import_text: Any, counts: Any) -> None:
    import_text("snapshot", TEXT, options=OCTOBER)
    before = list(PriceState.objects.values()), list(Departure.objects.values())
    assert counts(import_text("snapshot", TEXT, options=OCTOBER)) == (0, 0, 3, 0, 0)
    assert (list(PriceState.objects.values()), list(Departure.objects.values())) == before


def test_a_later_snapshot_keeps_starts_and_adds_who_left_since(import_text: Any, counts: Any) -> None:
    import_text("snapshot", TEXT, options=OCTOBER)
    later = (
        TEXT.replace("A,3,Monthly,29.85,No", "A,5,Monthly,29.85,Yes")
        .replace("B,0", "B,2")
        .replace("C,12", "C,14")
    )
    assert counts(import_text("snapshot", later, options=DECEMBER)) == (0, 1, 2, 0, 0)
    assert {name: state[:2] for name, state in states().items()} == {
        "A": (date(2026, 7, 31), date(2026, 12, 31)),
        "B": (date(2026, 10, 31), None),
        "C": (date(2025, 10, 31), date(2026, 10, 31)),
    }


def test_who_is_back_in_a_later_snapshot_takes_the_departure_back(import_text: Any) -> None:
    import_text("snapshot", TEXT, options=OCTOBER)
    import_text("snapshot", TEXT.replace("C,12,Monthly,20,Yes", "C,14,Monthly,20,No"), options=DECEMBER)
    assert states()["C"][1] is None
    assert Departure.objects.get().undone_on == date(2026, 12, 31)


def test_a_snapshot_without_its_day_is_refused(import_text: Any) -> None:
    with pytest.raises(BadInput, match="which day"):
        import_text("snapshot", TEXT)
