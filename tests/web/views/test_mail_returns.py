"""What each provider tells of a mail that came back, in its own words, closes the address."""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from copy import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from pydantic import ValidationError

from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail, State, Suppression
from karn.project.installation import Installation
from karn.project.mail import PROVIDERS, anymail_settings

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
JO, NUMBER, WHEN, KEY = "jo@example.org", "0a1b2c", 1793534400, "signing"
BOUNCES: dict[str, Any] = {
    "brevo": {"event": "hard_bounce", "email": JO, "message-id": NUMBER, "ts_epoch": WHEN * 1000},
    "mailersend": {
        "type": "activity.hard_bounced", "created_at": "2026-11-01T12:00:00.000000Z",
        "data": {"id": "1", "type": "hard_bounced", "morph": {"reason": "unknown"},
                 "email": {"message": {"id": NUMBER}, "recipient": {"email": JO}}},
    },
    "mailgun": {
        "signature": {"token": "t", "timestamp": str(WHEN),
                      "signature": hmac.digest(KEY.encode(), f"{WHEN}t".encode(), "sha256").hex()},
        "event-data": {"event": "failed", "severity": "permanent", "id": "1", "timestamp": WHEN,
                       "recipient": JO, "message": {"headers": {"message-id": NUMBER}}, "reason": "bounce",
                       "delivery-status": {"code": 550}},
    },
    "mailjet": [{"event": "bounce", "time": WHEN, "email": JO, "MessageID": NUMBER, "hard_bounce": True,
                 "error": "user unknown"}],
    "mandrill": [{"event": "hard_bounce", "ts": WHEN, "_id": NUMBER,
                  "msg": {"_id": NUMBER, "email": JO, "state": "bounced",
                          "bounce_description": "bad_mailbox"}}],
    "postmark": {"RecordType": "Bounce", "ID": 1, "MessageID": NUMBER, "Email": JO, "Type": "HardBounce",
                 "TypeCode": 1, "BouncedAt": "2026-11-01T12:00:00Z"},
    "resend": {"type": "email.bounced", "created_at": "2026-11-01T12:00:00.000Z",
               "data": {"email_id": NUMBER, "to": [JO], "created_at": "2026-11-01T12:00:00.000Z"}},
    "sendgrid": [{"event": "bounce", "type": "bounce", "email": JO, "timestamp": WHEN, "anymail_id": NUMBER,
                  "sg_event_id": "1", "sg_message_id": "2"}],
    "sparkpost": [{"msys": {"message_event": {
        "type": "bounce", "bounce_class": "10", "transmission_id": NUMBER, "rcpt_to": JO,
        "raw_rcpt_to": JO, "timestamp": str(WHEN), "event_id": "1"}}}],
}  # fmt: skip
"""How each provider says that a mail came back for good."""


def posted(client: Client, name: str, told: str) -> HttpResponse:
    """Tell it as the provider does, with its signature."""
    ask: dict[str, Any] = {"data": told, "content_type": "application/json"}
    secret = b64encode(b"karn:word").decode()
    headers = {"Authorization": f"Basic {secret}"}
    if name == "mailersend":
        headers["Signature"] = hmac.digest(KEY.encode(), told.encode(), "sha256").hex()
    if name == "mandrill":
        ask = {"data": {"mandrill_events": told}}
        signed = f"http://karn:word@testserver/mail/returns/mandrill/mandrill_events{told}"
        sealed = hmac.digest(KEY.encode(), signed.encode(), hashlib.sha1)
        headers["X-Mandrill-Signature"] = b64encode(sealed).decode()
    answer: HttpResponse = client.post(f"/mail/returns/{name}/", headers=headers, **ask)
    return answer


@pytest.fixture
def hears(world: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Mail]:
    """Let Karn hear a provider, and have sent a mail through it, which is returned."""

    def heard(name: str) -> Mail:
        world.company()
        mail = queue_mail(to=JO, key="1", template="survey_invitation", language="en", by=None, at=AT)
        Mail.objects.update(state=State.SENT, provider_id=f"<{NUMBER}>" if name == "mailgun" else NUMBER)
        secret = type("Secret", (), {"get_secret_value": lambda _self: "karn:word"})()
        monkeypatch.setattr(django_settings.INSTALLATION, "mail_provider", name)
        monkeypatch.setattr(django_settings.INSTALLATION, "mail_webhook_secret", secret)
        settings.ANYMAIL = anymail_settings(name, "public:secret", "example.org", "karn:word", KEY)
        return mail

    return heard


NO_LONGER_SUPPORTED = "ignore:django-anymail has dropped official support for SendGrid"


@pytest.mark.filterwarnings(NO_LONGER_SUPPORTED)
@pytest.mark.parametrize("name", PROVIDERS)
def test_a_bounce_that_a_provider_tells_closes_the_address(
    client: Client, hears: Callable[[str], Mail], name: str
) -> None:
    mail = hears(name)
    assert posted(client, name, json.dumps(BOUNCES[name])).status_code == 200
    mail.refresh_from_db()
    assert (mail.returned, Suppression.objects.get().why) == ("bounced", "bounced")


def spoilt(told: Any, with_: Any) -> Iterator[Any]:
    """Yield what is told once for each place in it, with something else in that place."""
    yield with_
    for place in told if isinstance(told, dict) else range(len(told)) if isinstance(told, list) else ():
        for inner in spoilt(told[place], with_):
            changed = copy(told)
            changed[place] = inner
            yield changed


GARBAGE = [
    "",
    "garbage",
    "null",
    "1",
    "1e999",
    '"word"',
    "[null]",
    "[[]]",
    "[1, 2]",
    "[" * 5_000,
    '{"a"',
    "NaN",
]


@pytest.mark.filterwarnings(NO_LONGER_SUPPORTED)
@pytest.mark.parametrize("name", PROVIDERS)
def test_what_is_no_report_is_refused_in_words(
    client: Client, hears: Callable[[str], Mail], name: str
) -> None:
    hears(name)
    client.raise_request_exception = False
    for told in GARBAGE:
        answer = posted(client, name, told)
        assert (answer.status_code, "could be read" in answer.text or "<title>" in answer.text) == (
            400,
            True,
        ), told
    for with_ in (None, "\0", 10**30, [], {}, {"a": 1}, "\ud800", "é", True):
        for told in spoilt(BOUNCES[name], with_):
            assert posted(client, name, json.dumps(told)).status_code in (200, 400), told


@pytest.mark.filterwarnings(NO_LONGER_SUPPORTED)
@pytest.mark.parametrize("name", [name for name, told in BOUNCES.items() if isinstance(told, list)])
def test_what_can_be_read_beside_something_that_cannot_is_kept(
    client: Client, hears: Callable[[str], Mail], name: str
) -> None:
    hears(name)
    answer = posted(client, name, json.dumps([None, *BOUNCES[name], {"event": [], "msys": 1}]))
    assert (answer.status_code, answer.text) == (
        400, "2 of 3 reports could not be read; the others are kept.",
    )  # fmt: skip
    assert Suppression.objects.get().why == "bounced"


@pytest.mark.parametrize(("name", "key", "starts"), [
    ("mailersend", "", False), ("mandrill", "", False), ("mandrill", KEY, True), ("mailgun", "", True),
])  # fmt: skip
def test_who_signs_what_it_tells_cannot_be_heard_without_the_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, name: str, key: str, starts: bool
) -> None:
    told = {"provider": name, "key": "x", "webhook_secret": "karn:word", "signing_key": key,
            "from": "a@example.org"}  # fmt: skip
    for one, value in told.items():
        monkeypatch.setenv(f"KARN_MAIL_{one.upper()}", value)
    monkeypatch.setenv("KARN_ADDRESS", "https://karn.example.org")
    if starts:
        assert Installation(data=tmp_path).mail_route == name
    else:
        with pytest.raises(ValidationError, match="KARN_MAIL_SIGNING_KEY is missing"):
            Installation(data=tmp_path)
