"""What a mail says, and the message it is sent as."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.charset import QP, Charset
from email.headerregistry import Address
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from karn.apps.company.queries import current_company
from karn.apps.mailing.models import Kind, Mail, MailSettings
from karn.apps.mailing.queries.seals import unsealed
from karn.apps.mailing.rules.addresses import usable_address
from karn.apps.mailing.rules.rendering import LINKS, Frame, Parts, Rendered, hidden_link, rendered
from karn.kernel.text import one_line

SPOKEN = ("en", "nl", "sv")

QUOTED = Charset("utf-8")
QUOTED.body_encoding = QP  # short lines of seven bits: every server passes them on as they are


def frame_of(kind: str, language: str, *, template: str = "", stop_link: str = "") -> Frame:
    """Return what stands around a mail of this kind, in the reader's language."""
    language = language if language in SPOKEN else "en"
    company = current_company().name
    with override(language):
        return Frame(
            language=language,
            company=one_line(company),
            reason=_reason(kind, one_line(company), template),
            stop_words=_("No more mail of this kind"),
            stop_link=stop_link,
        )


def _reason(kind: str, company: str, template: str) -> str:
    if template == "password_link":
        return _("You get this mail because your address can log in there.")
    if template == "my_day":
        return _("You get this mail because you asked for it on the page of your day.")
    told = {
        Kind.SERVICE: _("You get this mail because of your contract with %(company)s."),
        Kind.SURVEY: _("You get this mail because %(company)s would like to know what you think."),
        Kind.MARKETING: _("You get this mail because you allowed %(company)s to send you news."),
    }
    return told[Kind(kind)] % {"company": company}


def read_mail(mail: Mail, *, stop_link: str = "", hide: bool = False) -> Rendered:
    """Return the mail as its reader gets it; with `hide`, without the secrets of its links."""
    links = {name: unsealed(mail.values.get(name, "")) for name in LINKS}
    if hide or None in links.values():
        links = {name: "…" if link is None else hidden_link(link) for name, link in links.items()}
        stop_link = hidden_link(stop_link)
    values: Mapping[str, str] = {**mail.values, **{name: link or "" for name, link in links.items()}}
    frame = frame_of(mail.kind, mail.language, template=mail.template, stop_link=stop_link)
    return rendered(Parts(mail.subject_source, mail.body_source), values, frame)


def is_readable(mail: Mail) -> bool:
    """Say whether its links can be read: not where it was sealed with the key of another installation."""
    return all(unsealed(mail.values.get(name, "")) is not None for name in LINKS)


def kept_of(said: Rendered) -> dict[str, object]:
    """Return what a settled mail keeps: what it said, without the secrets of its links."""
    return {"subject": said.subject[:1000], "text": said.text, "html": said.html, "values": {}}


def as_stored(mail: Mail) -> Rendered:
    """Return what was sent, or what would be now, without the secrets of links."""
    if mail.text or not mail.body_source:
        return Rendered(mail.subject, mail.text, mail.html)
    return read_mail(mail, hide=True)


def message_of(
    mail: Mail, said: Rendered, kept: MailSettings, *, stop_link: str, at: datetime
) -> EmailMultiAlternatives:
    """Return the message as it leaves. Raises ValueError when a header would hold a line break."""
    installation = settings.INSTALLATION
    headers = {
        "Message-ID": f"<{mail.message_id}>",
        "Date": format_datetime(at),
        # RFC 3834: nobody's holiday notice answers this, and no other machine.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if stop_link:
        headers["List-Unsubscribe"] = f"<{stop_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    address = usable_address(mail.address)
    if address is None:
        raise ValueError("No address.")
    message = EmailMultiAlternatives(
        subject=said.subject,
        body=said.text,
        from_email=_from(installation.mail_from),
        to=[address],
        reply_to=[kept.reply_to] if kept.reply_to else None,
        headers=headers,
    )
    message.encoding = QUOTED
    message.attach_alternative(said.html, "text/html")
    message.message()  # what cannot be written fails here, before anything is handed over
    return message


def _from(address: str) -> str:
    return str(Address(one_line(current_company().name), addr_spec=address))
