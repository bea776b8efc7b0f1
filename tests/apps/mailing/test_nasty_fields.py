"""The Big List of Naughty Strings typed where people type what a mail then says: place by place."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from tests.apps.mailing.test_nasty import ATTRIBUTES, BIG_LIST, HEADERS, TAGS, Tags

import karn
from karn.apps.care.actions.failed_payments import care_for_failed_payments
from karn.apps.care.actions.value import begin_recap, send_recap, write_recap
from karn.apps.care.actions.wishes import change_wish, mail_who_asked, note_need, put_to_wish
from karn.apps.care.rules.value import Line
from karn.apps.desk.actions import send_digest
from karn.apps.desk.models import DayHabits
from karn.apps.farewell.actions.renewal_reminders import remind_of_renewals
from karn.apps.mailing.actions.consents import record_consent
from karn.apps.mailing.actions.passwords import mail_password_link
from karn.apps.mailing.actions.posting import Fate, Outcome
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.actions.settings import change_mail_settings
from karn.apps.mailing.actions.templates import send_test
from karn.apps.mailing.models import Basis, Mail, MailSettings, Purpose
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.plays.actions.win_back import ask_back, write_text
from karn.apps.surveys.actions.asking import ask_customers, remind_due
from karn.apps.surveys.actions.surveys import make_ready_survey, write_survey
from karn.apps.surveys.rules.ready import ready_form
from karn.apps.tasks.actions import Wanted, make_task
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
ON = AT.date()
STRINGS = [text for text in map(one_line, BIG_LIST) if text]
"""As a form hands each over, on one line."""

QUEUE = {
    "care/actions/confirmations.py": "names alone: test_nasty",
    "care/actions/failed_payments.py": "test_as_the_name_of_what_is_paid_for",
    "care/actions/value.py": "test_as_what_a_client_got",
    "care/actions/wishes.py": "test_as_subject_and_text_of_a_mail_to_who_asked",
    "desk/actions.py": "test_as_tasks_in_the_morning_mail",
    "farewell/actions/goodbyes.py": "../farewell/test_nasty",
    "farewell/actions/lapses.py": "names alone: test_nasty",
    "farewell/actions/receipts.py": "../farewell/test_nasty",
    "farewell/actions/renewal_reminders.py": "test_as_the_name_of_a_contract_that_renews_itself",
    "mailing/actions/passwords.py": "test_as_the_name_of_a_person_who_forgot_the_password",
    "mailing/actions/templates.py": "test_as_whoever_sends_a_test_of_the_words_and_gets_the_answer",
    "plays/actions/win_back.py": "test_as_what_changed_since_they_left",
    "surveys/actions/asking.py": "test_as_what_a_survey_is_about",
}
"""Whatever puts mails into the outbox, and where the fields of its own are tried."""


class Letterbox:
    """A post that takes each message as it leaves, and looks that nothing in it acts."""

    name = "smtp"

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []

    def hand_over(self, message: Any, *, number: int, at: datetime) -> Outcome:  # noqa: ARG002
        read: Any = message_from_bytes(message.message().as_bytes(), policy=policy.default)
        plain, html = (read.get_body((kind,)).get_content() for kind in ("plain", "html"))
        page = Tags(html)
        assert (set(read.keys()) - HEADERS, page.tags - TAGS, page.attributes - ATTRIBUTES) == (set(),) * 3
        assert page.links <= {"https:/", "http://"}
        self.taken.append((read["To"], " ".join(read["Subject"].split()), plain.replace("\r\n", "\n")))
        return Outcome(Fate.SENT)


@pytest.fixture
def sent(db: None) -> Callable[..., list[tuple[str, str, str]]]:  # noqa: ARG001 (opens the database)
    """Send all that waits; return reader, subject and text of each mail."""
    MailSettings.objects.create(pk=1, hourly=10_000)

    def send(at: datetime = AT) -> list[tuple[str, str, str]]:
        post = Letterbox()
        send_due(at=at, post=post, limit=1000)
        assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
        return post.taken

    return send


@pytest.fixture
def eva(world: Any) -> Person:
    world.company(name="Studio", trade="agency", language="en", country="NL")
    eva: Person = world.person(name="Eva", role=Role.ADMINISTRATOR)
    return eva


def parts_of(signs: int) -> list[list[str]]:
    """Return the whole list in parts of at most so many signs, those around each string included."""
    parts: list[list[str]] = [[]]
    for text in (one[: signs - 5].strip() for one in STRINGS):
        if sum(len(one) + 4 for one in (*parts[-1], text)) > signs:
            parts.append([])
        parts[-1].append(text)
    return parts


def marked(texts: Iterable[str]) -> list[str]:
    """Return the texts between signs by which they are found again, each on a line."""
    return [f"«{text}»" for text in texts]


def by_number(mails: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return subject and text of mails to r0@…, r1@…, in this order."""
    told = {int(re.sub(r"\D", "", reader)): (subject, text) for reader, subject, text in mails}
    assert len(told) == len(mails)
    return [told[number] for number in sorted(told)]


def test_every_place_that_queues_a_mail_stands_in_the_table() -> None:
    apps = Path(karn.__file__).parent / "apps"
    calls = {
        path.relative_to(apps).as_posix()
        for path in apps.rglob("*.py")
        if re.search(r"(?<!def )\bqueue_mail\($", path.read_text("utf-8"), re.MULTILINE)
    }
    assert calls == QUEUE.keys()
    named = {told for told in QUEUE.values() if told.startswith("test_")}
    assert named <= globals().keys()


def test_as_what_a_survey_is_about(world: Any, eva: Person, sent: Any) -> None:
    """In the invitation and in its reminder."""
    parts = parts_of(2000)
    for number, some in enumerate(parts):
        survey = make_ready_survey(code="nps", language="en", by=eva, at=AT)
        told = {"en": one_line(" ".join(marked(some)))}
        form = replace(ready_form("nps"), title=told, matter=told, intro=told)
        write_survey(survey=survey, name=some[0], form=form, by=eva, at=AT)
        customer = world.customer(email=f"r{number}@example.org", language="en", owner=eva)
        assert ask_customers(survey=survey, customers=[customer], by=eva, at=AT).asked == 1
    asked, later = by_number(sent()), AT + timedelta(days=8)
    remind_due(at=later)
    for mails in (asked, by_number(sent(later))):
        assert [" ".join(marked(some)) in text for (_, text), some in zip(mails, parts, strict=True)] == [
            True
        ] * len(parts)


def test_as_what_changed_since_they_left(world: Any, eva: Person, sent: Any) -> None:
    parts, kept = parts_of(4000), None
    for number, some in enumerate(parts):
        words = {"en": "\n".join(marked(some))}
        seen = kept.version if kept else None
        kept = write_text(text=kept, segment=None, words=words, by=eva, at=AT, seen=seen)
        customer = world.customer(f"C{number}", email=f"r{number}@example.org", language="en", owner=eva)
        end = ON - timedelta(days=120)
        world.price(world.subscription(customer), starts_on=date(2020, 1, 1), ends_on=end)
        world.departure(customer, notice_on=end, contract_ends_on=end, kind="voluntary")
        allow(customer, Purpose.WIN_BACK, eva)
        ask_back(customer=customer, way="mail", by=eva, on=ON, at=AT)
    for (_, text), some in zip(by_number(sent()), parts, strict=True):
        assert "\n".join(marked(some)) in text


def allow(customer: Any, purpose: Purpose, eva: Person) -> None:
    record_consent(
        address=customer.email, about=customer, purpose=purpose, basis=Basis.CONSENT,
        given_on=date(2025, 6, 1), shown="May we?", by=eva, at=AT,
    )  # fmt: skip


def test_as_what_a_client_got(world: Any, eva: Person, sent: Any) -> None:
    """As the first words, the lines and the last words of a recap."""
    parts = parts_of(2000)
    for number, some in enumerate(parts):
        customer = world.customer(email=f"r{number}@example.org", language="en", owner=eva)
        first, *others = marked(some)
        write_recap(
            recap=begin_recap(customer=customer, by=eva, at=AT), intro=first, closing="\n".join(others),
            lines=[Line("", ON, words, True) for words in others], language="en", by=eva, at=AT,
        )  # fmt: skip
        send_recap(recap=begin_recap(customer=customer, by=eva, at=AT), by=eva, at=AT)
    for (_, text), some in zip(by_number(sent()), parts, strict=True):
        first, *others = marked(some)
        lines = "\n".join(f"– {words}" for words in others)
        assert "\n\n".join((first, lines, "\n".join(others))) in text


def test_as_subject_and_text_of_a_mail_to_who_asked(world: Any, eva: Person, sent: Any) -> None:
    parts = parts_of(4500)
    for number, some in enumerate(parts):
        customer = world.customer(email=f"r{number}@example.org", language="en", owner=eva)
        allow(customer, Purpose.NEWS, eva)
        need = note_need(customer=customer, words=some[0], by=eva, at=AT)
        wish, _many = put_to_wish(wish=None, title=some[0], needs=[need.pk], by=eva, at=AT)
        change_wish(wish=wish, title=wish.title, state="built", by=eva, at=AT)
        body = "\n".join(marked(some))
        with pytest.raises(BadInput):
            mail_who_asked(wish=wish, subject="{{secret}}", body=body, by=eva, at=AT)
        assert mail_who_asked(wish=wish, subject=f"Re {some[0]}", body=body, by=eva, at=AT) == 1
    for (subject, text), some in zip(by_number(sent()), parts, strict=True):
        assert (subject, "\n".join(marked(some)) in text) == (f"Re {some[0]}", True)


def test_as_tasks_in_the_morning_mail(world: Any, eva: Person, sent: Any) -> None:
    """As the title of a task and the reason for it; the mail has the first seven."""
    parts = [STRINGS[start : start + 7] for start in range(0, len(STRINGS), 7)]
    for number, some in enumerate(parts):
        reader = world.person(email=f"r{number}@example.org", role=Role.ACCOUNT_MANAGER, language="en")
        DayHabits.objects.create(person=reader, digest=True)
        for words in marked(some):
            wanted = Wanted(words, why=words, owner=reader, due_on=ON, customer=None)
            make_task(wanted=wanted, by=eva, at=AT)
        assert send_digest(person=reader.pk, day=ON, at=AT)
    for (_, text), some in zip(by_number(sent()), parts, strict=True):
        assert [words for words in marked(some) if f"{words} (today)\n{words}\n" not in text] == []


def test_as_the_name_of_what_is_paid_for(world: Any, eva: Person, sent: Any) -> None:
    wanted = [" ".join(marked(some)) for some in parts_of(200)]
    for number, plan in enumerate(wanted):
        customer = world.customer(email=f"r{number}@example.org", language="en", owner=eva)
        subscription = world.subscription(customer, plan=plan)
        world.price(subscription)
        invoice = world.invoice(customer, subscription=subscription, due_on=ON - timedelta(days=3))
        world.payment(invoice, "failed", failed_on=ON - timedelta(days=1))
    assert care_for_failed_payments(at=AT) == len(wanted)
    assert [plan in text for (_, text), plan in zip(by_number(sent()), wanted, strict=True)] == [True] * len(
        wanted
    )


def test_as_the_name_of_a_contract_that_renews_itself(world: Any, eva: Person, sent: Any) -> None:
    """In the subject as well."""
    wanted = [" ".join(marked(some)) for some in parts_of(200)]
    for number, plan in enumerate(wanted):
        customer = world.customer(
            kind="person", email=f"r{number}@example.org", language="en", country="SE", owner=eva
        )
        contract = {"term_months": 12, "notice_days": 30, "contract_ends_on": date(2026, 8, 20)}
        world.price(world.subscription(customer, plan=plan, **contract))
    assert remind_of_renewals(at=AT) == len(wanted)
    mails = zip(by_number(sent()), wanted, strict=True)
    assert [(" ".join(plan.split()) in subject, plan in text) for (subject, text), plan in mails] == [
        (True, True)
    ] * len(wanted)


def test_as_the_name_of_a_person_who_forgot_the_password(world: Any, eva: Person, sent: Any) -> None:
    names = [" ".join(marked(some)) for some in parts_of(150)]
    for number, name in enumerate(names):
        person = world.person(email=f"r{number}@example.org", name=name, role=eva.role, language="en")
        mail_password_link(person=person.pk, key=f"link:{number}", at=AT)
    for (_, said), name in zip(by_number(sent()), names, strict=True):
        assert said.startswith(f"Dear {name},\n")


def test_as_whoever_sends_a_test_of_the_words_and_gets_the_answer(eva: Person, sent: Any) -> None:
    """A name into a test mail; and an address for answers that is none is refused."""
    names = [" ".join(marked(some)) for some in parts_of(150)]
    for number, name in enumerate(names):
        Person.objects.filter(pk=eva.pk).update(name=name, email=f"r{number}@example.org")
        eva.refresh_from_db()
        send_test(code="news", language="en", by=eva, at=AT + timedelta(microseconds=number))
    for text in STRINGS:
        with pytest.raises(BadInput):
            change_mail_settings(reply_to=text, by=eva, at=AT)
    said = [text for _, text in by_number(sent(AT + timedelta(minutes=1)))]
    assert [text.startswith(f"Dear {name},\n") for text, name in zip(said, names, strict=True)] == [
        True
    ] * len(names)
