"""The nightly backup: where `KARN_BACKUPS` names a folder, Karn writes one there and keeps the last ones."""

from __future__ import annotations

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext_lazy as _

from karn.kernel.errors import BadInput, message
from karn.platform.backups.taking import make_backup, remove_old_backups
from karn.platform.quarantine import in_quarantine
from karn.platform.runs import Job, RunHandle

KEPT = 14
NOT_A_COPY = message("This is a restored copy: it makes no backups until somebody releases it.")
NO_FOLDER = message("The folder of backups (KARN_BACKUPS) is not there.")


def back_up(run: RunHandle) -> None:
    """Write a backup into the folder of the installation, and delete the oldest of its own there."""
    if in_quarantine():
        # A restored copy is taken for the installation it came from: it would delete that one's backups.
        raise BadInput(NOT_A_COPY)
    data, folder = settings.INSTALLATION.data, settings.INSTALLATION.backups
    if folder is None or not folder.is_dir():
        raise BadInput(NO_FOLDER)
    make_backup(data, connections["default"].settings_dict, folder, at=run.at)
    remove_old_backups(folder, keep=KEPT, of=data)


BACKING_UP = Job("platform.backup", _("Backup"), back_up, nightly=True)
"""Registered where there is a folder to write into."""
