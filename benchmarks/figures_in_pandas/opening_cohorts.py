"""What became of the customers a period opened with: churn and retention, monthly and trailing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.figures_in_pandas.frames import MONTHS, Frames, begins
from benchmarks.figures_in_pandas.rates import add_interval, add_value


def customer_churn(frames: Frames, span: int = 1) -> pd.DataFrame:
    """Of the opening customers, how many were gone at the close, with Wilson's interval."""
    counts = frames.once(turnover) if span == 1 else trailing_turnover(frames, span)
    rates = counts[["lost", "opening", "joined_and_left"]].set_axis(
        ["numerator", "denominator", "joined_and_left"], axis=1
    )
    add_value(rates)
    add_interval(rates)
    return rates.reset_index()


def gross_revenue_retention(frames: Frames, span: int = 1) -> pd.DataFrame:
    """What the opening customers still pay, each at most what he paid, over what they paid."""
    money = _money(frames, span)
    return _ratios(money["kept"], money["opening"])


def net_revenue_retention(frames: Frames, span: int = 1) -> pd.DataFrame:
    """What the opening customers pay at the close over what they paid."""
    money = _money(frames, span)
    return _ratios(money["closing"], money["opening"])


def gross_mrr_churn(frames: Frames) -> pd.DataFrame:
    """1 - gross revenue retention."""
    money = _money(frames, 1)
    return _ratios(money["opening"] - money["kept"], money["opening"])


def net_mrr_churn(frames: Frames) -> pd.DataFrame:
    """1 - net revenue retention."""
    money = _money(frames, 1)
    return _ratios(money["opening"] - money["closing"], money["opening"])


def _ratios(numerator: pd.Series, denominator: pd.Series) -> pd.DataFrame:
    ratios = pd.DataFrame({"numerator": numerator, "denominator": denominator})
    add_value(ratios)
    return ratios.reset_index()


def _money(frames: Frames, span: int) -> pd.DataFrame:
    return frames.once(retained) if span == 1 else trailing_retained(frames, span)


def turnover(frames: Frames) -> pd.DataFrame:
    """Per month: opening customers, lost, came, and who joined and left within it."""
    monthly = frames.monthly
    after = monthly["after"]
    before = after - monthly["held"]
    marks = pd.DataFrame(
        {
            "lost": (before > 0) & (after <= 0),
            "came": (before <= 0) & (after > 0),
            "joined_and_left": begins(monthly) & (after <= 0),
        }
    )
    counts = marks.groupby(monthly["month"]).sum().reindex(MONTHS, fill_value=0)
    counts["opening"] = (counts["came"] - counts["lost"]).cumsum().shift(fill_value=0)
    return counts


def retained(frames: Frames) -> pd.DataFrame:
    """Per month: what the opening customers paid, what of it was kept, and what they pay at the close.

    Customers without a change pay on what they paid, so only the changes are added up.
    """
    monthly = frames.monthly
    before = monthly["after"] - monthly["held"]
    changed = monthly["held"].where(before > 0, 0)
    changes = pd.DataFrame({"opening": monthly["held"], "kept": changed.clip(upper=0), "closing": changed})
    money = changes.groupby(monthly["month"]).sum().reindex(MONTHS, fill_value=0)
    money["opening"] = money["opening"].cumsum().shift(fill_value=0)
    money["kept"] += money["opening"]
    money["closing"] += money["opening"]
    return money


def trailing_turnover(frames: Frames, span: int) -> pd.DataFrame:
    """The counts of :func:`turnover` over `span` months back from the end of each month."""
    echoed = _echoed(frames, span)
    opening, closing = echoed["opening"], echoed["closing"]
    opening_then, closing_then = opening - echoed["opened"], closing - echoed["closed"]
    first = begins(echoed)
    over = echoed["month"].where(first).ffill() + span
    joined, joined_then = echoed["month"] < over, ~first & (echoed["month"] <= over)
    now = {
        "opening": opening > 0,
        "lost": (opening > 0) & (closing <= 0),
        "joined_and_left": joined & (closing <= 0),
    }
    then = {
        "opening": opening_then > 0,
        "lost": (opening_then > 0) & (closing_then <= 0),
        "joined_and_left": joined_then & (closing_then <= 0),
    }
    return _accumulated(pd.DataFrame(now).astype(int) - pd.DataFrame(then), echoed["month"])


def trailing_retained(frames: Frames, span: int) -> pd.DataFrame:
    """The amounts of :func:`retained` over `span` months back from the end of each month."""
    echoed = _echoed(frames, span)
    opening, closing = echoed["opening"], echoed["closing"]
    opening_then, closing_then = opening - echoed["opened"], closing - echoed["closed"]
    changes = {
        "opening": echoed["opened"],
        "kept": np.minimum(opening, closing) - np.minimum(opening_then, closing_then),
        "closing": closing.where(opening > 0, 0) - closing_then.where(opening_then > 0, 0),
    }
    return _accumulated(pd.DataFrame(changes), echoed["month"])


def _echoed(frames: Frames, span: int) -> pd.DataFrame:
    """Each monthly delta twice: in its month it enters the closing balance, `span` later the opening one."""
    monthly = frames.monthly[["customer", "month", "held"]]
    closed = monthly.rename(columns={"held": "closed"}).assign(opened=0.0)
    opened = monthly.rename(columns={"held": "opened"}).assign(closed=0.0, month=monthly["month"] + span)
    both = pd.concat([closed, opened[opened["month"] <= MONTHS[-1]]], ignore_index=True)
    echoed = both.groupby(["customer", "month"], as_index=False)[["opened", "closed"]].sum()
    balances = echoed.groupby("customer", sort=False)[["opened", "closed"]].cumsum()
    return echoed.assign(opening=balances["opened"], closing=balances["closed"])


def _accumulated(changes: pd.DataFrame, months: pd.Series) -> pd.DataFrame:
    return changes.groupby(months).sum().reindex(MONTHS, fill_value=0).cumsum()
