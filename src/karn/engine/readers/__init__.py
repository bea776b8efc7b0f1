"""Uploads: sniff, parse and validate, in a limited child process."""

from karn.engine.readers.dialects import Dialect
from karn.engine.readers.limits import LIMITS, Limits
from karn.engine.readers.uploads import Upload, preview, read_upload

__all__ = ["LIMITS", "Dialect", "Limits", "Upload", "preview", "read_upload"]
