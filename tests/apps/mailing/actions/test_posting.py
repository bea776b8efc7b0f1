"""To whom messages are handed over: only to a server whose certificate is trusted."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from karn.apps.mailing.actions.posting import SmtpPost
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.models import Mail, MailSettings, State

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Secure:
    """A mail server that speaks TLS, from the first sign or after STARTTLS; `heard` is what it was told."""

    def __init__(self, certificate: Path, scheme: str) -> None:
        self.heard: list[str] = []
        self.scheme = scheme
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.settimeout(5)
        self.url = f"{scheme}://jo:password@127.0.0.1:{self.listening.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        line, _address = self.listening.accept()
        line.settimeout(5)
        try:
            if self.scheme == "smtps":
                line = self.context.wrap_socket(line, server_side=True)
            line.sendall(b"220 ready\r\n")
            if self._talk(line) == "STARTTLS":
                line = self.context.wrap_socket(line, server_side=True)
                self._talk(line)
        except OSError:
            self.heard.append("(hung up)")
        finally:
            line.close()

    def _talk(self, line: socket.socket) -> str:
        plain = self.scheme == "smtp" and not isinstance(line, ssl.SSLSocket)
        with line.makefile("rb") as told:
            for heard in told:
                said = heard.decode().split()
                self.heard.append(said[0].upper() if said else "")
                if self.heard[-1] == "EHLO":
                    line.sendall(
                        b"250-here\r\n250 STARTTLS\r\n" if plain else b"250-here\r\n250 AUTH PLAIN\r\n"
                    )
                elif self.heard[-1] == "DATA":
                    line.sendall(b"354 go on\r\n")
                    while told.readline() != b".\r\n":
                        pass
                    line.sendall(b"250 taken\r\n")
                else:
                    line.sendall(
                        {"STARTTLS": b"220 go on\r\n", "AUTH": b"235 hello\r\n"}.get(
                            self.heard[-1], b"250 OK\r\n"
                        )
                    )
                if self.heard[-1] in ("STARTTLS", "QUIT"):
                    return self.heard[-1]
        return ""


@pytest.fixture(params=["smtps", "smtp"])
def secure(certificate: Path, request: Any) -> Iterator[Secure]:
    """A server with a certificate of its own making."""
    server = Secure(certificate, request.param)
    yield server
    server.thread.join()
    server.listening.close()


def test_a_server_with_a_certificate_nobody_trusts_is_told_no_password_and_no_mail(
    secure: Secure, queued: Callable[..., Mail]
) -> None:
    queued()
    assert send_due(at=AT, post=SmtpPost(secure.url, timeout=5)).stopped == "away"
    secure.thread.join()
    assert secure.heard == [*(["EHLO", "STARTTLS"] if secure.scheme == "smtp" else []), "(hung up)"]
    mail, trouble = Mail.objects.get(), MailSettings.objects.get().trouble
    assert (mail.state, mail.attempts) == (State.QUEUED, 0)
    assert trouble == "The server's certificate cannot be trusted: self-signed certificate"


def test_with_a_certificate_the_machine_trusts_the_mail_is_handed_over(
    secure: Secure, certificate: Path, queued: Callable[..., Mail], monkeypatch: pytest.MonkeyPatch
) -> None:
    queued()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post = SmtpPost(secure.url, timeout=5)
    sent = send_due(at=AT, post=post)
    post.close()
    assert (sent.stopped, sent.counts[State.SENT]) == ("", 1)
    assert secure.heard[-5:] == ["AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
