import pytest

from karn.engine.readers import sniff_formats
from karn.engine.tables import Column, Type
from karn.kernel.errors import BadInput

COLUMNS = (
    Column("day", Type.DATE, ""),
    Column("until", Type.DATE, ""),
    Column("amount", Type.MONEY, ""),
    Column("fee", Type.MONEY, ""),
)


@pytest.mark.parametrize(
    ("rows", "orders", "marks"),
    [
        ("31-12-2024;;1,5;", ("dmy", "ymd"), ("comma", "comma")),
        ("12/31/2024;;1.5;", ("mdy", "ymd"), ("point", "point")),
        ("2024-12-31;3.4.2024;1;2", ("ymd", "dmy"), ("point", "point")),
        ("03/04/2024;;1.234;", (None, "ymd"), (None, "point")),
        ("03/04/2024;31/12/2024;1.234;1,5", ("dmy", "dmy"), ("comma", "comma")),
        ("03/03/2024;05/06/2024;1;0.125", ("dmy", None), ("point", "point")),
        ("45000;;1,234,567;1,234", ("serial", "ymd"), ("point", "point")),
        ("20241231;;1 234,5;1'234", ("ymd", "ymd"), ("comma", "comma")),
        ("31/01/2024;;1,5;2.50", ("dmy", "ymd"), ("comma", "point")),
    ],
)
def test_formats_are_told_from_the_values(read, rows, orders, marks) -> None:
    upload = read(f"day;until;amount;fee\n{rows}\n")
    formats = sniff_formats(upload, COLUMNS, {name: name for name in upload.columns})
    assert (tuple(formats.date_order.values()), tuple(formats.decimal.values())) == (orders, marks)
    told = {**formats.date_order, **formats.decimal}
    assert formats.ambiguous == tuple(name for name, kind in told.items() if kind is None)


def test_one_slip_among_many_does_not_stop_the_file(read) -> None:
    upload = read("day;x\n" + "31-12-2024;1\n" * 30 + "12-31-2024;1\n")
    assert sniff_formats(upload, COLUMNS, {"day": "day"}).date_order == {"day": "dmy"}


def test_two_orders_are_refused(read) -> None:
    upload = read("day;x\n31-12-2024;1\n12-31-2024;1\n")
    with pytest.raises(BadInput, match="make them one order"):
        sniff_formats(upload, COLUMNS, {"day": "day"})
