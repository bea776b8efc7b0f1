"""Reads of segments and saved views."""

from karn.apps.segments.queries.members import condition_of, customers_in, ids_in
from karn.apps.segments.queries.segments import (
    may_change,
    segment_asked,
    segment_for,
    segments_for,
    segments_offered,
)

__all__ = [
    "condition_of",
    "customers_in",
    "ids_in",
    "may_change",
    "segment_asked",
    "segment_for",
    "segments_for",
    "segments_offered",
]
