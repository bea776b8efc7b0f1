"""The declared tables fit together."""

import pytest

from karn.engine.tables import DEPARTURE_KINDS, TABLES, Table, Type, table_named
from karn.kernel.errors import UnknownName

EVERY = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())


@EVERY
def test_a_row_is_identified_by_columns_that_are_always_filled(table: Table) -> None:
    always = {column.name for column in table.columns if column.required and not column.nullable}
    assert set(table.grain) <= always
    assert table.required == tuple(column.name for column in table.columns if column.required)


@EVERY
def test_a_column_has_one_name_and_a_sentence(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert [column.name for column in table.columns if not column.means.endswith(".")] == []


@EVERY
def test_choices_stand_where_something_is_to_choose(table: Table) -> None:
    for column in table.columns:
        assert bool(column.choices) == (column.type is Type.CHOICE)
        assert column.default is None or column.default in column.choices


@EVERY
def test_columns_in_order_are_of_one_type(table: Table) -> None:
    for first, second in table.ordered:
        assert table.column(first).type == table.column(second).type


def test_an_amount_stands_beside_its_currency() -> None:
    told = {name for name, table in TABLES.items() if any(c.type is Type.MONEY for c in table.columns)}
    with_currency = {
        name for name, table in TABLES.items() if any(c.type is Type.CURRENCY for c in table.columns)
    }
    assert told - with_currency == {"costs"}  # in the reporting currency


def test_a_table_and_a_column_are_found_by_name() -> None:
    assert table_named("departures").column("kind").choices == DEPARTURE_KINDS


def test_an_unknown_table_or_column_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"There is no table “customer”\. Did you mean customers\?"):
        table_named("customer")
    with pytest.raises(UnknownName, match=r"There is no column “order”.* Known: order_id, customer_id"):
        table_named("orders").column("order")
