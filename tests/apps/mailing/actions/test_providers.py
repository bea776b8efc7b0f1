"""Handing over to providers, through Anymail, to a server here: what became of a mail is known, or not."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from karn.apps.mailing.actions.posting import ProviderPost
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.models import Mail, MailSettings
from karn.project.mail import PROVIDERS, UNTOLD, anymail_settings

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
JO = "jo@example.org"
NUMBER = "0a1b2c"
TAKEN: dict[str, tuple[int, Any]] = {
    "brevo": (201, {"messageId": NUMBER}),
    "mailersend": (202, ""),
    "mailgun": (200, {"id": NUMBER, "message": "Queued. Thank you."}),
    "mailjet": (200, {"Messages": [{"Status": "success", "To": [{"Email": JO, "MessageID": NUMBER}]}]}),
    "mandrill": (200, [{"email": JO, "status": "sent", "_id": NUMBER}]),
    "postmark": (200, [{"To": JO, "MessageID": NUMBER, "ErrorCode": 0, "Message": "OK"}]),
    "resend": (200, {"id": NUMBER}),
    "sendgrid": (202, ""),
    "sparkpost": (
        200,
        {"results": {"id": NUMBER, "total_accepted_recipients": 1, "total_rejected_recipients": 0}},
    ),
}
"""How each provider says that it took one mail."""


class Desk:
    """A provider's server: `asked` is what it was sent; `says` its answer, None: it hangs up.

    With a `certificate` it speaks TLS.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        self.asked: list[str] = []
        self.says: tuple[int, Any] | None = (200, "")
        desk = self

        class Clerk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                desk.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                if desk.says is None:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, told = desk.says
                content = json.dumps(told).encode() if told else b""
                self.send_response(status)
                self.send_header("Content-Type", "application/json" if told else "text/html")
                self.send_header("Content-Length", str(len(content)))
                self.send_header("X-Message-ID", NUMBER)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_told: Any) -> None:
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Clerk)
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.server.server_address[1]}/"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def by(settings: Any) -> Callable[[str, str], ProviderPost]:
    """Return the way by a provider whose server is at an address."""

    def reach(name: str, url: str) -> ProviderPost:
        told = anymail_settings(name, "public:secret", "example.org", "")
        settings.ANYMAIL = told | {f"{name.upper()}_API_URL": url}
        return ProviderPost(name)

    return reach


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
@pytest.mark.parametrize("name", PROVIDERS)
def test_each_provider_takes_a_mail_with_its_way_out_and_the_name_it_gives_it_is_kept(
    name: str, desk: Desk, by: Any, queued: Callable[..., Mail]
) -> None:
    mail, desk.says = queued(JO), TAKEN[name]
    assert send_due(at=AT, post=by(name, desk.url)).counts["sent"] == 1
    mail.refresh_from_db()
    [asked] = desk.asked
    assert (mail.state, mail.via, bool(mail.provider_id)) == ("sent", name, True)
    assert ("List-Unsubscribe" in asked, "jo@example.org" in asked or "jo%40example.org" in asked) == (
        True,
        True,
    )
    assert ("rack" in asked) == (name not in UNTOLD)  # track, or tracking: each in its own words


@pytest.mark.parametrize(
    ("says", "state", "reason", "stopped"),
    [
        ((422, {"ErrorCode": 300, "Message": "No such address"}), "failed", "refused", ""),
        ((401, {"ErrorCode": 10, "Message": "Bad key"}), "queued", "later", "away"),
        ((429, {"Message": "Slow down"}), "queued", "later", "away"),
        ((500, {"Message": "Oh"}), "unknown", "lost", ""),
        (None, "unknown", "lost", ""),
    ],
)
def test_what_the_provider_says_decides(
    desk: Desk, by: Any, queued: Callable[..., Mail], says: Any, state: str, reason: str, stopped: str
) -> None:
    mail, desk.says = queued(JO), says
    assert send_due(at=AT, post=by("postmark", desk.url)).stopped == stopped
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (state, reason)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://nowhere.invalid/"])
def test_a_provider_that_cannot_be_reached_takes_no_try_and_is_told_of(
    by: Any, queued: Callable[..., Mail], url: str
) -> None:
    queued("a@example.org")
    queued("b@example.org")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = by("postmark", url.format(port=taken.getsockname()[1]))
        assert send_due(at=AT, post=away).stopped == "away"
    assert list(Mail.objects.values_list("state", "attempts")) == [("queued", 0)] * 2
    assert MailSettings.objects.get().trouble != ""


def test_a_provider_whose_certificate_nobody_trusts_is_handed_nothing(
    certificate: Path, by: Any, queued: Callable[..., Mail]
) -> None:
    queued(JO)
    desk = Desk(certificate)
    assert send_due(at=AT, post=by("postmark", desk.url)).stopped == "away"
    desk.close()
    assert (Mail.objects.get().state, desk.asked) == ("queued", [])
