"""Handing one message over, to a mail server, a provider or a folder; what became of it is known, or not."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from karn.apps.mailing.rules.rendering import Rendered
from karn.kernel.durable import write_bytes_durably
from karn.kernel.points import point

TIMEOUT = 30.0
"""Seconds a server may keep silent."""

FOLDER = "mail"


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"
    LATER = "later"
    """Not taken now; it can be tried again: nothing was handed over."""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    AWAY = "away"
    """Nobody there at all: not this mail's fault, and no further one can go either."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, what the server said, and the name it has there."""

    fate: Fate
    detail: str = ""
    provider_id: str = ""


class Post(Protocol):
    """A way for messages to leave."""

    @property
    def name(self) -> str:
        """Its name in the outbox: smtp, folder, or the provider's."""

    def hand_over(self, message: EmailMultiAlternatives, *, number: int, at: datetime) -> Outcome:
        """Hand over one message, that of the mail with this number. Raises nothing."""


@contextmanager
def opened_post() -> Iterator[Post]:
    """Yield the way this installation's mails leave; its connection is closed afterwards."""
    installation = settings.INSTALLATION
    if installation.mail_route == "folder":
        yield FolderPost(installation.data / FOLDER)
    elif installation.mail_route == "smtp":
        post = SmtpPost(installation.mail_url.get_secret_value(), TIMEOUT)
        try:
            yield post
        finally:
            post.close()
    else:
        yield ProviderPost(installation.mail_route)


def file_of(number: int, folder: Path | None = None) -> Path:
    """Return the file a mail is written to, where mails go into a folder."""
    return (folder or settings.INSTALLATION.data / FOLDER) / f"{number:08}.eml"


def written_mail(number: int) -> Rendered | None:
    """Return a mail as it was written to its file, links and all; None where there is no such file."""
    path = file_of(number)
    if not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    bodies = (message.get_body((kind,)) for kind in ("plain", "html"))
    text, html = (str(body.get_content()) if body else "" for body in bodies)
    return Rendered(str(message["Subject"]), text, html)


class FolderPost:
    """Writes each message to a file, to be read here: nothing leaves this machine."""

    name = "folder"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hand_over(self, message: EmailMultiAlternatives, *, number: int, at: datetime) -> Outcome:  # noqa: ARG002
        """Write the file. A repeat writes the same one."""
        try:
            point("mail.handing_over")
            write_bytes_durably(file_of(number, self.folder), _bytes_of(message))
            point("mail.handed_over")
        except OSError as error:
            return Outcome(Fate.AWAY, error.strerror or "")
        return Outcome(Fate.SENT)

    def forget(self, number: int) -> None:
        """Delete the file of a mail whose reader was erased meanwhile."""
        file_of(number, self.folder).unlink(missing_ok=True)


class _Tracked(smtplib.SMTP):
    """Knows whether a message's last line may have gone out."""

    handed = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the message. From the server's "go ahead" on, a broken connection leaves it unknown."""
        self.putcmd("data")
        code, said = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, said)
        point("mail.handing_over")
        self.handed = True
        quoted = smtplib._quote_periods(msg if msg.endswith(b"\r\n") else msg + b"\r\n")  # type: ignore[attr-defined]
        self.send(quoted + b".\r\n")
        code, said = self.getreply()
        self.handed = False
        point("mail.handed_over")
        return code, said


class _TrackedTls(_Tracked, smtplib.SMTP_SSL):
    """The same, encrypted from the first sign on."""


class SmtpPost:
    """Speaks SMTP to the company's server: `smtp://` (with STARTTLS where offered) or `smtps://`."""

    name = "smtp"

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._url, self._timeout = urlsplit(url), timeout
        self._server: _Tracked | None = None

    def hand_over(self, message: EmailMultiAlternatives, *, number: int, at: datetime) -> Outcome:  # noqa: ARG002
        """Hand over the message on a connection that stays for the next; a broken one is made anew once."""
        kept = self._server is not None
        outcome = self._tried(message)
        if kept and self._server is None and outcome.fate == Fate.LATER:
            return self._tried(message)
        return outcome

    def _tried(self, message: EmailMultiAlternatives) -> Outcome:
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(Fate.AWAY, _said(error))
        server.handed = False
        try:
            return self._spoken(server, message)
        except (OSError, smtplib.SMTPException) as error:
            unknown = server.handed
            self._drop()
            return Outcome(Fate.UNKNOWN if unknown else Fate.LATER, _said(error))

    def close(self) -> None:
        """Say goodbye."""
        if self._server is not None:
            try:
                self._server.quit()
            except (OSError, smtplib.SMTPException):
                self._server.close()
        self._server = None

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def _connected(self) -> _Tracked:
        if self._server is not None:
            return self._server
        url, secure = self._url, self._url.scheme == "smtps"
        host = url.hostname or "localhost"
        # Without a context of ours, smtplib believes any certificate.
        trusted = ssl.create_default_context()
        server = (
            _TrackedTls(host, url.port or 465, timeout=self._timeout, context=trusted)
            if secure
            else _Tracked(host, url.port or 587, timeout=self._timeout)
        )
        self._server = server
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=trusted)
            server.ehlo()
        if url.username:
            # smtplib refuses to say a password where nothing it offers fits; in clear text never beyond here.
            _refuse_open(server, secure, url.hostname or "")
            server.login(unquote(url.username), unquote(url.password or ""))
        return server

    def _spoken(self, server: _Tracked, message: EmailMultiAlternatives) -> Outcome:
        """Go through MAIL, RCPT and DATA; what the server says to each decides."""
        sender = settings.INSTALLATION.mail_from
        for command, address in (("MAIL FROM", sender), ("RCPT TO", message.to[0])):
            code, said = server.docmd(f"{command}:<{address}>")
            if code >= 400:
                server.rset()
                return Outcome(_fate(code), _line(code, said))
        try:
            code, said = server.data(_bytes_of(message))
        except smtplib.SMTPDataError as error:
            server.rset()
            return Outcome(_fate(error.smtp_code), _line(error.smtp_code, error.smtp_error))
        fate = Fate.SENT if code < 300 else _fate(code)
        return Outcome(fate, _line(code, said))


class ProviderPost:
    """Hands messages to one of the providers Anymail knows, over HTTPS."""

    def __init__(self, name: str) -> None:
        self.name = name

    def hand_over(self, message: EmailMultiAlternatives, *, number: int, at: datetime) -> Outcome:  # noqa: ARG002
        """Hand over the message by one call."""
        from anymail.exceptions import (  # type: ignore[import-untyped]  # noqa: PLC0415 (only where used)
            AnymailAPIError,
            AnymailError,
        )
        from requests import RequestException  # noqa: PLC0415

        message.connection = get_connection(settings.MAIL_BACKENDS[self.name])
        point("mail.handing_over")
        try:
            message.send()
        except AnymailAPIError as error:
            return _provider_fate(error)
        except (RequestException, OSError) as error:
            return Outcome(Fate.UNKNOWN, _said(error))
        except (AnymailError, ValueError) as error:
            return Outcome(Fate.REFUSED, _said(error))
        point("mail.handed_over")
        return _provider_outcome(message)


def _provider_fate(error: Any) -> Outcome:
    code = getattr(error, "status_code", None)
    if code is None:
        return Outcome(Fate.AWAY if _is_unreached(error.__cause__) else Fate.UNKNOWN, _said(error))
    if code == 429 or code in (401, 403):
        return Outcome(Fate.AWAY, _said(error))
    return Outcome(Fate.UNKNOWN if code >= 500 else Fate.REFUSED, _said(error))


def _is_unreached(error: Any) -> bool:
    """Say whether there was no connection, or none that can be trusted: then nothing was handed over."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, SSLError  # noqa: PLC0415

    # Requests' error holds urllib3's, which says the reason.
    reason = getattr(error.args[0], "reason", None) if error is not None and error.args else None
    if isinstance(reason, SSLError):
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, (ConnectTimeoutError, NewConnectionError))


def _provider_outcome(message: Any) -> Outcome:
    status = message.anymail_status
    told = str(status.message_id or "") if not isinstance(status.message_id, set) else ""
    refused = bool(status.status) and not set(status.status) & {"sent", "queued", "unknown"}
    return Outcome(
        Fate.REFUSED if refused else Fate.SENT, ", ".join(sorted(map(str, status.status or ()))), told
    )


def _refuse_open(server: smtplib.SMTP, secure: bool, host: str) -> None:
    if (
        not secure
        and not isinstance(server.sock, ssl.SSLSocket)
        and host not in {"localhost", "127.0.0.1", "::1"}
    ):
        raise smtplib.SMTPNotSupportedError("The server offers no encryption: no password is told to it.")


def _bytes_of(message: EmailMultiAlternatives) -> bytes:
    return message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own takes it


def _fate(code: int) -> Fate:
    return Fate.REFUSED if code >= 500 else Fate.LATER


def _line(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {' '.join(text.split())}"[:500]


def _said(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The server's certificate cannot be trusted: {error.verify_message}"[:500]
    code, said = getattr(error, "smtp_code", None), getattr(error, "smtp_error", b"")
    return (
        _line(code, said)
        if isinstance(code, int)
        else " ".join(str(error).split())[:500] or type(error).__name__
    )
