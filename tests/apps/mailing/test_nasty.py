"""Nasty text through every field that ends in a mail: it stays text, in one mail to one reader."""

from datetime import UTC, datetime
from typing import Any

import pytest

from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.actions.returns import note_report
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.models import Kind, Mail
from karn.apps.mailing.rules.rendering import Parts
from karn.apps.mailing.rules.reports import read_report

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)

INJECTIONS = [
    "Jo\r\nBcc: all@evil.example",
    "Jo\nBcc: all@evil.example",
    "Jo\rBcc: all@evil.example",
    "Jo\r\n\r\n<h1>body</h1>",
    "Jo\u2028Bcc: all@evil.example",
    "Jo\u0085Bcc: all@evil.example",
    "Jo\x0bBcc: all@evil.example",
    "Jo\x0cX: y",
]
NASTY = [
    "", " ", "\x00", "\x01\x02\x7f", "\ufeff", "\u202eoj\u202c", "\u200b\u200d", "Å\u030a\u0301", "Ω≈ç√",
    "\u7530\u4e2d\u3055\u3093", "\u0645\u0631\u062d\u0628\u0627", "\U0001f469\u200d\U0001f467", "\ufdfa" * 40,
    "x" * 2000, "{{name}}", "{{link}}", "{% load i18n %}", "{{{{x}}}}", "${7*7}", "%s%n%(x)s",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--", "]]>", "&lt;b&gt;",
    "javascript:alert(1)", "[x](javascript:alert(1))", "=cmd|' /C calc'!A0", "'; DROP TABLE mailing_mail; --",
    "../../etc/passwd", "\\r\\nBcc: x", "%0d%0aBcc: x", "=?utf-8?q?=0D=0ABcc=3A_x?=", ".", "..",
    "\r\n.\r\n", "\n.\nQUIT\n", "From here on", "1e400", "NaN", "null", "\ud7ff",
    "A" * 1100 + " " + "B" * 1100,
]  # fmt: skip


@pytest.mark.parametrize("field", ["name", "customer", "sender", "matter", "lines", "day", "amount", "link"])
def test_nasty_values_arrive_as_text_with_one_reader_and_no_tag_of_their_own(
    server: Any, post: Any, field: str
) -> None:
    body = f"Dear you,\n\n<<{{{{{field}}}}}>>\n\nBye"
    for number, value in enumerate(NASTY):
        queue_mail(
            to=f"r{number}@example.org", key=str(number), parts=Parts("Hello", body), kind=Kind.SERVICE,
            language="en", values={field: value}, by=None, at=AT,
        )  # fmt: skip
    send_due(at=AT, post=post, limit=200)
    assert server.readers == [f"r{number}@example.org" for number in range(len(NASTY))]
    for (_reader, message), value in zip(server.taken, NASTY, strict=True):
        text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
        said = value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
        told = text.partition("<<")[2].rpartition(">>")[0].replace("\r\n", "\n")
        assert told == said, repr(value)
        assert ("<script" in html, "<img" in html, message["Bcc"]) == (False, False, None)


@pytest.mark.parametrize("injected", INJECTIONS)
def test_a_line_break_in_a_header_is_refused_wherever_it_comes_from(
    world: Any, server: Any, post: Any, injected: str
) -> None:
    world.company(name="Acme")
    about = world.customer(injected)
    for number, told in enumerate(
        (
            {"parts": Parts("Hi {{name}}", "x")},
            {"parts": Parts(f"Hi {injected}", "x")},
            {"parts": Parts("Hi", "x"), "to": f"jo@example.org{injected[2:]}"},
        )
    ):
        given = {"to": "jo@example.org", **told}
        queue_mail(key=str(number), kind=Kind.SERVICE, language="en", about=about, by=None, at=AT, **given)
    send_due(at=AT, post=post)
    assert server.taken == []
    assert set(Mail.objects.values_list("state", "reason")) == {
        ("withheld", "header"),
        ("withheld", "bad_address"),
    }


def test_a_company_with_a_line_break_in_its_name_sends_no_second_header(
    world: Any, queued: Any, server: Any, post: Any
) -> None:
    world.company(name="Acme\r\nBcc: all@evil.example")
    queued()
    send_due(at=AT, post=post)
    [(reader, message)] = server.taken
    assert (reader, message["Bcc"]) == ("jo@example.org", None)
    assert "Bcc: all@evil.example" in str(message["From"].addresses[0].display_name)


def test_two_installations_that_write_to_each_other_do_not_loop(queued: Any, server: Any, post: Any) -> None:
    """Whatever comes back (a holiday notice, our own mail) is read, and nothing is written on it."""
    queued("other@karn.example")
    for _turn in range(5):
        send_due(at=AT, post=post)
        for _reader, message in list(server.taken):
            assert message["Auto-Submitted"] == "auto-generated"
            for content in (message.as_bytes(), b"Auto-Submitted: auto-replied\n\nI am away."):
                report = read_report(content)
                assert report is None or note_report(report, way="file", at=AT) is None
    assert (len(server.taken), Mail.objects.count()) == (1, 1)
