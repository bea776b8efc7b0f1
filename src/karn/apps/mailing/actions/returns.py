"""What comes back: bounces and complaints, from providers or as messages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from karn.apps.mailing.actions.objections import suppress
from karn.apps.mailing.actions.telling import tell_followers
from karn.apps.mailing.models import Mail, Returned, State, Why
from karn.apps.mailing.queries.composing import kept_of, read_mail
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.rules.reports import Report

__all__ = ["note_report"]


def note_report(report: Report, *, way: str, at: datetime) -> Mail | None:
    """Keep what came back; return the mail it is about, if it is one of ours.

    A bounce for good, and a complaint, close the address; a delay closes nothing. Only about mails that
    were sent from here: nobody closes an address with a report he wrote himself. The same report twice
    changes nothing, in whatever order reports come.
    """
    mail = _meant(report)
    if mail is None or report.kind == "delay":
        return mail
    bounced = report.kind == "bounce"
    with transaction.atomic():
        suppress(digest=mail.digest, why=Why.BOUNCED if bounced else Why.COMPLAINED, way=way, at=at)
        told = {"returned": Returned.BOUNCED if bounced else Returned.COMPLAINED, "returned_at": at}
        its = Mail.objects.filter(pk=mail.pk)
        # A complaint says more than a bounce, whichever comes first.
        (its.exclude(returned=Returned.COMPLAINED) if bounced else its).exclude(
            returned=told["returned"]
        ).update(**told)
        # Whoever bounced or complained was reached, or a server in between was.
        unknown = its.filter(state=State.UNKNOWN).select_for_update(of=("self",)).first()
        if unknown is not None:
            words = kept_of(read_mail(unknown, hide=True)) if unknown.address else {}
            its.update(state=State.SENT, settled_at=at, **words)
        tell_followers([mail.pk], at=at)
    mail.refresh_from_db()
    return mail


def _meant(report: Report) -> Mail | None:
    """Return the mail a report is about, by our name for it or the provider's: one sent to that address."""
    mails = Mail.objects.exclude(state=State.QUEUED)
    found = mails.filter(message_id=report.message_id).first() if report.message_id else None
    if found is None and report.provider_id:
        found = mails.filter(provider_id=report.provider_id).order_by("-pk").first()
    if found is None or (report.address and digest_of(report.address) != found.digest):
        return None
    return found
