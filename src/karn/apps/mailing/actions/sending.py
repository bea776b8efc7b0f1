"""Sending what is due: claimed in a committed transaction, handed over, and told what became of it.

A mail is claimed by one worker, and only then handed over: whoever is killed in between leaves a claim, not
a second mail. What became of such a mail nobody knows; it is shown as that, and never sent again by itself.
"""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q

from karn.apps.company.queries import current_company, local_day
from karn.apps.mailing.actions.posting import Fate, FolderPost, Outcome, Post, file_of, opened_post
from karn.apps.mailing.actions.telling import tell_followers
from karn.apps.mailing.models import Kind, Mail, MailSettings, Purpose, Reason, State
from karn.apps.mailing.queries.composing import is_readable, kept_of, message_of, read_mail
from karn.apps.mailing.queries.limits import gone_this_hour, held_settings, wait_of
from karn.apps.mailing.queries.permission import may_mail_digest
from karn.apps.mailing.rules.addresses import breaks_a_line, is_machine, same_address
from karn.apps.mailing.rules.backoff import LEASE, STALE, wait_after
from karn.apps.mailing.rules.rendering import Rendered
from karn.kernel.errors import message as template
from karn.kernel.points import point
from karn.platform.links import make_link
from karn.platform.locks import Held, hold, is_held
from karn.platform.quarantine import in_quarantine

__all__ = ["UNSUBSCRIBE", "Sent", "send_due"]

UNSUBSCRIBE = "unsubscribe"
"""The purpose of the links with which a reader says: no more."""

KEEPS_STOP_LINKS = timedelta(days=3 * 365)
WORKERS = "mail-workers"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one round, by :class:`State`; `waiting` are those that must wait, `stopped` says why."""

    counts: Counter[str]
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    mail: Mail
    message: EmailMultiAlternatives
    stored: Rendered


def send_due(*, at: datetime, worker: str = "", limit: int = 100, post: Post | None = None) -> Sent:
    """Send what is due at `at`, at most `limit` mails; return what became of how many.

    `worker` names who sends; two at once have two names (without one, a new one). Mails that a killed
    worker had claimed become unknown first. Nothing leaves in quarantine, over the hourly cap, or while
    nobody answers at the other end.
    """
    worker = worker or uuid4().hex[:12]
    counts: Counter[str] = Counter()
    try:
        with hold(_lock_of(worker), otherwise=template("This worker sends already.")):
            counts["unknown"] += settle_abandoned(at=at, worker=worker)
            if post is not None:
                return _send(at, worker, limit, post, counts)
            with opened_post() as opened:
                return _send(at, worker, limit, opened, counts)
    except Held:
        return Sent(counts, "busy")
    finally:
        if not Mail.objects.filter(state=State.CLAIMED, claimed_by=worker).exists():
            with suppress(OSError):
                _lock_of(worker).unlink(missing_ok=True)


def settle_abandoned(*, at: datetime, worker: str = "") -> int:
    """Let what killed workers had claimed be unknown; return how many mails these are."""
    claimed = Mail.objects.filter(state=State.CLAIMED)
    dead = [
        name
        for name in claimed.order_by().values_list("claimed_by", flat=True).distinct()
        if name == worker or (_lock_of(name).exists() and not is_held(_lock_of(name)))
    ]
    gone = claimed.filter(Q(claimed_by__in=dead) | Q(claimed_at__lt=at - LEASE))
    for number in gone.filter(address="").values_list("pk", flat=True):
        file_of(number).unlink(missing_ok=True)  # written after its reader was erased
    count = gone.update(state=State.UNKNOWN, reason=Reason.KILLED, settled_at=at)
    for name in dead:
        if name != worker:
            with suppress(OSError):
                _lock_of(name).unlink(missing_ok=True)
    return count


def _lock_of(worker: str) -> Path:
    folder: Path = settings.INSTALLATION.data
    return folder / WORKERS / f"{worker}.lock"


def _send(at: datetime, worker: str, limit: int, post: Post, counts: Counter[str]) -> Sent:
    for _turn in range(limit):
        with transaction.atomic():
            kept = held_settings()
            if stopped := _stops(kept, at):
                return Sent(counts, stopped)
            mail = _next(at)
            if mail is None:
                break
            claim = _decide(mail, kept, worker, at)
        if claim is None:
            counts[mail.state] += 1
            continue
        point("mail.claimed")
        outcome = post.hand_over(claim.message, number=mail.pk, at=at)
        counts[_settle(claim, outcome, post, at)] += 1
        point("mail.settled")
        if outcome.fate == Fate.AWAY:
            return Sent(counts, "away")
    return Sent(counts)


def _stops(kept: MailSettings, at: datetime) -> str:
    """Say what stops all mail: quarantine, or the cap, which somebody must lift."""
    if in_quarantine():
        return "quarantine"
    if kept.stopped_at is not None:
        return "stopped"
    if gone_this_hour(kept, at) < kept.hourly:
        return ""
    if Mail.objects.filter(state=State.QUEUED, due_at__lte=at).exists():
        kept.stopped_at = at
        kept.save(update_fields=["stopped_at"])
        logger.warning("Mail stopped: %d within an hour.", kept.hourly)
        return "stopped"
    return "idle"


def _next(at: datetime) -> Mail | None:
    due = Mail.objects.filter(state=State.QUEUED, due_at__lte=at).order_by("rank", "due_at", "pk")
    return due.select_for_update(of=("self",)).first()


def _decide(mail: Mail, kept: MailSettings, worker: str, at: datetime) -> _Claim | None:
    """Claim the mail, or say why it is not sent, or that it waits: within the claim's transaction."""
    # What was sealed with other keys waited in a backup that was restored without them.
    if reason := _against(mail, at) if is_readable(mail) else Reason.RESTORED:
        _withhold(mail, reason, at)
        return None
    if wait := wait_of(mail, kept, at):
        mail.due_at, mail.reason = wait.until, wait.reason
        mail.save(update_fields=["due_at", "reason"])
        return None
    mail.state, mail.reason, mail.detail = State.CLAIMED, "", ""
    mail.claimed_at, mail.claimed_by, mail.attempts = at, worker, mail.attempts + 1
    mail.message_id = mail.message_id or f"{uuid4().hex}@{_domain()}"
    stop_link = _stop_link(mail, at)
    said = read_mail(mail, stop_link=stop_link)
    try:
        message = message_of(mail, said, kept, stop_link=stop_link, at=at)
    except ValueError:
        _withhold(mail, Reason.HEADER, at)
        return None
    mail.save()
    return _Claim(mail, message, read_mail(mail, stop_link=stop_link, hide=True))


def _against(mail: Mail, at: datetime) -> Reason | None:
    """Say why this mail may not go, or nothing."""
    if not mail.address:
        return Reason.NO_ADDRESS
    if breaks_a_line(read_mail(mail).subject):
        return Reason.HEADER
    if is_machine(mail.address) or same_address(mail.address) == same_address(
        settings.INSTALLATION.mail_from
    ):
        return Reason.OWN_ADDRESS
    on = local_day(at, current_company())
    if reason := _gone(mail, on):
        return reason
    if at - mail.meant_at > STALE:
        return Reason.STALE
    purpose = Purpose(mail.purpose or Purpose.NEWS)
    return may_mail_digest(
        mail.digest, Kind(mail.kind), on=on, purpose=purpose, customer=mail.customer
    ).reason


def _gone(mail: Mail, on: date) -> Reason | None:
    """Say whether whom it was queued for was removed, or left, since."""
    if mail.customer is not None and mail.customer.deleted_at is not None:
        return Reason.HIDDEN
    contact = mail.contact
    if contact is not None and contact.deleted_at is not None:
        return Reason.REMOVED
    has_left = contact is not None and contact.ends_on is not None and contact.ends_on <= on
    return Reason.LEFT if has_left else None


def _withhold(mail: Mail, reason: Reason, at: datetime) -> None:
    said = read_mail(mail, hide=True)
    Mail.objects.filter(pk=mail.pk).update(
        state=State.WITHHELD,
        reason=reason,
        settled_at=at,
        **kept_of(said),
    )
    mail.state = State.WITHHELD
    tell_followers([mail.pk], at=at)


def _settle(claim: _Claim, outcome: Outcome, post: Post, at: datetime) -> State:
    """Write down what became of a mail. Where others took it for lost, what we know now counts.

    Whoever was erased while it was handed over stays erased: of that mail no word is kept, and no file.
    """
    mail = claim.mail
    state, told = _told(mail, outcome, at)
    told |= {"state": state, "via": post.name, "provider_id": outcome.provider_id[:200]}
    with transaction.atomic():
        _note_trouble(outcome, at)  # first: whoever holds both, settings and a mail, takes them in this order
        its = Mail.objects.select_for_update(of=("self",)).filter(pk=mail.pk).first()
        if its is None or not its.address:
            if isinstance(post, FolderPost):
                post.forget(mail.pk)
        else:
            told |= {"detail": outcome.detail}
            told |= kept_of(claim.stored) if state in (State.SENT, State.FAILED) else {}
        Mail.objects.filter(
            pk=mail.pk,
            claimed_by=mail.claimed_by,
            attempts=mail.attempts,
            state__in=(State.CLAIMED, State.UNKNOWN),
        ).update(**told)
        if state != State.QUEUED:
            tell_followers([mail.pk], at=at)
    return state


def _told(mail: Mail, outcome: Outcome, at: datetime) -> tuple[State, dict[str, object]]:
    match outcome.fate:
        case Fate.SENT:
            return State.SENT, {"settled_at": at, "reason": ""}
        case Fate.REFUSED:
            return State.FAILED, {"settled_at": at, "reason": Reason.REFUSED}
        case Fate.UNKNOWN:
            return State.UNKNOWN, {"settled_at": at, "reason": Reason.LOST}
    # Nothing was handed over. A server that is away takes no try from the mail.
    attempts = mail.attempts - (1 if outcome.fate == Fate.AWAY else 0)
    wait = wait_after(max(attempts, 1))
    if outcome.fate != Fate.AWAY and wait is None:
        return State.FAILED, {"settled_at": at, "reason": Reason.GAVE_UP}
    due = at if outcome.fate == Fate.AWAY else at + (wait or timedelta())
    return State.QUEUED, {"due_at": due, "reason": Reason.LATER, "attempts": attempts, "claimed_at": None}


def _note_trouble(outcome: Outcome, at: datetime) -> None:
    row = MailSettings.objects.filter(pk=1)
    if outcome.fate == Fate.AWAY:
        row.filter(trouble="").update(trouble_at=at)
        row.update(trouble=outcome.detail[:300] or "?")
    elif outcome.fate in (Fate.SENT, Fate.REFUSED, Fate.LATER):
        row.exclude(trouble="").update(trouble="", trouble_at=None)


def _stop_link(mail: Mail, at: datetime) -> str:
    """Make the link with which the reader says: no more. Service mail has none: it is no marketing."""
    if mail.kind == Kind.SERVICE:
        return ""
    secret = make_link(
        purpose=UNSUBSCRIBE, audience=f"mail:{mail.pk}", expires_at=at + KEEPS_STOP_LINKS, at=at
    )
    return f"{settings.INSTALLATION.site}/u/{secret}/"


def _domain() -> str:
    return str(settings.INSTALLATION.mail_from).rpartition("@")[2] or "localhost"
