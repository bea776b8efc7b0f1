"""Writes: the receipt, and the mails to the address on file. Each is queued with what it tells of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer
from karn.apps.farewell.models.declarations import Declaration, State
from karn.apps.farewell.queries.declarations import NOTICE, address_of, audience_of
from karn.apps.farewell.queries.ends import told_lines
from karn.apps.farewell.rules.declarations import NOTICE_TIME
from karn.apps.farewell.rules.receipts import (
    LONGEST_CONTRACT,
    LONGEST_NAME,
    Line,
    code_words,
    content_lines,
    day_words,
    leaves_out,
    matter_of,
    moment_words,
    unlinked,
)
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.rules.addresses import same_address, usable_address
from karn.apps.mailing.rules.letters import LANGUAGES
from karn.platform.links import make_link

RECEIPT, CHECK, CONFIRMED, UNDONE = (
    "declaration_receipt", "declaration_check", "declaration_confirmed", "declaration_undone",
)  # fmt: skip


MOST_TOLD = 3
"""So many of a company's contacts are told that its contract ends."""


def lines_of(declaration: Declaration) -> list[Line]:
    """Return the content of a declaration, line by line, in the language in force."""
    return content_lines(
        sort=declaration.sort, name=declaration.name, contract=declaration.contract,
        wanted_on=declaration.wanted_on, extraordinary=declaration.extraordinary, reason=declaration.reason,
        receipt_to=declaration.receipt_to,
    )  # fmt: skip


def queue_receipt(declaration: Declaration, *, at: datetime) -> None:
    """Queue the receipt to the address the declarer gave; of an end only where we know who it is.

    Anybody can type an address in: until it is known who declared, the mail repeats few of the words.
    """
    if declaration.verified_at is None:
        _to_the_declarer(declaration, "receipt", declaration_name(declaration), _brief(declaration), at)
    else:
        with translation.override(declaration.language):
            lines = [*_content(declaration), *_end(declaration)]
        _to_the_declarer(declaration, "receipt", declaration.name, lines, at)


def queue_whole_receipt(declaration: Declaration, *, at: datetime) -> None:
    """Queue the receipt with every word, once it is known who declared, where the first one left some out.

    The end is told to the address on file alone.
    """
    left_out = leaves_out(name=declaration.name, contract=declaration.contract, reason=declaration.reason)
    if left_out or declaration.mail_waits:
        with translation.override(declaration.language):
            lines = _content(declaration)
        _to_the_declarer(declaration, "whole", declaration.name, lines, at)


def declaration_name(declaration: Declaration) -> str:
    """Return the name given, as a mail to an address that nobody knows repeats it."""
    return unlinked(declaration.name, LONGEST_NAME)


def _to_the_declarer(declaration: Declaration, which: str, name: str, lines: list[str], at: datetime) -> None:
    if not declaration.receipt_to:
        return
    with translation.override(declaration.language):
        queue_mail(
            to=declaration.receipt_to, key=f"declaration:{declaration.pk}:{which}", template=RECEIPT,
            language=declaration.language, by=None, at=at, about=_about(declaration),
            values={
                "name": name, "matter": matter_of(declaration.sort), "lines": "\n".join(lines),
                "day": moment_words(declaration.received_at, current_company().zone),
            },
        )  # fmt: skip


def queue_check(declaration: Declaration, *, address: str, code: str, at: datetime) -> None:
    """Mail a code, and the page to give it on, to the address on file."""
    language = _language_on_file(declaration)
    with translation.override(language):
        queue_mail(
            to=address, key=f"declaration:{declaration.pk}:check:{declaration.codes_sent}", template=CHECK,
            language=language, by=None, at=at, about=_about(declaration),
            values={
                "matter": matter_of(declaration.sort),
                "lines": "\n".join(unlinked(line) for line in _content(declaration)),
                "code": code_words(code), "link": _notice_link(declaration, at),
                "day": moment_words(declaration.received_at, current_company().zone),
            },
        )  # fmt: skip


def queue_confirmed(declaration: Declaration, *, at: datetime) -> None:
    """Tell every address on file when it ends, with the calculation, and how to take it back."""
    _to_the_file(declaration, CONFIRMED, at, with_link=True)


def queue_undone(declaration: Declaration, *, at: datetime) -> None:
    """Tell every address on file, and who declared it, that it was taken back."""
    _to_the_file(declaration, UNDONE, at, with_link=False)


def _to_the_file(declaration: Declaration, template: str, at: datetime, *, with_link: bool) -> None:
    addresses = addresses_on_file(declaration.customer, declaration.contact, others=True)
    if not with_link and declaration.receipt_to:
        addresses.setdefault(same_address(declaration.receipt_to), declaration.receipt_to)
    is_known = declaration.verified_at is not None
    language = _language_on_file(declaration)
    with translation.override(language):
        lines = _content(declaration) if is_known else _brief(declaration)
        for number, address in enumerate(addresses.values()):
            queue_mail(
                to=address, key=f"declaration:{declaration.pk}:{template}:{number}", template=template,
                language=language, by=None, at=at, about=_about(declaration),
                values={
                    "matter": matter_of(declaration.sort),
                    "lines": "\n".join([*lines, *_end(declaration)]),
                    "day": _undo_day(declaration),
                } | ({"link": _notice_link(declaration, at)} if with_link else {}),
            )  # fmt: skip


def addresses_on_file(
    customer: Customer | None, contact: Contact | None, *, others: bool = False
) -> dict[str, str]:
    """Return the addresses we have of whose declaration it is, each once.

    With `others` those of a company's other contacts, too, where it has none of its own: a code to one
    contact says who declared it, not that he may, and the others hear of it.
    """
    told = [one.email for one in (contact, customer) if one is not None]
    if others and customer is not None and not customer.email:
        its = customer.contacts.filter(ends_on=None).exclude(email="").order_by("pk")
        told += its.values_list("email", flat=True)[:MOST_TOLD]
    return {same_address(address): address for address in told if usable_address(address)}


def _language_on_file(declaration: Declaration) -> str:
    """Return the language of who is on file: who declared may have chosen another."""
    customer = declaration.customer
    known = (customer.language if customer else "")[:2]
    return known if known in LANGUAGES else declaration.language


def _content(declaration: Declaration) -> list[str]:
    received = moment_words(declaration.received_at, current_company().zone)
    told = [f"{heading}: {text}" for heading, text in lines_of(declaration)]
    return [*told, *received_lines(received, declaration.reference)]


def _brief(declaration: Declaration) -> list[str]:
    """Return the content for an address that nobody knows: few of the words, and no links."""
    with translation.override(declaration.language):
        told = content_lines(
            sort=declaration.sort, name=declaration_name(declaration),
            contract=unlinked(declaration.contract, LONGEST_CONTRACT), wanted_on=declaration.wanted_on,
            extraordinary=declaration.extraordinary, reason="", receipt_to=declaration.receipt_to,
        )  # fmt: skip
        received = moment_words(declaration.received_at, current_company().zone)
        lines = [f"{heading}: {text}" for heading, text in told]
        lines += received_lines(received, declaration.reference)
        if leaves_out(name=declaration.name, contract=declaration.contract, reason=declaration.reason):
            lines.append(
                _("All your words stand in the receipt on the page. We mail them once it is confirmed.")
            )
        return lines


def received_lines(received: str, reference: str) -> list[str]:
    """Return when it arrived, and its number."""
    told = _("Received: %(when)s") % {"when": received}
    return [told, _("Receipt number: %(number)s") % {"number": reference}]


def _end(declaration: Declaration) -> list[str]:
    if declaration.verified_at is None or declaration.ends_on is None:
        return []
    if declaration.is_withdrawal:
        return withdrawn_lines(declaration)
    return [*told_lines(declaration.told), last_day_line(declaration.ends_on)]


def withdrawn_lines(declaration: Declaration) -> list[str]:
    """Return what a withdrawal that stands does: it has no last day, but money that is paid back."""
    if not declaration.is_withdrawal or declaration.state != State.VERIFIED:
        return []
    lines = [_("Withdrawn: the contract is as if it never was.")]
    if declaration.refund_due_on is not None:
        day = day_words(declaration.refund_due_on)
        lines.append(_("What you paid for it we pay back by %(day)s at the latest.") % {"day": day})
    return lines


def last_day_line(ends_on: date) -> str:
    """Return the line that says when it is over."""
    return _("Last day: %(day)s") % {"day": day_words(ends_on - timedelta(days=1))}


def _undo_day(declaration: Declaration) -> str:
    until = declaration.undo_until
    return day_words(local_day(until, current_company())) if until else ""


def _notice_link(declaration: Declaration, at: datetime) -> str:
    secret = make_link(
        purpose=NOTICE, audience=audience_of(declaration.pk), expires_at=at + NOTICE_TIME, at=at
    )
    return address_of("notice", secret)


def _about(declaration: Declaration) -> Customer | Contact | None:
    return declaration.contact or declaration.customer
