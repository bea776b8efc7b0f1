"""Uploads: sniff, parse and validate, in a limited child process.

Read a file with :func:`read_upload`, guess its columns with :func:`guess_mapping`, check its rows with
:func:`check_rows`. The import door and ``karn lake build`` use the same three.

Names are loaded when first used: the child that reads a stranger's file needs no database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from karn.engine.readers.checks import LINE_NUMBER, Checked, check_rows
    from karn.engine.readers.dialects import Dialect
    from karn.engine.readers.formats import DateOrder, DecimalMark, Formats, sniff_formats
    from karn.engine.readers.headings import guess_mapping
    from karn.engine.readers.limits import LIMITS, Limits
    from karn.engine.readers.uploads import Upload, preview, read_upload

__all__ = [
    "LIMITS",
    "LINE_NUMBER",
    "Checked",
    "DateOrder",
    "DecimalMark",
    "Dialect",
    "Formats",
    "Limits",
    "Upload",
    "check_rows",
    "guess_mapping",
    "preview",
    "read_upload",
    "sniff_formats",
]

_HOMES = {
    "LIMITS": "limits",
    "LINE_NUMBER": "checks",
    "Checked": "checks",
    "DateOrder": "formats",
    "DecimalMark": "formats",
    "Dialect": "dialects",
    "Formats": "formats",
    "Limits": "limits",
    "Upload": "uploads",
    "check_rows": "checks",
    "guess_mapping": "headings",
    "preview": "uploads",
    "read_upload": "uploads",
    "sniff_formats": "formats",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
