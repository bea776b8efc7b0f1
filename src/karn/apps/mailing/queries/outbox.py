"""The outbox as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.mailing.models import Kind, Mail, MailSettings, Purpose, Reason, State
from karn.apps.mailing.queries.limits import gone_this_hour, mail_settings
from karn.apps.mailing.queries.permission import may_mail_digest
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may
from karn.platform.quarantine import in_quarantine

PAGE = 50
LATE_AFTER_MINUTES = 15


def waiting_count() -> int:
    """Return how many mails wait to leave."""
    return Mail.objects.filter(state__in=(State.QUEUED, State.CLAIMED)).count()


def can_send(at: datetime) -> bool:
    """Say whether anything is due, and nothing stops all of it. Cheap, and writes nothing."""
    if in_quarantine() or MailSettings.objects.filter(stopped_at__isnull=False).exists():
        return False
    due = Mail.objects.filter(state=State.QUEUED, due_at__lte=at)
    return due.exists() or Mail.objects.filter(state=State.CLAIMED).exists()


def kept_back(mail: Mail, at: datetime) -> str | Promise:
    """Say in words why a mail that was just queued does not leave within a minute; nothing where it does."""
    if mail.state == State.WITHHELD:
        return Reason(mail.reason).label
    purpose, on = Purpose(mail.purpose or Purpose.NEWS), local_day(at, current_company())
    verdict = may_mail_digest(mail.digest, Kind(mail.kind), on=on, purpose=purpose, customer=mail.customer)
    if verdict.reason:
        return verdict.reason.label
    if in_quarantine():
        return _("This is a restored copy: nothing is sent until somebody releases it.")
    kept = mail_settings()
    if kept.stopped_at:
        return _("Sending stopped at its limit within an hour; in the outbox somebody lets it go on.")
    return _("The mail server cannot be reached; what waits is tried again.") if kept.trouble else ""


def mails_visible_to(person: Person) -> QuerySet[Mail]:
    """Return the mails this person may read: to customers in their care; who keeps the mail, all."""
    if may(person.role, Deed.KEEP_MAIL):
        return Mail.objects.all()
    return Mail.objects.filter(is_visible_to(person, "customer"))


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the outbox is asked for: state, kind, what stands in address or subject; after which row."""

    state: str = ""
    kind: str = ""
    search: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class Outbox:
    """One page of the outbox, newest first; `older` is the number to go on after, 0 at the end."""

    mails: list[Mail]
    older: int
    counts: Mapping[str, int]


def outbox_page(wish: Wish, *, person: Person) -> Outbox:
    """Return one page. Two queries."""
    mails = list(mails_asked(wish, person=person)[: PAGE + 1])
    older = mails[PAGE - 1].pk if len(mails) > PAGE else 0
    counted = mails_visible_to(person).order_by().values_list("state").annotate(count=Count("pk"))
    return Outbox(mails[:PAGE], older, dict(counted))


def mails_asked(wish: Wish, *, person: Person) -> QuerySet[Mail]:
    """Return the mails a wish asks for, the newest first."""
    mails = mails_visible_to(person).select_related("customer", "contact")
    if wish.state in State.values:
        mails = mails.filter(state=wish.state)
    if wish.kind:
        mails = mails.filter(kind=wish.kind)
    if wish.search:
        found = Q(address__icontains=wish.search) | Q(subject__icontains=wish.search)
        mails = mails.filter(found | Q(subject="", subject_source__icontains=wish.search))
    return (mails.filter(pk__lt=wish.after) if wish.after else mails).order_by("-pk")


@dataclass(frozen=True, slots=True)
class MailState:
    """How mail is doing: how it leaves, what waits since when, what stopped, what nobody knows."""

    route: str
    waiting: int
    oldest: datetime | None
    unknown: int
    settings: MailSettings
    gone: int
    quarantined: bool
    late: bool

    @property
    def worries(self) -> bool:
        """Whether something asks for somebody's attention."""
        kept = self.settings
        return bool(self.quarantined or kept.stopped_at or kept.trouble or self.late or self.unknown)


def mail_state(at: datetime) -> MailState:
    """Return how mail is doing at a moment. Four queries."""
    due = Mail.objects.filter(state=State.QUEUED, due_at__lte=at).aggregate(oldest=Min("due_at"))
    kept, oldest = mail_settings(), due["oldest"]
    return MailState(
        route=settings.INSTALLATION.mail_route,
        waiting=waiting_count(),
        oldest=oldest,
        unknown=Mail.objects.filter(state=State.UNKNOWN).count(),
        settings=kept,
        gone=gone_this_hour(kept, at),
        quarantined=in_quarantine() is not None,
        late=oldest is not None and (at - oldest).total_seconds() > LATE_AFTER_MINUTES * 60,
    )
