"""Analytics without Django: tables in, numbers out.

    from karn.engine import open_lake, run_metric
    with open_lake("my-lake") as lake:
        run_metric(lake, "customer_churn", Period(date(2026, 3, 1), date(2026, 4, 1))).rows()

Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from karn.engine.lake import Lake, open_lake
    from karn.engine.metrics.answer import Answer
    from karn.engine.metrics.catalogue import METRICS, metric_named
    from karn.engine.run import Session, rows_behind, run_metric

__all__ = ["METRICS", "Answer", "Lake", "Session", "metric_named", "open_lake", "rows_behind", "run_metric"]

_HOMES = {
    "Lake": "karn.engine.lake",
    "open_lake": "karn.engine.lake",
    "Answer": "karn.engine.metrics.answer",
    "METRICS": "karn.engine.metrics.catalogue",
    "metric_named": "karn.engine.metrics.catalogue",
    "Session": "karn.engine.run",
    "rows_behind": "karn.engine.run",
    "run_metric": "karn.engine.run",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
