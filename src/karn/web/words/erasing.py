"""What became of rows and files when a person was erased, in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FATES: Final[dict[str, Promise]] = {
    "deleted": _("deleted"),
    "emptied": _("emptied"),
    "scrubbed": _("name taken out"),
}

DONE_WITH_FILES: Final[dict[str, Promise]] = {
    "refused_cells": _("refused cells deleted"),
    "upload_rows": _("rows cut out of refused rows"),
    "uploads": _("waiting files thrown away"),
    "lake_tables": _("tables for the figures rewritten"),
    "same_person": _("further records of the same person, each with a certificate of its own"),
    "answers": _("stored figures without the name"),
}
