"""What becomes of a mail: claimed, handed over, and told what became of it; nothing twice."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from karn.apps.customers.actions.contacts import end_contact, remove_contact
from karn.apps.mailing.actions.decisions import (
    go_on,
    send_again,
    set_aside_waiting,
    settle_unknown,
    take_back,
)
from karn.apps.mailing.actions.objections import object_to_mail, suppress
from karn.apps.mailing.actions.posting import Fate, FolderPost, Outcome, SmtpPost, file_of
from karn.apps.mailing.actions.returns import note_report
from karn.apps.mailing.actions.sending import send_due, settle_abandoned
from karn.apps.mailing.models import Basis, Consent, Kind, Mail, MailSettings, Reason, State, Why
from karn.apps.mailing.queries.composing import as_stored
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.rules.backoff import WAITS
from karn.apps.mailing.rules.rendering import Parts
from karn.apps.mailing.rules.reports import Report
from karn.apps.personal.actions.erasures import erase_person
from karn.kernel.errors import BadInput
from karn.platform.models import Link
from karn.platform.quarantine import enter_quarantine, leave_quarantine

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
NEWS = Parts("News", "Dear {{name}},\n\n{{lines}}")


@pytest.fixture
def send(post: SmtpPost) -> Callable[..., Any]:
    """Send what is due."""
    return lambda at=AT, **told: send_due(at=at, post=post, **told)


@pytest.fixture
def eva(world: Any) -> Any:
    return world.person(name="Eva", role="manager")


def states() -> list[tuple[str, str]]:
    return list(Mail.objects.order_by("pk").values_list("state", "reason"))


def allow(address: str, **told: Any) -> Consent:
    given = {"purpose": "news", "basis": Basis.CONSENT, "given_on": date(2026, 1, 1), "recorded_at": AT}
    return Consent.objects.create(
        **{"digest": digest_of(address), "address": address, "shown": "Yes", **given, **told}
    )


def test_a_mail_is_sent_once_and_its_link_is_kept_nowhere(
    world: Any, queued: Any, server: Any, send: Any
) -> None:
    world.company(name="Acme")
    customer = world.customer("Jo & Co")
    mail = queued(about=customer, values={"link": "https://karn.example/s/secretword/", "matter": "us"})
    assert (send().counts[State.SENT], send().counts[State.SENT]) == (1, 0)
    mail.refresh_from_db()
    [(reader, message)] = server.taken
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert (reader, mail.state, mail.via, mail.values) == ("jo@example.org", "sent", "smtp", {})
    assert ("https://karn.example/s/secretword/" in text, "https://karn.example/s/secretword/" in html) == (
        True,
        True,
    )
    stored = repr(list(Mail.objects.values()))
    assert ("secretword" in stored, "Dear Jo & Co," in mail.text, "Dear Jo &amp; Co," in mail.html) == (
        False,
        True,
        True,
    )
    assert message["Message-ID"] == f"<{mail.message_id}>"
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert message["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/u/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Link.objects.get().audience == f"mail:{mail.pk}"


def test_service_mail_carries_no_way_out_and_goes_first(queued: Any, server: Any, send: Any) -> None:
    queued("a@example.org")
    queued("b@example.org", template="payment_failed")
    send()
    assert server.readers == ["b@example.org", "a@example.org"]
    assert server.taken[0][1]["List-Unsubscribe"] is None
    assert "payment" in server.taken[0][1]["Subject"]


def test_the_same_key_queues_once_and_a_rolled_back_deed_queues_nothing(queued: Any) -> None:
    first = queued(key="one")
    assert queued("other@example.org", key="one") == first

    def deed() -> None:
        with transaction.atomic():
            queued(key="two")
            raise BadInput("no")

    with pytest.raises(BadInput):
        deed()
    assert list(Mail.objects.values_list("key", flat=True)) == ["one"]


def test_nothing_goes_before_its_time(queued: Any, server: Any, send: Any) -> None:
    queued(not_before=AT + timedelta(days=2))
    send()
    assert server.readers == []
    send(AT + timedelta(days=2))
    assert server.readers == ["jo@example.org"]


def test_words_with_an_unknown_placeholder_are_refused(queued: Any) -> None:
    with pytest.raises(BadInput, match="no placeholder “secret”"):
        queued(parts=Parts("Hello", "{{ secret }}"), kind=Kind.SERVICE)


@pytest.mark.parametrize(
    ("answers", "state", "reason", "detail"),
    [
        ({"RCPT": "550 5.1.1 nobody here"}, "failed", "refused", "550 5.1.1 nobody here"),
        ({"RCPT": "451 4.7.1 greylisted"}, "queued", "later", "451 4.7.1 greylisted"),
        ({"DATA": "554 5.7.1 spam"}, "failed", "refused", "554 5.7.1 spam"),
        ({"DATA": "452 4.3.1 full"}, "queued", "later", "452 4.3.1 full"),
    ],
)
def test_what_the_server_says_decides(
    queued: Any, server: Any, send: Any, answers: Any, state: str, reason: str, detail: str
) -> None:
    mail = queued()
    server.answers = answers
    send()
    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.detail) == (state, reason, detail)
    assert mail.due_at == (AT + WAITS[0] if state == "queued" else AT)


def test_after_the_last_try_it_fails_and_between_tries_it_waits_longer(
    queued: Any, server: Any, send: Any
) -> None:
    mail, at, waited = queued(), AT, []
    server.answers = {"RCPT": "451 later"}
    for _try in range(len(WAITS)):
        send(at)
        mail.refresh_from_db()
        waited.append(mail.due_at - at)
        at = mail.due_at
    send(at)
    assert (tuple(waited), states()) == (WAITS, [("failed", "gave_up")])


@pytest.mark.parametrize(("breaks_at", "taken"), [("DATA", 0), ("AFTER", 1)])
def test_a_connection_lost_after_the_words_leaves_it_unknown_and_it_is_not_sent_again(
    queued: Any, server: Any, send: Any, breaks_at: str, taken: int
) -> None:
    queued()
    server.breaks_at = breaks_at
    send()
    server.breaks_at = ""
    send(AT + timedelta(days=2))
    assert (states(), len(server.taken)) == ([("unknown", "lost")], taken)


def test_a_connection_lost_before_the_words_is_tried_again(queued: Any, server: Any, send: Any) -> None:
    queued()
    server.breaks_at = "RCPT"
    send()
    server.breaks_at = ""
    assert states() == [("queued", "later")]
    send(AT + WAITS[0])
    assert (states(), server.readers) == ([("sent", "")], ["jo@example.org"])


def test_a_server_nobody_answers_at_takes_no_try_and_is_told_of(queued: Any) -> None:
    queued("a@example.org")
    queued("b@example.org")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        away = SmtpPost(f"smtp://127.0.0.1:{taken.getsockname()[1]}", timeout=1)
        assert send_due(at=AT, post=away).stopped == "away"
    assert list(Mail.objects.values_list("state", "attempts")) == [("queued", 0)] * 2
    assert "refused" in MailSettings.objects.get().trouble.lower()


@pytest.mark.parametrize("kind", [Kind.SURVEY, Kind.MARKETING])
def test_an_objection_stops_what_waits_and_what_comes_but_not_service(
    queued: Any, server: Any, send: Any, kind: Kind
) -> None:
    allow("jo@example.org")
    queued(key="waits", parts=NEWS, kind=kind)
    object_to_mail(address=" Jo@Example.ORG", way="person", at=AT)
    assert states() == [("withheld", "objected")]
    queued(key="comes", parts=NEWS, kind=kind)
    queued(key="service", template="payment_failed")
    send()
    assert sorted(states()) == [("sent", ""), ("withheld", "objected"), ("withheld", "objected")]
    assert len(server.taken) == 1


def test_marketing_needs_consent_and_asks_for_it_when_it_is_sent(queued: Any, send: Any) -> None:
    queued(key="before", parts=NEWS, kind=Kind.MARKETING)
    consent = allow("jo@example.org")
    send()
    queued(key="after", parts=NEWS, kind=Kind.MARKETING, at=AT + timedelta(days=20))
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=AT)
    send(AT + timedelta(days=20))
    assert states() == [("sent", ""), ("withheld", "no_consent")]


def test_a_bounced_address_gets_nothing_at_all(queued: Any, send: Any, server: Any) -> None:
    suppress(digest=digest_of("jo@example.org"), why=Why.BOUNCED, way="file", at=AT)
    queued(template="payment_failed")
    send()
    assert (states(), server.readers) == ([("withheld", "bounced")], [])


def test_marketing_waits_for_its_cooldown_and_for_the_month(queued: Any, send: Any, server: Any) -> None:
    allow("jo@example.org")
    MailSettings.objects.create(pk=1, marketing_days=7, monthly=2)
    for number in range(3):
        queued(key=str(number), parts=NEWS, kind=Kind.MARKETING)
    send()
    assert states() == [("sent", ""), ("queued", "cooldown"), ("queued", "cooldown")]
    send(AT + timedelta(days=7))
    send(AT + timedelta(days=14))
    last = Mail.objects.get(key="2")
    assert (last.state, last.reason, last.due_at) == ("queued", "enough", AT + timedelta(days=30))
    assert len(server.taken) == 2


def test_the_hourly_cap_stops_everything_until_somebody_lets_it_go_on(
    queued: Any, send: Any, server: Any, eva: Any
) -> None:
    MailSettings.objects.create(pk=1, hourly=2)
    for number in range(5):
        queued(f"r{number}@example.org")
    assert (send().stopped, len(server.taken)) == ("stopped", 2)
    assert (send(AT + timedelta(days=1)).stopped, len(server.taken)) == ("stopped", 2)
    go_on(by=eva, at=AT + timedelta(days=1))
    assert (send(AT + timedelta(days=1)).stopped, len(server.taken)) == ("stopped", 4)


def test_at_the_cap_with_nothing_waiting_nothing_stops(queued: Any, send: Any) -> None:
    MailSettings.objects.create(pk=1, hourly=1)
    queued()
    send()
    assert (send().stopped, MailSettings.objects.get().stopped_at) == ("idle", None)


@pytest.fixture
def quarantined() -> Iterator[None]:
    enter_quarantine(backup="b", made_at=AT, at=AT)
    yield
    leave_quarantine()


def test_a_restored_copy_sends_nothing(quarantined: None, queued: Any, send: Any, server: Any) -> None:  # noqa: ARG001
    queued()
    assert (send().stopped, states(), server.readers) == ("quarantine", [("queued", "")], [])
    assert set_aside_waiting(at=AT) == 1
    leave_quarantine()
    send()
    assert (states(), server.readers) == ([("withheld", "restored")], [])


def test_a_file_a_killed_worker_wrote_of_somebody_erased_is_deleted(
    queued: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(settings.INSTALLATION, "data", tmp_path)
    erased, other = queued(key="erased"), queued("mo@example.org")
    file_of(erased.pk).parent.mkdir()
    for mail in (erased, other):
        file_of(mail.pk).touch()
    Mail.objects.update(state=State.CLAIMED, claimed_by="dead", claimed_at=AT - timedelta(minutes=16))
    Mail.objects.filter(pk=erased.pk).update(address="")
    assert settle_abandoned(at=AT) == 2
    assert [file_of(mail.pk).exists() for mail in (erased, other)] == [False, True]


def test_what_a_killed_worker_had_claimed_is_unknown_and_a_person_decides(
    queued: Any, send: Any, server: Any, eva: Any
) -> None:
    mail = queued(values={"link": "https://karn.example/s/a/"})
    Mail.objects.update(state=State.CLAIMED, claimed_by="dead", claimed_at=AT - timedelta(minutes=16))
    assert settle_abandoned(at=AT) == 1
    send()
    assert (states(), server.readers) == ([("unknown", "killed")], [])
    send_again(mail=mail, by=eva, at=AT)
    send()
    assert (states(), server.readers) == ([("sent", "")], ["jo@example.org"])
    with pytest.raises(BadInput):
        send_again(mail=mail, by=eva, at=AT)


def test_a_person_says_that_an_unknown_one_arrived(queued: Any, server: Any, send: Any, eva: Any) -> None:
    mail = queued()
    server.breaks_at = "AFTER"
    send()
    settle_unknown(mail=mail, arrived=True, by=eva, at=AT)
    assert states() == [("sent", "lost")]


SECRET = "https://karn.example/s/secretword/"


def stored() -> str:
    return repr(Mail.objects.values().get())


@pytest.mark.parametrize("told_by", ["person", "provider"])
def test_the_link_of_a_mail_nobody_knew_of_is_gone_once_it_is_known_to_have_arrived(
    queued: Any, server: Any, send: Any, eva: Any, told_by: str
) -> None:
    mail = queued(values={"link": SECRET, "matter": "us"})
    server.breaks_at = "AFTER"
    send()
    mail.refresh_from_db()
    if told_by == "person":
        settle_unknown(mail=mail, arrived=True, by=eva, at=AT)
    else:
        note_report(Report("bounce", message_id=mail.message_id), way="provider", at=AT)
    mail.refresh_from_db()
    assert (mail.state, mail.values, "https://karn.example/s/…" in mail.text) == ("sent", {}, True)
    assert "secretword" not in stored()


def test_the_link_of_a_waiting_mail_lies_sealed_and_opens_with_this_installations_key_alone(
    queued: Any, server: Any, send: Any
) -> None:
    mail = queued(parts=Parts("Look {{link}}", "[Go]({{link}})"), kind=Kind.SERVICE, values={"link": SECRET})
    assert ("secretword" in stored(), mail.title) == (False, "Look …")
    assert "https://karn.example/s/…" in as_stored(mail).text
    with override_settings(SECRET_KEY="another"):
        send()
        assert states() == [("withheld", "restored")]
    Mail.objects.update(state="queued", values=mail.values)
    send()
    [(_reader, message)] = server.taken
    assert SECRET in message.get_body(("plain",)).get_content()


def test_a_waiting_mail_can_be_taken_back(queued: Any, send: Any, server: Any, eva: Any) -> None:
    mail = queued()
    take_back(mail=mail, by=eva, at=AT)
    send()
    assert (states(), server.readers) == ([("withheld", "cancelled")], [])


@pytest.mark.parametrize(
    "address", ["karn@localhost.example", "MAILER-DAEMON@example.org", "no-reply@example.org"]
)
def test_nothing_goes_to_ourselves_or_to_a_machine(
    queued: Any, send: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(settings.INSTALLATION, "mail_from", "karn@localhost.example")
    queued(address)
    send()
    assert states() == [("withheld", "own_address")]


def test_what_waited_too_long_and_what_is_for_somebody_in_the_bin_is_not_sent(
    world: Any, queued: Any, send: Any
) -> None:
    queued(key="old", at=AT - timedelta(days=31))
    queued(key="bin", about=world.customer(deleted_at=AT))
    send()
    assert sorted(states()) == [("withheld", "hidden"), ("withheld", "stale")]


def test_into_a_folder_each_mail_is_one_file(queued: Any, tmp_path: Any) -> None:
    mail = queued()
    send_due(at=AT, post=FolderPost(tmp_path))
    mail.refresh_from_db()
    assert [path.name for path in tmp_path.glob("*.eml")] == [file_of(mail.pk).name]
    assert (mail.state, mail.via, Reason(mail.reason) if mail.reason else "") == ("sent", "folder", "")


@pytest.mark.parametrize("fate", [Fate.SENT, Fate.REFUSED, Fate.LATER])
def test_who_is_erased_while_a_mail_is_handed_over_is_not_brought_back_by_it(
    world: Any, queued: Any, eva: Any, tmp_path: Any, fate: Fate
) -> None:
    world.company()
    customer = world.customer("Xanthippe Canarie", kind="person", email="xan@example.org")
    mail = queued("xan@example.org", about=customer, key="one")

    class Slow(FolderPost):
        def hand_over(self, message: Any, *, number: int, at: datetime) -> Outcome:
            erase_person(kind="customer", number=customer.pk, by=eva, on=at.date(), at=at)
            super().hand_over(message, number=number, at=at)
            return Outcome(fate, "550 xan@example.org is nobody")

    send_due(at=AT, post=Slow(tmp_path))
    kept = Mail.objects.get()
    assert (kept.pk, kept.state) == (
        mail.pk,
        {Fate.SENT: "sent", Fate.REFUSED: "failed", Fate.LATER: "queued"}[fate],
    )
    assert (kept.address, kept.subject, kept.text, kept.html, kept.detail) == ("",) * 5
    assert list(tmp_path.iterdir()) == []
    send_due(at=AT + timedelta(days=1), post=FolderPost(tmp_path))
    assert ("xan" in repr(Mail.objects.values().get()).lower(), list(tmp_path.iterdir())) == (False, [])


def test_what_waits_for_a_contact_who_is_gone_is_not_sent_and_says_why(
    world: Any, eva: Any, queued: Any, server: Any, send: Any
) -> None:
    customer = world.customer("Acme")
    names = ("left", "removed", "deleted", "leaves later", "stays")
    contacts = {name: world.contact(customer, name, email=f"{name[:6]}@example.org") for name in names}
    for name, contact in contacts.items():
        queued(contact.email, about=contact, template="payment_failed", key=name)
    end_contact(contact=contacts["left"].pk, on=AT.date(), by=eva, at=AT)
    end_contact(contact=contacts["leaves later"].pk, on=AT.date() + timedelta(days=1), by=eva, at=AT)
    remove_contact(contact=contacts["removed"].pk, by=eva, at=AT)
    contacts["deleted"].delete()  # the bin was emptied, and a mail was to go later
    send()
    told = dict(Mail.objects.exclude(reason="").values_list("key", "reason"))
    assert told == {"left": Reason.LEFT, "removed": Reason.REMOVED, "deleted": Reason.REMOVED}
    assert sorted(server.readers) == ["leaves@example.org", "stays@example.org"]
