"""A mail server of our own in this process, an outbox that posts to it, and a certificate nobody trusts."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from karn.apps.customers.models import Customer
from karn.apps.mailing.actions.posting import SmtpPost
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Server:
    """Takes mail, unless told otherwise: `answers` by step and address ("RCPT", "DATA"), or a break."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, str] = {}
        self.breaks_at = ""
        self.on_data: Callable[[str], None] | None = None

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.breaks_at == "RCPT":
            server.transport.close()
        if answer := self.answers.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        if answer := self.answers.get("DATA"):
            return answer
        message = message_from_bytes(envelope.content, policy=policy.default)
        if self.on_data:
            self.on_data(envelope.rcpt_tos[0])
        if self.breaks_at != "DATA":
            self.taken.append((envelope.rcpt_tos[0], message))  # type: ignore[arg-type]
        if self.breaks_at in ("DATA", "AFTER"):
            server.transport.close()
        return "250 taken"

    @property
    def readers(self) -> list[str]:
        return [address for address, _message in self.taken]


@pytest.fixture(scope="session")
def _port() -> Iterator[tuple[int, list[Server]]]:
    """Run one server for all tests; the last of the list is who answers."""
    current: list[Server] = []
    loop = asyncio.new_event_loop()
    listening: asyncio.Server = loop.run_until_complete(
        loop.create_server(lambda: SMTP(current[-1], loop=loop), "127.0.0.1", 0)
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield listening.sockets[0].getsockname()[1], current
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    listening.close()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


@pytest.fixture
def server(_port: tuple[int, list[Server]]) -> Server:
    """A mail server that has taken nothing yet."""
    _port[1].append(Server())
    return _port[1][-1]


@pytest.fixture
def post(_port: tuple[int, list[Server]], server: Server) -> Iterator[SmtpPost]:  # noqa: ARG001
    """A connection to it."""
    opened = SmtpPost(f"smtp://127.0.0.1:{_port[0]}", timeout=5)
    yield opened
    opened.close()


@pytest.fixture
def queued(db: None) -> Callable[..., Mail]:  # noqa: ARG001 (opens the database)
    """Queue a mail with sensible words."""

    def queue(to: str = "jo@example.org", **told: Any) -> Mail:
        about: Customer | None = told.pop("about", None)
        told = {"key": f"test:{to}:{told.get('at', AT)}", "by": None, "at": AT, "language": "en", **told}
        if "parts" not in told:
            told.setdefault("template", "survey_invitation")
        return queue_mail(to=to, about=about, **told)

    return queue


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that 127.0.0.1 made for itself, with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path
