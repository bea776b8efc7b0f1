"""`karn mail`: what waits is sent into the folder; what came back closes an address."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail, Suppression
from karn.cli.mail import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def karn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr(sys.modules["karn.cli.mail"], "prepare", lambda *_given: None)
    monkeypatch.setattr("karn.apps.mailing.actions.posting.FOLDER", str(tmp_path))
    return lambda *words, **told: CliRunner().invoke(mail, words, **told)


def test_what_is_due_is_sent_and_a_bounce_of_it_closes_the_address(karn: Any) -> None:
    now = datetime.now(UTC)
    made = queue_mail(
        to="jo@example.org", key="1", template="payment_failed", language="en", by=None,
        at=now - timedelta(minutes=1),
    )  # fmt: skip
    assert karn("send").output == "1 sent\n"
    assert karn("send").output == "Nothing was due.\n"
    message = Mail.objects.get(pk=made.pk).message_id
    bounce = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{message}>\n\n--b--\n"
    )
    assert karn("bounce", input=bounce).output == "A bounce, kept.\n"
    assert Suppression.objects.get().why == "bounced"
    assert "no bounce" in karn("bounce", input="Subject: hello\n\nI am away.").output
