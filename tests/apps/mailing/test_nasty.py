"""Nasty text through every field that ends in a mail: it stays text, in one mail to one reader."""

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from karn.apps.company.actions import change_company
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.actions.returns import note_report
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.actions.settings import change_mail_settings
from karn.apps.mailing.actions.templates import change_words
from karn.apps.mailing.models import Kind, Mail
from karn.apps.mailing.rules.addresses import usable_address
from karn.apps.mailing.rules.rendering import PLACEHOLDERS, Parts
from karn.apps.mailing.rules.reports import read_report
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line, plain

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

# The Big List of Naughty Strings, version 1.0.0, by Max Woolf (MIT: see its LICENSE).
BIG_LIST = json.loads((Path(__file__).parent / "naughty-strings/blns.json").read_text(encoding="utf-8"))
FIELDS = {
    "name": "row", "customer": "row", "sender": "row", "company": "line", "matter": "value", "lines": "value",
    "day": "value", "amount": "value", "code": "value", "link": "value", "questions": "value",
}  # fmt: skip
"""Every placeholder, and where what it says comes from: a name in a row, one line of it, or told."""

LONGEST_NAME = 200
"""Characters of a company's and a person's name: a form takes no more, PostgreSQL neither."""

BODY = "\n\n".join(f"<{field}<{{{{{field}}}}}>{field}>" for field in FIELDS)
"""Every field, between signs of its own."""


def said_in(message: Any) -> list[str]:
    """Return what stands in each field of BODY, in the plain text of a mail."""
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    return [text.partition(f"<{field}<")[2].partition(f">{field}>")[0] for field in FIELDS]


def test_nasty_values_arrive_as_text_with_one_reader_and_no_tag_of_their_own(server: Any, post: Any) -> None:
    for number, value in enumerate(NASTY):
        queue_mail(
            to=f"r{number}@example.org", key=str(number), parts=Parts("Hello", f"Dear you,\n\n{BODY}\n\nBye"),
            kind=Kind.SERVICE, language="en", values=dict.fromkeys(FIELDS, value), by=None, at=AT,
        )  # fmt: skip
    send_due(at=AT, post=post, limit=200)
    assert server.readers == [f"r{number}@example.org" for number in range(len(NASTY))]
    for (_reader, message), value in zip(server.taken, NASTY, strict=True):
        html = message.get_body(("html",)).get_content()
        told = value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
        assert said_in(message) == [told] * len(FIELDS), repr(value)
        assert ("<script" in html, "<img" in html, message["Bcc"]) == (False, False, None)


@pytest.mark.slow
def test_the_big_list_comes_through_every_field_of_a_mail_as_text(world: Any, server: Any, post: Any) -> None:
    """Each string as subject, names, company, signature and all that is told: one mail, read as typed."""
    told = [text.replace("\x00", "") for text in BIG_LIST]
    assert FIELDS.keys() == PLACEHOLDERS.keys()
    names, company = [text[:LONGEST_NAME] for text in told], world.company(name="Acme")
    given = [field for field, place in FIELDS.items() if place == "value"]
    for number, (text, name) in enumerate(zip(told, names, strict=True)):
        type(company).objects.update(name=name)
        about = world.contact(world.customer(name, owner=world.person(name=name)), name)
        queue_mail(
            to=f"r{number}@example.org", key=str(number), kind=Kind.SERVICE, language="en", by=None, at=AT,
            parts=Parts(f"{text} {{{{matter}}}}", BODY), values=dict.fromkeys(given, text), about=about,
        )  # fmt: skip
        send_due(at=AT, post=post, limit=1)
    whole = [number for number, text in enumerate(told) if len(text.splitlines()) <= 1]
    assert server.readers == [f"r{number}@example.org" for number in whole]
    assert Mail.objects.filter(state="withheld", reason="header").count() == len(told) - len(whole) == 1
    for (_reader, message), number in zip(server.taken, whole, strict=True):
        text, name = told[number], names[number]
        html = Tags(message.get_body(("html",)).get_content())
        wanted = [{"line": one_line(name), "row": name, "value": text}[place] for place in FIELDS.values()]
        assert said_in(message) == wanted, text
        assert (html.tags - TAGS, html.attributes - ATTRIBUTES) == (set(), set()), text
        assert set(message.keys()) <= HEADERS, text
        assert message["Subject"].split() == f"{text} {text}".split(), text
        [sender] = message["From"].addresses
        # Python's reader keeps the blanks between encoded words, which mail programs leave out.
        shown = "".join(sender.display_name.split())
        assert (shown, sender.addr_spec) == ("".join(name.split()), "karn@localhost"), text


def test_the_big_list_comes_through_the_words_of_a_mail_and_its_preview(
    world: Any, server: Any, post: Any
) -> None:
    """All of it in one's own words of a mail, half at a time: what is typed is read, and nothing acts."""
    world.company(name="Acme")
    eva, told = world.person(role="administrator"), [one for one in map(typed_line, BIG_LIST) if one]
    for start in (0, 1):
        body = "\n".join(f"«{text}»" for text in told[start::2])
        parts = Parts("Hello", f"{body}\n\n[Answer]({{{{link}}}})")
        words = change_words(code="survey_invitation", language="en", parts=parts, by=eva, at=AT)
        queue_mail(
            to=f"r{start}@example.org", key=str(start), template=words.code, language="en", by=None, at=AT,
            values={"link": "https://karn.example/s/x"},
        )  # fmt: skip
    send_due(at=AT, post=post)
    for (_reader, message), start in zip(server.taken, (0, 1), strict=True):
        plain = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        html = Tags(message.get_body(("html",)).get_content())
        assert [line[1:-1] for line in plain.split("\n") if line[:1] == "«"] == told[start::2]
        assert (html.tags - TAGS, html.attributes - ATTRIBUTES) == (set(), set())
        assert html.links <= {"https:/", "http://"}


def typed_line(text: str) -> str:
    """Return a text as a form hands it over, on one line."""
    return one_line(plain(text))


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


def test_its_own_mail_and_holiday_notices_that_come_back_are_answered_by_nothing(
    queued: Any, server: Any, post: Any
) -> None:
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


HEADERS = {
    "Subject", "From", "To", "Reply-To", "Message-ID", "Date", "MIME-Version", "Content-Type",
    "Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip
TAGS = {"html", "head", "meta", "body", "div", "p", "br", "ul", "li", "a"}
ATTRIBUTES = {"lang", "charset", "name", "content", "style", "href"}


class Tags(HTMLParser):
    """Notes the tags and attributes of a page, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.links = set[str](), set[str](), set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _value in attrs)
        self.links.update((value or "")[:7] for name, value in attrs if name == "href")


def typed(text: str, language: str, company: Any, eva: Any) -> None:
    """Put the text into every field of settings that ends in a mail, as far as it is taken."""
    words = Parts(f"{text} {{{{name}}}}", f"{text}\n\n- {text}\n\n[{text}]({{{{link}}}})\n\n{{{{matter}}}}")
    for deed in (
        lambda: change_company(company, name=text.replace("\x00", ""), by=eva, at=AT),
        lambda: change_words(code="survey_invitation", language=language, parts=words, by=eva, at=AT),
        lambda: change_mail_settings(reply_to=text, by=eva, at=AT),
        lambda: change_mail_settings(reply_to=f"jo{text}@example.org", by=eva, at=AT),
    ):
        with suppress(BadInput), transaction.atomic():
            deed()


def test_nasty_text_in_every_field_at_once_ends_in_one_whole_mail_or_in_none(
    world: Any, server: Any, post: Any
) -> None:
    """Company, names, words of mails and of surveys, address and answer address: all the same nasty text."""
    company, eva = world.company(name="Acme"), world.person(role="administrator")
    for number, text in enumerate((*NASTY, *INJECTIONS)):
        language, told = ("en", "nl", "sv")[number % 3], text.replace("\x00", "")[:290]
        typed(text, language, company, eva)
        Person.objects.filter(pk=eva.pk).update(name=told[:150])
        about = world.contact(world.customer(told, owner=eva), told, email="jo@example.org")
        nasty = f"r{number}{text}@example.org" if number % 2 else f"r{number}@{text}example.org"
        for place, address in enumerate((f"r{number}@example.org", nasty)):
            queue_mail(
                to=address, key=f"{number} {place}", template="survey_invitation", language=language,
                values={"link": "https://karn.example/s/x", "matter": text}, about=about, by=None, at=AT,
            )  # fmt: skip
        send_due(at=AT, post=post, limit=10)
    told = Mail.objects.filter(state="sent").values_list("address", "text")
    sent = {usable_address(address): text for address, text in told}
    assert set(Mail.objects.exclude(state="sent").values_list("state", "reason")) <= {
        ("withheld", "header"), ("withheld", "bad_address"), ("queued", "enough"),
    }  # fmt: skip
    assert (set(server.readers) ^ sent.keys(), len(server.readers)) == (set(), len(told))
    assert len(sent) > len(NASTY)
    for reader, message in server.taken:
        parts = {part.get_content_type(): part for part in message.walk()}
        html = Tags(parts["text/html"].get_content())
        names = [*message.keys()]
        assert (set(names) - HEADERS, len(names) - len(set(names))) == (set(), 0), reader
        assert [part.defects for part in parts.values()] == [[]] * 3, reader
        assert (html.tags - TAGS, html.attributes - ATTRIBUTES, html.links - {"https:/", "http://"}) == (
            set(), set(), set(),
        ), reader  # fmt: skip
        text = parts["text/plain"].get_content().replace("\r\n", "\n")
        assert re.sub(r"/([us])/[\w-]+/?", r"/\1/…", text) == sent[reader]
