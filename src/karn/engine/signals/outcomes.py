"""What became of customers after a day: who left, and how a signal would have done on days of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from karn.engine.signals.looking import Looker

Thresholds = Mapping[str, Mapping[str, int]]
"""The thresholds of each signal, by its code."""


@dataclass(slots=True)
class Tally:
    """How one signal did: for how many it fired, and how many of those left in time.

    Who it fires for on one day after the other counts once, on the first of them.
    """

    fired: int = 0
    left: int = 0
    _before: frozenset[str] = field(default=frozenset(), repr=False)

    def count(self, found: Iterable[str], leavers: frozenset[str]) -> None:
        """Count who it fired for on the next day."""
        now = frozenset(found)
        new = now - self._before
        self.fired += len(new)
        self.left += len(new & leavers)
        self._before = now


@dataclass(slots=True)
class Replay:
    """What a replay counted: of how many looked at, so many left in time; and each signal's tally.

    `idle` are the signals that had nothing to look at up to the last of the days.
    """

    looked_at: int = 0
    leavers: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    idle: frozenset[str] = frozenset()


def replay(looker: Looker, days: Sequence[date], thresholds: Thresholds, *, within: int) -> Replay:
    """Look on each of `days`, oldest first, with each signal, and count who left within so many days."""
    done = Replay(tallies={code: Tally() for code in thresholds})
    for day in days:
        looker.look_on(day)
        watched, leavers = len(looker.watched()), looker.leavers(within)
        done.looked_at += watched
        done.leavers += len(leavers)
        for code, values in thresholds.items():
            found = looker.find(code, values)
            done.tallies[code].count((one.customer_id for one in found), leavers)
    if days:
        done.idle = frozenset(code for code in thresholds if not looker.has_material(code))
    return done
