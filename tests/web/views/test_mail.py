"""The pages of mail: the outbox, one mail as sent, words, limits, what they allow; and the way out."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from karn.apps.mailing.actions.objections import object_to_mail, suppress
from karn.apps.mailing.actions.posting import FolderPost
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.actions.sending import UNSUBSCRIBE, send_due
from karn.apps.mailing.models import Consent, Kind, Mail, MailSettings, Suppression, Template, Why
from karn.apps.mailing.queries import outbox
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.rules.letters import ready_parts
from karn.apps.mailing.rules.rendering import Parts
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.platform.links import make_link
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Person:
    world.company(name="Acme")
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


@pytest.fixture
def sent(world: Any, eva: Person, tmp_path: Path) -> Mail:  # noqa: ARG001 (the company is there)
    """A survey invitation that was sent."""
    customer = world.customer("Bakker <b>", email="jo@example.org")
    now = timezone.now()
    values = {"link": "https://karn.example/s/secretword/", "matter": "us"}
    made = queue_mail(
        to="jo@example.org", key="1", template="survey_invitation", language="nl", about=customer,
        values=values, by=None, at=now,
    )  # fmt: skip
    send_due(at=now, post=FolderPost(tmp_path))
    made.refresh_from_db()
    return made


def seen_on(page: Client, address: str) -> str:
    """Return the version that a form carries."""
    found = re.search(r'name="seen" value="(\w+)"', page.get(address).text)
    assert found
    return found[1]


def test_the_outbox_lists_finds_and_takes_mails_along(page: Client, sent: Mail) -> None:
    shown = page.get("/mail/").text
    assert ("Acme: hoe was het?" in shown, "Bakker &lt;b&gt;" in shown) == (True, True)
    assert "hoe was het" not in page.get("/mail/?state=failed").text
    assert "hoe was het" in page.get("/mail/?q=JO@example").text
    file = b"".join(page.get("/mail/mails.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert file.count(sent.address) == 1


def test_a_mail_is_shown_as_it_was_sent_without_its_secrets_and_can_do_nothing(
    page: Client, sent: Mail
) -> None:
    shown, body = page.get(f"/mail/{sent.pk}/"), page.get(f"/mail/{sent.pk}/body/")
    assert ("secretword" in shown.text, "secretword" in body.text) == (False, False)
    assert (
        '<iframe class="karn-mail" sandbox src=' in shown.text,
        "Beste Bakker &lt;b&gt;," in body.text,
    ) == (True, True)
    assert "sandbox" in body["Content-Security-Policy"]
    assert "default-src 'none'" in body["Content-Security-Policy"]
    assert body["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_in_the_folder_is_read_with_its_links_by_who_keeps_the_mail(
    page: Client, sent: Mail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: Any
) -> None:
    monkeypatch.setattr(
        "karn.apps.mailing.actions.posting.file_of", lambda number: tmp_path / f"{number:08}.eml"
    )
    link = '<a href="https://karn.example/s/secretword/"'
    assert link in page.get(f"/mail/{sent.pk}/").text
    assert "secretword" in page.get(f"/mail/{sent.pk}/body/").text
    page.force_login(world.person(name="Ada", role=Role.SERVICE))
    assert "secretword" not in page.get(f"/mail/{sent.pk}/").text


@pytest.mark.parametrize(
    ("state", "told"), [("sent", "Survey"), ("unknown", "may have arrived, or not"), ("withheld", "")]
)
def test_a_mail_that_left_or_may_have_stands_in_the_customers_story(
    page: Client, world: Any, state: str, told: str
) -> None:
    customer, now = world.customer("Bakker", email="jo@example.org"), timezone.now()
    queue_mail(
        to="jo@example.org", key="1", parts=Parts("How is it, {{name}}?", "Well?"), kind=Kind.SURVEY,
        about=customer, by=None, at=now,
    )  # fmt: skip
    Mail.objects.update(state=state, settled_at=now)
    story = page.get(f"/customers/{customer.pk}/").text
    assert ("How is it, Bakker?" in story, told in story) == (bool(told), True)


def test_an_account_manager_reads_the_mails_of_own_customers_alone(
    client: Client, world: Any, sent: Mail
) -> None:
    other = world.person(name="Tim", role=Role.ACCOUNT_MANAGER)
    client.force_login(other)
    assert (client.get(f"/mail/{sent.pk}/").status_code, "hoe was het" in client.get("/mail/").text) == (
        404,
        False,
    )
    assert client.get("/mail/settings/").status_code == 403


def test_limits_are_changed_and_a_stop_is_shown_and_lifted(page: Client) -> None:
    assert page.post("/mail/settings/", {"hourly": "0"}).status_code == 400
    told = {"hourly": "20", "marketing_days": "3", "monthly": "2", "reply_to": ""}
    page.post("/mail/settings/", {**told, "seen": seen_on(page, "/mail/settings/")})
    kept = MailSettings.objects.get()
    assert (kept.hourly, kept.marketing_days, kept.monthly) == (20, 3, 2)
    MailSettings.objects.update(stopped_at=timezone.now())
    assert "Sending stopped" in page.get("/mail/").text
    page.post("/mail/go-on/")
    assert "Sending stopped" not in page.get("/mail/").text


def test_words_are_changed_tried_and_given_back(page: Client, eva: Person) -> None:
    address = "/mail/words/survey_invitation/"
    ready = ready_parts("survey_invitation", "sv")
    assert page.get("/mail/words/").status_code == 200
    assert "Ge ditt svar" in page.get(f"{address}?language=sv").text
    wrong = {"language": "sv", "subject": "Hej {{x}}", "body": "{{link}}"}
    assert page.post(address, wrong).status_code == 400
    assert page.post(address, {"language": "sv", "subject": "Hej", "body": "No way there"}).status_code == 400
    told = {"language": "sv", "subject": "Hej {{name}}", "body": "[Svara]({{link}})"}
    page.post(address, {**told, "seen": seen_on(page, f"{address}?language=sv")})
    assert Template.objects.get().texts == {"sv": {"subject": "Hej {{name}}", "body": "[Svara]({{link}})"}}
    assert "Svara" in page.get(f"{address}body/?language=sv").text
    page.post(f"{address}test/", {"language": "sv"})
    assert list(Mail.objects.values_list("address", "subject_source")) == [(eva.email, "Hej {{name}}")]
    page.post(f"{address}ready/", {"language": "sv", "seen": seen_on(page, f"{address}?language=sv")})
    assert Template.objects.get().texts == {}
    assert ready.subject in page.get(f"{address}?language=sv").text


TRIED = "/mail/words/survey_invitation/test/"


def tried(page: Client) -> str:
    shown: str = page.post(TRIED, {"language": "en"}, follow=True).text
    return shown


def test_a_test_mail_is_said_to_leave_only_where_it_does(
    page: Client, eva: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Within a minute it can be read in the outbox: nothing leaves this machine." in tried(page)
    monkeypatch.setattr(settings.INSTALLATION, "mail_provider", "brevo")
    assert f"It goes to {eva.email} within a minute." in tried(page)
    MailSettings.objects.update_or_create(pk=1, defaults={"trouble": "Refused", "trouble_at": timezone.now()})
    assert "It does not leave now. The mail server cannot be reached" in tried(page)
    MailSettings.objects.update(stopped_at=timezone.now())
    assert "It does not leave now. Sending stopped at its limit within an hour" in tried(page)
    monkeypatch.setattr(outbox, "in_quarantine", lambda: True)
    assert "It does not leave now. This is a restored copy" in tried(page)
    suppress(digest=digest_of(eva.email), why=Why.BOUNCED, way="provider", at=timezone.now())
    assert "It does not leave now. Mail to this address came back." in tried(page)


def test_a_test_mail_whose_key_of_objections_is_lost_says_that_it_does_not_leave(
    page: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "INSTALLATION", Installation(data=tmp_path))
    settings.INSTALLATION.secret_key()
    object_to_mail(address="bakker@example.org", way="link", at=timezone.now())
    (tmp_path / "suppressions.key").unlink()
    shown = tried(page)
    assert "It does not leave now. The key suppressions.key is missing" in shown
    assert ("within a minute" in shown, Mail.objects.get().state) == (False, "withheld")


def test_a_second_change_of_words_or_limits_shows_both_and_every_change_is_told(page: Client) -> None:
    address, limits = "/mail/words/survey_invitation/", "/mail/settings/"
    read, old = seen_on(page, f"{address}?language=sv"), seen_on(page, limits)
    told = {"language": "sv", "subject": "Mine", "body": "[Svara]({{link}})\r\nNu", "seen": read}
    set_ = {"hourly": "20", "marketing_days": "3", "monthly": "2", "reply_to": "", "seen": old}
    assert (page.post(address, told).status_code, page.post(limits, set_).status_code) == (302, 302)
    met, other = page.post(address, {**told, "subject": "Other"}), page.post(limits, {**set_, "hourly": "30"})
    assert (met.status_code, other.status_code) == (409, 409)
    assert re.findall(r"<strong>(Mine|Other)</strong>", met.text)[:2] == ["Mine", "Other"]
    assert re.findall(r'name="take-(\w+)" value="mine"', met.text + other.text) == ["subject", "hourly"]
    assert page.post(f"{address}ready/", {"language": "sv", "seen": read}, follow=True).status_code == 200
    assert (Template.objects.get().texts["sv"]["subject"], MailSettings.objects.get().hourly) == ("Mine", 20)
    seen = re.search(r'name="seen" value="(\w+)"', met.text)
    assert seen
    page.post(address, {**told, "subject": "Other", "seen": seen[1]})
    assert Template.objects.get().texts["sv"]["subject"] == "Other"
    changes = page.get(f"{address}changes/").text
    assert ("Subject (sv)" in changes, "Mine" in changes, "Other" in changes) == (True, True, True)
    assert "Mails within an hour" in page.get(f"{limits}changes/").text


def test_what_they_allow_is_written_down_with_its_evidence_and_taken_back(page: Client, world: Any) -> None:
    customer = world.customer("Bakker", email="jo@example.org", country="NL")
    address = f"/customers/{customer.pk}/mail/"
    told = {
        "address": "jo@example.org",
        "purpose": "news",
        "basis": "soft",
        "given_on": "2026-01-05",
        "shown": "Box",
    }
    assert page.post(f"{address}allow/", told).status_code == 400  # soft opt-in, and no purchase
    page.post(f"{address}allow/", {**told, "contract": "F-17"})
    consent = Consent.objects.get()
    assert (consent.contract, consent.shown, consent.customer) == ("F-17", "Box", customer)
    assert "F-17" in page.get(address).text
    page.post(f"{address}{consent.pk}/withdraw/")
    assert Consent.objects.get().withdrawn_at is not None
    page.post(f"{address}{consent.pk}/restore/")
    assert Consent.objects.get().withdrawn_at is None


def test_an_objection_is_recorded_on_the_page_and_undone(page: Client, world: Any) -> None:
    customer = world.customer("Bakker", email="jo@example.org")
    address = f"/customers/{customer.pk}/mail/"
    shown = page.post(f"{address}refuse/", {"address": "jo@example.org"}, follow=True)
    assert "They want no such mail." in shown.text
    way_back = re.search(r'class="karn-undo" method="post" action="([^"]+)"', shown.text)
    assert way_back
    page.post(way_back[1])
    assert Suppression.objects.get().lifted_at is not None
    assert page.post(f"{address}refuse/", {"address": "other@example.org"}).status_code == 404


def test_only_who_keeps_the_mail_lifts_what_stands_and_only_with_evidence(
    page: Client, client: Client, world: Any, eva: Person
) -> None:
    tim = world.person(name="Tim", role=Role.ACCOUNT_MANAGER)
    own = world.customer("Own", owner=tim)
    world.contact(own, "Puppet", email="jo@example.org")
    world.customer("Foreign", owner=eva, email="jo@example.org")
    stands = object_to_mail(address="jo@example.org", way="link", at=timezone.now())
    address = f"/customers/{own.pk}/mail/{stands.pk}/"
    client.force_login(tim)
    assert "lift/" not in client.get(f"/customers/{own.pk}/mail/").text
    assert client.post(f"{address}lift/", {"shown": "I say so"}).status_code == 403
    assert "can be undone no more" in client.post(f"{address}undo/", follow=True).text
    page.force_login(eva)
    bare = page.post(f"{address}lift/")
    assert (bare.status_code, f'id="lift_{stands.pk}_shown_error"' in bare.text) == (400, True)
    assert Suppression.objects.get().lifted_at is None
    page.post(f"{address}lift/", {"shown": "Wrote on 3 May that they want it"})
    lifted = Suppression.objects.get()
    assert (lifted.lifted_by, lifted.lifted_for) == (eva, "Wrote on 3 May that they want it")


def stop_address(mail: Mail) -> str:
    now = timezone.now()
    secret = make_link(
        purpose=UNSUBSCRIBE, audience=f"mail:{mail.pk}", expires_at=now + timedelta(days=1), at=now
    )
    return f"/u/{secret}/"


def test_opening_the_way_out_does_nothing_and_pressing_the_button_does(client: Client, sent: Mail) -> None:
    address = stop_address(sent)
    shown = client.get(address)
    assert (shown.status_code, Suppression.objects.count(), shown["Referrer-Policy"]) == (
        200,
        0,
        "no-referrer",
    )
    assert "Acme" in shown.text
    done = Client(enforce_csrf_checks=True).post(address)
    assert (done.status_code, Suppression.objects.get().way) == (200, "link")


def test_a_mail_program_s_one_click_needs_no_cookie_and_no_login(sent: Mail) -> None:
    program = Client(enforce_csrf_checks=True)
    address = stop_address(sent)
    for _twice in range(2):
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Suppression.objects.values_list("digest", "why", "way")) == [
        (sent.digest, "objected", "one_click")
    ]


def test_other_links_are_not_found_and_all_look_the_same(client: Client, sent: Mail) -> None:
    now = datetime.now(UTC)
    other = make_link(
        purpose="survey", audience=f"mail:{sent.pk}", expires_at=now + timedelta(days=1), at=now
    )
    told = {client.post(f"/u/{secret}/").content for secret in (other, "a" * 38, "x")}
    assert (len(told), Suppression.objects.count()) == (1, 0)
    assert client.get(f"/u/{other}/").status_code == 404


def test_a_provider_is_heard_only_with_the_secret_that_was_agreed(
    client: Client, sent: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    Mail.objects.update(provider_id="abc-1")
    told = {"RecordType": "SpamComplaint", "ID": 1, "MessageID": "abc-1", "Email": "jo@example.org",
            "BouncedAt": "2026-11-01T12:00:00Z", "Type": "SpamComplaint", "TypeCode": 100001}  # fmt: skip
    ask = {"data": told, "content_type": "application/json"}
    address = "/mail/returns/postmark/"
    assert client.post(address, **ask).status_code == 404
    secret = type("Secret", (), {"get_secret_value": lambda _self: "karn:word"})()
    monkeypatch.setattr(settings.INSTALLATION, "mail_provider", "postmark")
    monkeypatch.setattr(settings.INSTALLATION, "mail_webhook_secret", secret)
    monkeypatch.setattr(settings, "ANYMAIL", {"WEBHOOK_SECRET": "karn:word"})
    assert client.post(address, **ask).status_code == 400
    assert not Suppression.objects.exists()
    good = {"HTTP_AUTHORIZATION": "Basic a2Fybjp3b3Jk"}
    for _twice in range(2):
        assert client.post(address, **ask, **good).status_code == 200
    assert client.post("/mail/returns/mailgun/", **ask, **good).status_code == 404
    sent.refresh_from_db()
    assert (Suppression.objects.get().why, sent.returned) == ("complained", "complained")
