"""Groups and rates: relations that depend on what is in the lake."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from karn.engine.metrics.inputs import MOST_GROUPS, days_of, groups_of, rates_for
from karn.engine.metrics.request import Options, request_for
from karn.engine.warehouses.duckdb import DuckDBWarehouse
from karn.kernel.errors import BadInput, UnknownName
from karn.kernel.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
PAYING = """
1 2026-01-01 - 100
2 2026-01-01 - 100
3 2026-01-01 - 100
"""
HEADINGS = {"Region's name": "region", "Size": "size"}


def ask(name: str = "arpa", **options: Any):
    return request_for(name, MARCH, (), Options(**options))


@pytest.fixture
def workspace_of():
    """Open workspaces over lakes; all are closed at the end."""
    warehouses = []

    def workspace(lake):
        warehouse = DuckDBWarehouse(lake)
        using = warehouse.use()
        warehouses.append((warehouse, using))
        return using.__enter__()

    yield workspace
    for warehouse, using in warehouses:
        using.__exit__(None, None, None)
        warehouse.close()


def customers(**regions: str | None) -> list[dict[str, Any]]:
    return [{"customer_id": name[1:], "region": region} for name, region in regions.items()]


@pytest.mark.parametrize("by", ["region", "Region's name"])
def test_a_breakdown_numbers_its_values_in_order_and_keeps_a_place_for_the_unknown(
    make_lake, workspace_of, by
) -> None:
    lake = make_lake(subscriptions=PAYING, customers=customers(c1="south", c2="north", c3=None))
    workspace = workspace_of(lake)
    groups = groups_of(workspace, ask(by=by), HEADINGS)
    assert groups.values == [None, "north", "south"]
    assert groups.numbers.column("by_no").to_pylist() == [0, 1, 2]
    belonging = workspace.fetch("SELECT customer_id, by_no FROM grouping_of ORDER BY customer_id").to_pylist()
    assert belonging == [{"customer_id": "1", "by_no": 2}, {"customer_id": "2", "by_no": 1}]


def test_where_everybody_has_a_value_there_is_no_group_of_the_unknown(make_lake, workspace_of) -> None:
    lake = make_lake(subscriptions=PAYING, customers=customers(c1="south", c2="north", c3="north"))
    groups = groups_of(workspace_of(lake), ask(by="region"), HEADINGS)
    assert groups.numbers.column("by_no").to_pylist() == [1, 2]


def test_without_a_breakdown_everybody_is_in_one_group(make_lake, workspace_of) -> None:
    groups = groups_of(workspace_of(make_lake(subscriptions=PAYING)), ask(), None)
    assert (groups.values, groups.numbers.to_pylist()) == ([None], [{"by_no": 0}])


@pytest.mark.parametrize("by", ["colour", "customer_id", 'region" FROM customers; --', "Size"])
def test_a_column_customers_do_not_have_is_refused_by_name(make_lake, workspace_of, by) -> None:
    lake = make_lake(subscriptions=PAYING, customers=customers(c1="south"))
    with pytest.raises(UnknownName) as told:
        groups_of(workspace_of(lake), ask(by=by), HEADINGS)
    assert str(told.value).startswith(f"There is no attribute of customers “{by}”.")


def test_a_breakdown_without_customers_or_with_too_many_values_is_refused(make_lake, workspace_of) -> None:
    workspace = workspace_of(make_lake(subscriptions=PAYING))
    with pytest.raises(BadInput, match="To break down by region, the lake needs the table customers"):
        groups_of(workspace, ask(by="region"), None)
    many = customers(**{f"c{number}": f"r{number}" for number in range(MOST_GROUPS + 1)})
    with pytest.raises(BadInput, match="region has 1,001 values: choose a column with at most 1,000"):
        groups_of(workspace_of(make_lake(subscriptions=PAYING, customers=many)), ask(by="region"), HEADINGS)


IN_TWO = """
1 2026-01-01 - 100 currency=EUR
2 2026-01-01 - 100 currency=USD
"""


def rate(currency: str, day: str, value: str, into: str = "EUR") -> dict[str, str]:
    return {"currency": currency, "reporting_currency": into, "valid_from": day, "rate": value}


RATES = [
    rate("USD", "2026-01-01", "0.5"),
    rate("USD", "2026-03-10", "0.8"),
    rate("USD", "2026-04-01", "7"),
    rate("USD", "2026-01-01", "10", into="SEK"),
]


def test_rates_are_those_in_force_just_before_the_period_ends_and_begins(make_lake, workspace_of) -> None:
    workspace = workspace_of(make_lake(subscriptions=IN_TWO, exchange_rates=RATES))
    found = rates_for(workspace, ask(currency="EUR"))
    assert found.to_pylist() == [
        {"currency": "EUR", "report_rate": Decimal(1), "opening_rate": Decimal(1)},
        {"currency": "USD", "report_rate": Decimal("0.8"), "opening_rate": Decimal("0.5")},
    ]


def test_a_currency_first_paid_in_the_period_needs_no_rate_before_it(make_lake, workspace_of) -> None:
    lake = make_lake(
        subscriptions=IN_TWO.replace("2 2026-01-01", "2 2026-03-15"),
        exchange_rates=[rate("USD", "2026-03-10", "0.8")],
    )
    found = rates_for(workspace_of(lake), ask(currency="EUR")).to_pylist()
    assert found[1] == {"currency": "USD", "report_rate": Decimal("0.8"), "opening_rate": Decimal("0.8")}


def test_nothing_is_converted_where_one_currency_is_paid_or_amounts_do_not_matter(
    make_lake, workspace_of
) -> None:
    one = workspace_of(make_lake(subscriptions=PAYING))
    assert rates_for(one, ask()) is None
    assert rates_for(one, ask(currency="EUR")) is None
    two = workspace_of(make_lake(subscriptions=IN_TWO))
    assert rates_for(two, ask("customer_churn")) is None


def test_several_currencies_without_one_to_report_in_or_without_a_rate_are_refused(
    make_lake, workspace_of
) -> None:
    workspace = workspace_of(make_lake(subscriptions=IN_TWO))
    with pytest.raises(BadInput, match="Customers pay in EUR, USD: say which currency to report in"):
        rates_for(workspace, ask())
    with pytest.raises(
        BadInput, match="There is no exchange rate from USD to EUR in force just before 2026-04-01: add one"
    ):
        rates_for(workspace, ask(currency="EUR"))


def test_days_are_those_on_which_something_ends_each_once_in_order(make_lake, workspace_of) -> None:
    lake = make_lake(
        subscriptions="1 2026-01-01 2026-03-01 100\n2 2026-01-01 - 100",
        departures=[
            {
                "departure_id": "d",
                "customer_id": "1",
                "notice_on": "2026-02-01",
                "contract_ends_on": "2026-03-01",
                "kind": "voluntary",
            }
        ],
    )
    days = [date(2026, 2, 1), date(2026, 3, 1)]
    assert days_of(workspace_of(lake)).to_pylist() == [
        {"on_date": day, "day_no": day.toordinal()} for day in days
    ]
