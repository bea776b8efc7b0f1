"""What a message says came back: only a report's own parts count."""

import pytest

from karn.apps.mailing.rules.reports import Report, read_report

BOUNCE = b"""\
From: MAILER-DAEMON@mx.example
To: karn@acme.example
Subject: Undelivered
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; jo@example.org
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; 550 5.1.1 nobody here

--b
Content-Type: KIND

Message-ID: <abc@acme.example>
Subject: Hello

--b--
"""
COMPLAINT = b"""\
From: fbl@provider.example
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is a report.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Some/1.0
Version: 1
Original-Rcpt-To: <jo@example.org>

--b
Content-Type: message/rfc822

Message-ID: <abc@acme.example>
Subject: Hello

Text
--b--
"""


def bounce(
    action: bytes = b"failed", status: bytes = b"5.1.1", kind: bytes = b"text/rfc822-headers"
) -> bytes:
    return BOUNCE.replace(b"ACTION", action).replace(b"STATUS", status).replace(b"KIND", kind)


@pytest.mark.parametrize("kind", [b"text/rfc822-headers", b"message/rfc822"])
@pytest.mark.parametrize(
    ("action", "status", "means"),
    [(b"failed", b"5.1.1", "bounce"), (b"Failed", b"4.2.2", "delay"), (b"delayed", b"4.4.1", "delay")],
)
def test_a_bounce_says_what_happened_to_which_mail(
    action: bytes, status: bytes, means: str, kind: bytes
) -> None:
    assert read_report(bounce(action, status, kind)) == Report(
        means, "abc@acme.example", "", "jo@example.org"
    )  # type: ignore[arg-type]


def test_a_complaint_names_the_mail() -> None:
    assert read_report(COMPLAINT) == Report("complaint", "abc@acme.example", "", "jo@example.org")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: out of office\nAuto-Submitted: auto-replied\n\nI am away.",
        bounce(b"delivered", b"2.0.0"),
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n",
        b"Content-Type: message/rfc822\n\n" + bounce(),
        b"Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: message/rfc822\n\n"
        + bounce()
        + b"\n--c--",
    ],
)
def test_an_answer_a_success_and_a_report_inside_another_mail_report_nothing(content: bytes) -> None:
    assert read_report(content) is None
