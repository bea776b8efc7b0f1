"""The frames every figure begins with: price states, their deltas, and those summed along a customer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd
import pyarrow.parquet as pq

from benchmarks.made_lake import PERIOD, MadeLake

T = TypeVar("T")
COLUMNS = ["customer_id", "starts_on", "ends_on", "mrr", "end_kind"]
FIRST_YEAR = PERIOD.starts_on.year
END = pd.Timestamp(PERIOD.ends_on)
MONTHS = pd.RangeIndex(1, 37, name="month")
"""The months of the period, counted from 1."""


class Frames:
    """A lake in memory; what several figures need is made once, as in a notebook.

    Amounts are floats, days are datetimes, months are counted from 1. With `numbered` the customers'
    ids become integers (`pandas.factorize`) right after reading, which makes every grouping cheaper;
    else they stay the text they are in the file.
    """

    def __init__(self, lake: MadeLake, *, numbered: bool = False) -> None:
        """Remember where the lake is; nothing is read yet."""
        self.lake = lake
        self.numbered = numbered
        self._made: dict[str, Any] = {}

    def once(self, step: Callable[[Frames], T]) -> T:
        """Return `step` of these frames, computed the first time it is asked for."""
        if step.__name__ not in self._made:
            self._made[step.__name__] = step(self)
        made: T = self._made[step.__name__]
        return made

    @cached_property
    def states(self) -> pd.DataFrame:
        """One row per price state: customer, starts_on, ends_on, mrr, end_kind."""
        table = pq.read_table(self.lake.tables["subscriptions"], columns=COLUMNS)
        table = table.set_column(3, "mrr", table["mrr"].cast("double"))
        states: pd.DataFrame = table.to_pandas(date_as_object=False)
        states = states.rename(columns={"customer_id": "customer"})
        if self.numbered:
            states["customer"] = pd.factorize(states["customer"])[0]
        return states

    @cached_property
    def deltas(self) -> pd.DataFrame:
        """Plus at the start and minus at the end, until the period is over: customer, day, held."""
        starts = self.states.loc[self.states["starts_on"] < END, ["customer", "starts_on", "mrr"]]
        ends = self.states.loc[self.states["ends_on"] < END, ["customer", "ends_on", "mrr"]]
        columns = ["customer", "day", "held"]
        ends = ends.set_axis(columns, axis=1).assign(held=lambda frame: -frame["held"])
        return pd.concat([starts.set_axis(columns, axis=1), ends], ignore_index=True)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """Customer-days netted, without those that net to nothing: customer, day, held, after, month."""
        daily = self.deltas.groupby(["customer", "day"])["held"].sum().reset_index()
        daily = daily[daily["held"] != 0].reset_index(drop=True)
        daily["after"] = daily.groupby("customer", sort=False)["held"].cumsum()
        daily["month"] = month_of(daily["day"])
        return daily

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Customer-months netted, those that net to nothing too: customer, month, held, after."""
        deltas = self.deltas.assign(month=month_of(self.deltas["day"]))
        monthly = deltas.groupby(["customer", "month"])["held"].sum().reset_index()
        monthly["after"] = monthly.groupby("customer", sort=False)["held"].cumsum()
        return monthly


def month_of(days: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    """Number the months of `days`, the period's first one 1."""
    return 12 * (days.dt.year - FIRST_YEAR) + days.dt.month


def begins(frame: pd.DataFrame) -> pd.Series[bool]:
    """Mark the first row of each customer; the rows are sorted by customer."""
    return frame["customer"] != frame["customer"].shift()
