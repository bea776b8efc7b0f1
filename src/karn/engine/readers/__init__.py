"""Uploads: sniff, parse and validate, in a limited child process.

Read a file with :func:`read_upload`, guess its columns with :func:`guess_mapping`, check its rows with
:func:`check_rows`. The import door and ``karn lake build`` use the same three.
"""

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
