"""What a person should know about this installation, each with what to do where something is to be done."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karn.apps.company.queries import company_or_none
from karn.apps.desk.queries.state import LITTLE_SPACE
from karn.apps.exits.models import Answer
from karn.apps.exits.queries.holders import KEY as EXITS_KEY
from karn.apps.mailing.queries.digests import flaw_of_key, standing_count
from karn.apps.people.models import AuditEntry
from karn.platform.backups.contents import key_files, strangers
from karn.platform.backups.taking import last_backup
from karn.platform.quarantine import in_quarantine
from karn.platform.runs import all_jobs
from karn.platform.runs.nights import last_night
from karn.platform.runs.workers import swept_at
from karn.platform.static_files import are_collected
from karn.platform.upgrades import pending_migrations

OLD_BACKUP = timedelta(days=2)
OLD_NIGHT = timedelta(days=2)
SKEW = timedelta(minutes=5)
LARGE_LOG = 2**30
"""Bytes of SQLite's log: with more, somebody has read for very long, or cannot empty it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is like, and what to do, nothing where all is well."""

    code: str
    told: str
    advice: str = ""


def examine(at: datetime) -> Iterator[Finding]:
    """Look at everything that can be known quickly: reads no rows of customers, changes nothing."""
    yield _python()
    yield _disk()
    yield from _permissions()
    yield from _migrations()
    yield _database()
    yield from _clock(at)
    yield _static_files()
    yield _mail()
    yield _objections()
    yield _exit_answers()
    yield _worker()
    yield from _nights(at)
    yield backup_finding(at)
    yield _quarantine()
    yield _strangers()


def _python() -> Finding:
    return Finding("python", f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.INSTALLATION.data).free
    advice = _("Make room on the disk of the data folder.") if free < LITTLE_SPACE else ""
    return Finding("disk", f"{free / 2**30:,.1f} GB free", advice)


def _permissions() -> Iterator[Finding]:
    data: Path = settings.INSTALLATION.data
    # Karn's own PostgreSQL runs as somebody else where Karn runs as root: that one must get through.
    allowed = 0o711 if (data / "postgres").exists() else 0o700
    open_ = stat.S_IMODE(data.stat().st_mode) & ~allowed
    advice = _("Others on this machine can look into the data folder: chmod 700 it.") if open_ else ""
    yield Finding("folder", f"{data} ({stat.filemode(data.stat().st_mode)})", advice)
    loose = [key.name for key in key_files(data) if stat.S_IMODE(key.stat().st_mode) & 0o077]
    advice = (
        _("Others can read these keys: chmod 600 %(names)s.") % {"names": ", ".join(loose)} if loose else ""
    )
    yield Finding("keys", f"{len(key_files(data))} files", advice)


def _migrations() -> Iterator[Finding]:
    behind = pending_migrations()
    advice = _("Back up, try “karn upgrade --check”, then start Karn anew.") if behind else ""
    yield Finding("migrations", f"{len(behind)} to run" if behind else "none to run", advice)


def _database() -> Finding:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return Finding("database", f"PostgreSQL {cursor.fetchone()[0]}")
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    size = log.stat().st_size if log.exists() else 0
    with connection.cursor() as cursor:
        mode = str(cursor.execute("PRAGMA journal_mode").fetchone()[0])
    advice = _("The database's log does not get smaller: start Karn anew.") if size > LARGE_LOG else ""
    if mode not in {"wal", "memory"}:
        advice = _("The database does not keep a log (WAL): is the data folder on a network disk?")
    return Finding(
        "database", f"SQLite {sqlite3.sqlite_version}, log {size / 2**20:,.1f} MB ({mode})", advice
    )


def _clock(at: datetime) -> Iterator[Finding]:
    newest = AuditEntry.objects.order_by("-number").values_list("at", flat=True).first()
    advice = ""
    if newest and newest > at + SKEW:
        advice = _("The clock goes wrong: the audit log has entries from later than now.")
    yield Finding("clock", f"{at:%Y-%m-%d %H:%M} UTC", advice)
    company = company_or_none()
    advice = "" if company else _("Set the company up: karn init.")
    yield Finding("company", company.zone if company else "not set up", advice)


def _static_files() -> Finding:
    return Finding("static files", "collected" if are_collected() else "collected at the next start")


def _mail() -> Finding:
    route = settings.INSTALLATION.mail_route
    if route == "folder":
        return Finding("mail", "written into the folder mail, none leaves (KARN_MAIL_URL sends it)")
    return Finding("mail", f"by {route}, from {settings.INSTALLATION.mail_from}")


def _exit_answers() -> Finding:
    """Without its key nobody's answer can be handed out or erased any more."""
    count = Answer.objects.exclude(holder="").count()
    lost = count > 0 and not (settings.INSTALLATION.data / EXITS_KEY).exists()
    advice = _("The key exits.key is missing: bring it back from the file of keys.") if lost else ""
    return Finding("exit answers", f"{count:,} that one leaver each can ask for", advice)


def _objections() -> Finding:
    flaw = flaw_of_key()
    return Finding("objections", f"{standing_count():,} addresses closed to mail", _(flaw) if flaw else "")


def _worker() -> Finding:
    swept = swept_at()
    if swept is None:
        return Finding(
            "worker", "none", _("Nothing works in the background: start “karn serve” or “karn work”.")
        )
    return Finding("worker", f"at work, {swept:%H:%M:%S} UTC")


def _nights(at: datetime) -> Iterator[Finding]:
    for job in all_jobs():
        if not job.nightly or (run := last_night(job)) is None:
            continue
        advice = ""
        if run.failure:
            advice = _("The nightly work failed: look at the page of runs.")
        elif run.asked_at < at - OLD_NIGHT:
            advice = _("The nightly work did not run last night: does Karn run at night?")
        yield Finding(f"nightly {job.name}", f"{run.night} ({run.state})", advice)


def backup_finding(at: datetime) -> Finding:
    """Say how old the last backup is that was made of this data folder."""
    last = last_backup(settings.INSTALLATION.data)
    if last is None:
        return Finding(
            "backup", "never", _("There is no backup yet: karn backup FOLDER, best on another disk.")
        )
    days = (at - last.at).days
    advice = ""
    if at - last.at > OLD_BACKUP:
        advice = ngettext(
            "The last backup is %(days)s day old.", "The last backup is %(days)s days old.", days
        ) % {"days": days}
    elif not last.file.exists():
        advice = _("The last backup is not where it was written any more: is it somewhere else?")
    return Finding("backup", f"{last.at:%Y-%m-%d %H:%M} UTC, {last.file}", advice)


def _quarantine() -> Finding:
    kept = in_quarantine()
    if kept is None:
        return Finding("quarantine", "no")
    return Finding(
        "quarantine", f"restored from {kept.backup}", _("This is a restored copy: it sends nothing.")
    )


def _strangers() -> Finding:
    names = strangers(settings.INSTALLATION.data)
    advice = ""
    if names:
        advice = _("No backup takes these from the data folder: %(names)s.") % {"names": ", ".join(names)}
    return Finding("other files", f"{len(names)}", advice)
