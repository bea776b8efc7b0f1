"""Reads of who is at risk, why, and what is done about it."""

from karn.apps.threats.queries.signals import (
    AtRisk,
    Reason,
    at_risk,
    latest_observation,
    open_signals,
    reason_of,
    reasons_of,
    running_signals,
    signals_of,
    threatened_on,
    watched_among,
    watched_on,
)

__all__ = [
    "AtRisk",
    "Reason",
    "at_risk",
    "latest_observation",
    "open_signals",
    "reason_of",
    "reasons_of",
    "running_signals",
    "signals_of",
    "threatened_on",
    "watched_among",
    "watched_on",
]
