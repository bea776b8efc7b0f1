"""A customer's timeline as a whole: for files."""

from __future__ import annotations

from heapq import merge
from zoneinfo import ZoneInfo

from karn.platform.timeline import Entry, Reach, sources

MOST = 20_000
"""So many entries of each source, the newest: more than anybody reads, and few enough to hold."""


def whole_timeline(customer_id: int, *, zone: ZoneInfo, kind: str = "") -> list[Entry]:
    """Return everything that happened with a customer, newest first; of one kind, or of all where none is so.

    One query for each source.
    """
    kinds = {source.kind for source in sources()}
    asked = sources(kind if kind in kinds else "")
    lists = [source.entries(customer_id, Reach(zone), MOST) for source in asked]
    return list(merge(*lists, key=lambda entry: entry.place))
