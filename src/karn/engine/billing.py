"""The words billing exports use, in English, Dutch and Swedish: how often a price is charged, its state.

In lower case, with an underscore for blanks and hyphens, as the reader hands choices over.
"""

from __future__ import annotations

INTERVALS: dict[str, str] = {
    "day": "day", "daily": "day", "dag": "day", "per_dag": "day", "dagelijks": "day", "dagligen": "day",
    "week": "week", "weekly": "week", "per_week": "week", "wekelijks": "week", "vecka": "week",
    "4_week": "four_weeks", "4_weeks": "four_weeks", "four_weeks": "four_weeks", "4_weken": "four_weeks",
    "vier_weken": "four_weeks", "4_veckor": "four_weeks",
    "month": "month", "monthly": "month", "maand": "month", "per_maand": "month", "maandelijks": "month",
    "månad": "month", "per_månad": "month", "månadsvis": "month",
    "quarter": "quarter", "quarterly": "quarter", "kwartaal": "quarter", "per_kwartaal": "quarter",
    "kvartal": "quarter", "kvartalsvis": "quarter",
    "year": "year", "yearly": "year", "annual": "year", "annually": "year", "jaar": "year",
    "per_jaar": "year", "jaarlijks": "year", "år": "year",
    "per_år": "year", "årsvis": "year", "årligen": "year",
}  # fmt: skip
"""Word → a key of :data:`karn.engine.mrr.MONTHS_IN_INTERVAL`."""

STATES: dict[str, str] = {
    "active": "active", "actief": "active", "lopend": "active", "aktiv": "active",
    "past_due": "active", "canceled": "active", "cancelled": "active", "ended": "active",
    "opgezegd": "active", "beëindigd": "active", "uppsagd": "active", "avslutad": "active",
    "trial": "trial", "trialing": "trial", "proef": "trial", "proefperiode": "trial", "prov": "trial",
    "provperiod": "trial",
    "paused": "paused", "pause": "paused", "gepauzeerd": "paused", "pauze": "paused", "pausad": "paused",
}  # fmt: skip
"""Word → ``active``, ``trial`` or ``paused``; that a subscription ended is said by its last day."""
