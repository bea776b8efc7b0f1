"""Putting mails into the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from karn.apps.company.queries import current_company
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.models import Kind, Mail, Purpose, Reason, State
from karn.apps.mailing.models.mails import RANKS
from karn.apps.mailing.queries.digests import LostKey, digest_of
from karn.apps.mailing.queries.seals import sealed
from karn.apps.mailing.queries.templates import words_of
from karn.apps.mailing.rules.addresses import usable_address
from karn.apps.mailing.rules.rendering import LINKS, Parts, unknown_placeholders
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.kernel.text import one_line

__all__ = ["Kind", "Parts", "Purpose", "queue_mail"]

LONGEST_KEY = 120


def queue_mail(
    *,
    to: str,
    key: str,
    by: Person | None,
    at: datetime,
    template: str = "",
    parts: Parts | None = None,
    kind: Kind | None = None,
    purpose: Purpose | None = None,
    language: str = "",
    values: Mapping[str, str] | None = None,
    about: Customer | Contact | None = None,
    not_before: datetime | None = None,
) -> Mail:
    """Put a mail into the outbox, inside the caller's transaction: stored with it, or not at all.

    `to` is one address. Its words are those of a ready `template`, or `parts` of the caller's own, which
    then names the `kind`. `values` are put in for placeholders, once; what the customer's page knows (name,
    customer, company, sender) is there without. A secret link goes in as the value `link` (a second one as
    `questions`), nowhere else: it is kept sealed, and not at all once the mail is sent. The same `key`
    queues once, and returns the mail that was queued.

    Whether the mail may go is decided when it would; one that can go to nobody is kept as not sent, with
    the reason. So is service mail where the key of the objections is lost, since what it is about, a notice
    say, counts all the same; for other mail that raises LostKey. Raises BadInput for words with unknown
    placeholders, and UnknownName for an unknown template.
    """
    if mail := Mail.objects.filter(key=key).first():
        return mail
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueError("A mail's key has between 1 and 120 signs.")
    words = words_of(template) if template else None
    language = (language or _language_of(about))[:2]
    said = words.parts(language) if words else parts
    of_words = words.kind if words else kind
    if said is None or of_words is None or kind not in (None, of_words):
        raise ValueError("A mail has a template, or parts of its own and their kind.")
    _refuse_unknown(said)
    kind = Kind(of_words)
    mail = Mail(
        key=key,
        kind=kind,
        purpose=_purpose(kind, purpose or (words.purpose if words else "")),
        template=template,
        language=language,
        address=to.strip()[:254],
        digest=_digest(to, kind),
        customer_id=about.pk if isinstance(about, Customer) else about.customer_id if about else None,
        contact=about if isinstance(about, Contact) else None,
        subject_source=said.subject,
        body_source=said.body,
        values=_values(about, values or {}),
        rank=RANKS[kind],
        queued_at=at,
        queued_by=by,
        meant_at=max(at, not_before or at),
        due_at=max(at, not_before or at),
    )
    return _stored(mail, to, at)


def _digest(to: str, kind: Kind) -> str:
    try:
        return digest_of(to)
    except LostKey:
        if kind != Kind.SERVICE:
            raise
        return ""


def _hindrance(mail: Mail, to: str) -> Reason | None:
    if usable_address(to) is None:
        return Reason.BAD_ADDRESS if to.strip() else Reason.NO_ADDRESS
    return None if mail.digest else Reason.LOST_KEY


def _stored(mail: Mail, to: str, at: datetime) -> Mail:
    if reason := _hindrance(mail, to):
        mail.state, mail.reason, mail.settled_at = State.WITHHELD, reason, at
        mail.address = mail.address.replace("\x00", "")
        # It is never rendered; its subject is what the outbox shows.
        mail.subject = mail.title[:1000]
    its, made = Mail.objects.get_or_create(
        key=mail.key,
        defaults={field.attname: getattr(mail, field.attname) for field in _fields()},
    )
    if made:
        point("mail.queued")
    return its


def _fields() -> list[Any]:
    return [field for field in Mail._meta.concrete_fields if field.attname not in {"id", "key"}]


def _refuse_unknown(parts: Parts) -> None:
    if strange := unknown_placeholders(f"{parts.subject}\n{parts.body}"):
        raise BadInput("There is no placeholder “%(name)s”.", name=strange[0])


def _purpose(kind: Kind, told: str) -> str:
    return (told or Purpose.NEWS) if kind == Kind.MARKETING else ""


def _language_of(about: Customer | Contact | None) -> str:
    customer = about.customer if isinstance(about, Contact) else about
    return (customer.language if customer else "") or current_company().language


def _values(about: Customer | Contact | None, told: Mapping[str, str]) -> dict[str, str]:
    """Return all values: those that are known without asking, and what the caller told."""
    customer = about.customer if isinstance(about, Contact) else about
    known = {"company": one_line(current_company().name)}
    if customer is not None and about is not None:
        known |= {"customer": customer.name, "name": about.name}
        known["sender"] = customer.owner.name if customer.owner else ""
    plain = {name: value.replace("\x00", "") for name, value in {**known, **told}.items()}
    return plain | {name: sealed(plain[name]) for name in LINKS if name in plain}
