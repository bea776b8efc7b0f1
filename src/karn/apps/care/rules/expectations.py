"""When an expectation is confirmed, and when it is asked about again. Pure functions of days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

NOW, SHORT, LONG = "now", "short", "long"
HORIZONS: Final = (NOW, SHORT, LONG)

ASK_AFTER: Final = {NOW: 30, SHORT: 90, LONG: 180}
"""So many days after it was confirmed an expectation is asked about again, by its horizon."""

BELIEVED_DAYS: Final = 14
"""What only we believe is asked about within so many days."""

AGAIN_DAYS: Final = 14
"""Asked about without an answer, it is asked about once more after so many days."""


def ask_again_on(horizon: str, *, on: date, confirmed: bool) -> date:
    """Return the day on which to ask again about what was written down or confirmed on `on`."""
    return on + timedelta(days=ASK_AFTER[horizon] if confirmed else BELIEVED_DAYS)


def is_confirmed(
    *, confirmed_on: date | None, voice_left_on: date | None, confirmer_left_on: date | None, on: date
) -> bool:
    """Say whether an expectation counts as confirmed by the client on `on`.

    Somebody there confirmed it, who is still there. What was voiced by somebody who left meanwhile counts
    only if somebody confirmed it since.
    """
    if confirmed_on is None or _left(confirmer_left_on, on):
        return False
    return not _left(voice_left_on, on) or (voice_left_on is not None and confirmed_on >= voice_left_on)


def _left(left_on: date | None, on: date) -> bool:
    return left_on is not None and left_on <= on
