"""The same figures in idiomatic pandas, in the same delta form: what an analyst would write."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq

from benchmarks.made_lake import MadeLake

MONTHS = 36
COLUMNS = ["customer_id", "starts_on", "ends_on", "mrr"]


def read_deltas(lake: MadeLake) -> pd.DataFrame:
    """Read the price states and return + at the start and - at the end, with the month counted from 1."""
    table = pq.read_table(lake.tables["subscriptions"], columns=COLUMNS)
    states = table.set_column(3, "mrr", table["mrr"].cast("double")).to_pandas()
    starts = states[["customer_id", "starts_on", "mrr"]].set_axis(["customer_id", "day", "held"], axis=1)
    ends = states.dropna(subset=["ends_on"])[["customer_id", "ends_on", "mrr"]]
    ends = ends.set_axis(["customer_id", "day", "held"], axis=1).assign(held=lambda frame: -frame["held"])
    deltas = pd.concat([starts, ends], ignore_index=True)
    deltas["day"] = pd.to_datetime(deltas["day"])
    return deltas


def movements(lake: MadeLake) -> pd.DataFrame:
    """MRR and customers per month and movement."""
    daily = read_deltas(lake).groupby(["customer_id", "day"], as_index=False, sort=True)["held"].sum()
    daily = daily[daily["held"] != 0]
    after = daily.groupby("customer_id")["held"].cumsum()
    before, first = after - daily["held"], daily.groupby("customer_id").cumcount() == 0
    daily["movement"] = "contraction"
    daily.loc[daily["held"] > 0, "movement"] = "expansion"
    daily.loc[(before <= 0) & (after > 0), "movement"] = "reactivation"
    daily.loc[(before <= 0) & (after > 0) & first, "movement"] = "new"
    daily.loc[(before > 0) & (after <= 0), "movement"] = "churn"
    daily["month"] = _month(daily["day"])
    return daily.groupby(["month", "movement"])["held"].agg(["sum", "count"])


def customer_churn(lake: MadeLake) -> pd.DataFrame:
    """Opening customers and how many of them were gone at the close, per month."""
    deltas = read_deltas(lake)
    deltas["month"] = _month(deltas["day"])
    monthly = deltas.groupby(["customer_id", "month"], as_index=False, sort=True)["held"].sum()
    after = monthly.groupby("customer_id")["held"].cumsum()
    before = after - monthly["held"]
    monthly["lost"] = ((before > 0) & (after <= 0)).astype(int)
    monthly["came"] = ((before <= 0) & (after > 0)).astype(int)
    months = monthly.groupby("month")[["lost", "came"]].sum().reindex(range(1, MONTHS + 1), fill_value=0)
    months["opening"] = (months["came"] - months["lost"]).cumsum().shift(fill_value=0)
    return months


def _month(days: pd.Series) -> pd.Series:
    return 12 * (days.dt.year - 2023) + days.dt.month
