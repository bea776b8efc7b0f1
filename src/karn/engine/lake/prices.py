"""Prices as a billing program exports them (per piece, per interval, with a discount) as MRR.

METRICS.md: the net price in force ÷ the months in the interval, quantity included; trials excluded; a
pause is MRR 0 with the amount on hold beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from karn.engine.billing import INTERVALS, STATES
from karn.engine.mrr import monthly_amount
from karn.engine.readers import guess_mapping
from karn.engine.readers.headings import plain
from karn.engine.tables import TABLES, Column, Type
from karn.kernel.errors import BadInput

AMOUNT = Column(
    "amount",
    Type.MONEY,
    "Net price of one piece per interval.",
    required=True,
    aliases=("price", "unit price", "prijs", "bedrag", "pris", "belopp"),
)
INTERVAL = Column(
    "interval",
    Type.CHOICE,
    "How often the price is charged.",
    required=True,
    choices=tuple(INTERVALS),
    aliases=(
        "billing interval", "billing period", "frequency", "periode", "frequentie", "termijn",
        "betaaltermijn", "faktureringsperiod", "period",
    ),
)  # fmt: skip
QUANTITY = Column("quantity", Type.NUMBER, "How many; empty = 1.", aliases=("seats", "aantal", "antal"))
DISCOUNT = Column(
    "discount_percent",
    Type.NUMBER,
    "Discount in per cent; empty = none.",
    aliases=("discount", "korting", "rabatt"),
)
DISCOUNT_ENDS = Column(
    "discount_ends_on",
    Type.DATE,
    "First day without the discount; empty = it stays.",
    aliases=("discount until", "discount ends", "korting tot", "rabatt till"),
)
STATUS = Column(
    "status",
    Type.CHOICE,
    "Active, paused or on trial; empty = active.",
    choices=tuple(STATES),
    aliases=("state", "toestand"),
)
PARTS = (INTERVAL, QUANTITY, DISCOUNT)
PRICE = (AMOUNT, *PARTS)
PRICED = (*PRICE, DISCOUNT_ENDS, STATUS)
MONEY = pa.decimal128(18, 6)


def price_columns(source: str, headings: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns to read a subscriptions file by: with `mrr`, or with what makes it.

    A price is taken for a monthly amount only where nothing in the file says that it depends on an
    interval, a quantity or a discount: a yearly price would count twelvefold, and nobody would see it.
    Raises BadInput where a price depends on something and no column says how often it is charged.
    """
    declared = TABLES["subscriptions"].columns
    priced = guess_mapping(headings, PRICE)
    parts = [priced[column.name] for column in PARTS if column.name in priced]
    monthly = guess_mapping(headings, declared).get("mrr")
    if AMOUNT.name not in priced or not parts or (monthly and plain(monthly) != plain(priced[AMOUNT.name])):
        return declared
    if INTERVAL.name not in priced:
        named = ", ".join(f"“{part}”" for part in parts)
        raise BadInput(
            f"{source}: “{priced[AMOUNT.name]}” depends on {named}, and no column says how often it is "
            "charged. Add a column interval (month, quarter, year …), or one with the monthly amount, mrr."
        )
    return (*(column for column in declared if column.name != "mrr"), *PRICED)


def put_in_months(source: str, valid: Path, *, stripe_forever_only: bool = False) -> None:
    """Rewrite the checked rows at `valid`, read by :func:`price_columns`: `mrr` in place of a price.

    A discount subtracts while it is in force: where it ends within a state, the state becomes two.
    With `stripe_forever_only` a discount that ends never subtracts. Trials go; of a pause the amount
    stands in `paused_mrr`. Raises BadInput with the line of a price that makes no monthly amount.
    """
    with pq.ParquetFile(valid) as file:
        if AMOUNT.name not in file.schema_arrow.names:
            return
        batches = (
            _by_status(_with_mrr(source, piece))
            for batch in file.iter_batches()
            for piece in _by_discount(batch, stripe_forever_only=stripe_forever_only)
        )
        done = pa.Table.from_batches(batches, _schema(file))
    changed = valid.with_suffix(".months.parquet")
    pq.write_table(done, changed, compression="zstd")
    changed.replace(valid)


def _schema(file: pq.ParquetFile) -> pa.Schema:
    gone = {column.name for column in PRICED}
    kept = [field for field in file.schema_arrow if field.name not in gone]
    return pa.schema([*kept, pa.field("mrr", MONEY)])


def _with_mrr(source: str, batch: pa.RecordBatch) -> pa.RecordBatch:
    cells = (batch.column(column.name).to_pylist() for column in PRICE)
    amounts = [
        _monthly(f"{source}, line {line}", price)
        for line, *price in zip(batch.column("line").to_pylist(), *cells, strict=True)
    ]
    batch = batch.drop_columns([column.name for column in (*PRICE, DISCOUNT_ENDS)])
    return batch.append_column("mrr", pa.array(amounts, MONEY))


def _monthly(place: str, price: Sequence[Any]) -> Decimal:
    try:
        return _monthly_amount(*price)
    except BadInput as error:
        raise BadInput(f"{place}: {error}") from None


@lru_cache(maxsize=100_000)
def _monthly_amount(amount: Decimal, interval: str, quantity: float | None, percent: float | None) -> Decimal:
    return monthly_amount(
        amount,
        interval=INTERVALS[interval],
        quantity=Decimal(str(1 if quantity is None else quantity)),
        discount_percent=Decimal(str(percent or 0)),
    )


def _by_discount(batch: pa.RecordBatch, *, stripe_forever_only: bool) -> Iterator[pa.RecordBatch]:
    """Give the states in pieces: with their discount, without it, and those in which it ends, as two."""
    starts, ends = batch.column("starts_on"), batch.column("ends_on")
    until = batch.column(DISCOUNT_ENDS.name).cast(starts.type)
    if stripe_forever_only:
        over, within = pc.is_valid(until), pa.array([False] * len(batch))
    else:
        over = pc.fill_null(pc.less_equal(until, starts), fill_value=False)
        cut = pc.fill_null(pc.less(until, ends), fill_value=True)
        within = pc.and_(pc.and_(pc.is_valid(until), cut), pc.invert(over))
    yield batch.filter(pc.invert(pc.or_(over, within)))
    yield _without_discount(batch.filter(over))
    ending, cuts = batch.filter(within), until.filter(within)
    yield _put(_put(ending, "ends_on", cuts), "end_kind", pa.nulls(len(cuts), pa.string()))
    yield _without_discount(_put(ending, "starts_on", cuts))


def _without_discount(batch: pa.RecordBatch) -> pa.RecordBatch:
    return _put(batch, DISCOUNT.name, pa.nulls(len(batch), pa.float64()))


def _by_status(batch: pa.RecordBatch) -> pa.RecordBatch:
    states = pc.fill_null(batch.column(STATUS.name), "active")
    named = pa.array([STATES[state] for state in states.to_pylist()], pa.string())
    paused = pc.equal(named, "paused")
    mrr, held = batch.column("mrr"), batch.column("paused_mrr")
    on_hold = pc.if_else(paused, pc.coalesce(held, mrr), held)
    batch = _put(batch, "paused_mrr", on_hold)
    batch = _put(batch, "mrr", pc.if_else(paused, pa.scalar(Decimal(0), MONEY), mrr))
    return batch.drop_columns([STATUS.name]).filter(pc.not_equal(named, "trial"))


def _put(batch: pa.RecordBatch, name: str, column: pa.Array) -> pa.RecordBatch:
    place = batch.schema.get_field_index(name)
    return batch.set_column(place, batch.schema.field(place), column)
