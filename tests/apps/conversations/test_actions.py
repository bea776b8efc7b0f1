"""What somebody records by hand, corrects and takes back, and what the rules and the list make of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from karn.apps.conversations.actions import (
    Said,
    change_conversation,
    log_conversation,
    mark_answered,
    mark_waiting,
    note_hint,
    remove_conversation,
    remove_hint,
    restore_conversation,
    undo_conversation_change,
)
from karn.apps.conversations.models import Conversation, Hint
from karn.apps.conversations.queries import changes_of_conversation, unanswered
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.desk.actions import keep_listings
from karn.apps.desk.models import Listing
from karn.apps.people.rules import Role
from karn.apps.threats.actions import observe_signals
from karn.apps.threats.queries import open_signals
from karn.kernel.errors import BadInput

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ON = NOON.date()


@pytest.fixture
def eva(world):
    world.company()
    return world.person(name="Eva", role=Role.SERVICE)


@pytest.fixture
def customer(world):
    return world.paying("Bakker")


def said(**values):
    return Said(**{"channel": "call", "direction": "in", "happened_at": NOON - HOUR, **values})


def log(customer, by, at=NOON, hints=(), **values):
    return log_conversation(customer=customer, said=said(**values), hints=hints, by=by, at=at)


def rules(customer):
    return sorted(open_signals().filter(customer=customer).values_list("rule", flat=True))


def test_a_logged_conversation_is_a_fact_of_our_own(eva, customer, world):
    contact = world.contact(customer)
    logged = log(customer, eva, contact=contact, subject=" Invoice ", notes="Wants it monthly")
    assert (logged.source, logged.known_at, logged.logged_by, logged.handled_by) == ("karn", NOON, eva, "Eva")
    assert (logged.contact, logged.subject, logged.notes) == (contact, "Invoice", "Wants it monthly")
    assert len(logged.source_id) == 32


@pytest.mark.parametrize(
    ("values", "answered_at"),
    [
        ({"channel": "call"}, NOON - HOUR),
        ({"channel": "chat"}, NOON - HOUR),
        ({"channel": "mail"}, NOON),
        ({"channel": "mail", "waits": True}, None),
        ({"channel": "call", "waits": True}, None),
        ({"channel": "meeting"}, None),
        ({"channel": "mail", "direction": "out", "waits": True}, None),
    ],
)
def test_what_was_asked_is_answered_unless_it_waits(eva, customer, values, answered_at):
    assert log(customer, eva, **values).answered_at == answered_at


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({"channel": "mail", "waits": True}, True),
        ({"channel": "mail"}, False),
        ({"channel": "meeting", "waits": True}, False),
        ({"channel": "mail", "direction": "out", "waits": True}, False),
    ],
)
def test_what_waits_by_our_own_word_is_unanswered_though_nothing_else_was_ever_answered(
    eva, customer, values, waits
):
    logged = log(customer, eva, **values)
    assert list(unanswered(NOON)) == ([logged] if waits else [])


def test_only_what_waits_has_somebody_who_answers(eva, customer):
    assert log(customer, eva, channel="mail", waits=True, answerer=eva).answerer == eva
    assert log(customer, eva, channel="mail", answerer=eva).answerer is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"channel": "fax"}, "how you spoke"),
        ({"direction": "sideways"}, "how you spoke"),
        ({"happened_at": NOON + HOUR}, "not happened yet"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(eva, customer, values, words):
    with pytest.raises(BadInput, match=words):
        log(customer, eva, **values)
    assert Conversation.everything.count() == 0


def test_a_contact_of_somebody_else_is_refused(eva, customer, world):
    with pytest.raises(BadInput, match="not at this customer"):
        log(customer, eva, contact=world.contact(world.customer("Other")))


def test_an_unknown_hint_stores_neither_hint_nor_conversation(eva, customer):
    with pytest.raises(BadInput):
        log(customer, eva, hints=["change", "rain"])
    assert (Conversation.everything.count(), Hint.everything.count()) == (0, 0)


def test_removed_is_nowhere_and_restored_is_back_with_its_hints(eva, customer):
    logged = log(customer, eva, channel="mail", waits=True, hints=["competitor"])
    remove_conversation(conversation=logged, by=eva, at=NOON)
    assert (Conversation.objects.count(), Hint.objects.count(), list(unanswered(NOON))) == (0, 0, [])
    removed = Conversation.everything.get()
    restore_conversation(conversation=removed, by=eva, at=NOON + HOUR)
    assert (list(Conversation.objects.all()), Hint.objects.count()) == ([logged], 1)


def test_a_hint_taken_back_before_stays_away_when_its_conversation_comes_back(eva, customer):
    logged = log(customer, eva, hints=["competitor"])
    remove_hint(hint=Hint.objects.get(), by=eva, at=NOON)
    remove_conversation(conversation=logged, by=eva, at=NOON + HOUR)
    restore_conversation(conversation=Conversation.everything.get(), by=eva, at=NOON + 2 * HOUR)
    assert Hint.objects.count() == 0


def test_others_change_and_remove_nothing_that_somebody_logged(eva, customer, world):
    logged, other = log(customer, eva), world.person(role=Role.MANAGER)
    for act in (
        lambda: change_conversation(conversation=logged, said=said(subject="Mine"), by=other, at=NOON),
        lambda: remove_conversation(conversation=logged, by=other, at=NOON),
    ):
        with pytest.raises(BadInput, match="Only who recorded this"):
            act()
    assert Conversation.objects.get().subject == ""
    remove_conversation(conversation=logged, by=world.person(role=Role.ADMINISTRATOR), at=NOON)
    assert Conversation.objects.count() == 0


def test_what_an_import_brought_is_changed_where_it_came_from(customer, world):
    imported = world.said(customer, NOON - HOUR)
    with pytest.raises(BadInput, match="This came from test"):
        remove_conversation(conversation=imported, by=world.person(role=Role.ADMINISTRATOR), at=NOON)


def test_a_correction_keeps_when_it_was_answered(eva, customer):
    logged = log(customer, eva, channel="mail")
    changed = change_conversation(
        conversation=logged, said=said(channel="mail", subject="Price"), by=eva, at=NOON + HOUR
    )
    assert (changed.subject, changed.answered_at, changed.changed_at) == ("Price", NOON, NOON + HOUR)
    waits = change_conversation(
        conversation=logged, said=said(channel="mail", waits=True), by=eva, at=NOON, seen=changed.version
    )
    assert waits.answered_at is None


def test_the_second_of_two_corrections_of_the_same_row_is_refused(eva, customer):
    logged = log(customer, eva)
    read = logged.version
    change_conversation(conversation=logged, said=said(subject="First"), by=eva, at=NOON + HOUR, seen=read)
    second = said(subject="Second")
    with pytest.raises(ChangedMeanwhile) as refused:
        change_conversation(conversation=logged, said=second, by=eva, at=NOON + HOUR, seen=read)
    assert (Conversation.objects.get().subject, refused.value.stored.subject) == ("First", "First")


def test_what_was_marked_as_answered_meanwhile_is_not_undone_by_a_correction(eva, customer):
    logged = log(customer, eva, channel="mail", waits=True)
    read = Conversation.objects.get().version
    mark_answered(conversation=logged, by=eva, at=NOON + HOUR)
    with pytest.raises(ChangedMeanwhile):
        change_conversation(
            conversation=logged, said=said(channel="mail", waits=True), by=eva, at=NOON + HOUR, seen=read
        )
    assert Conversation.objects.get().is_answered


def test_every_change_is_kept_and_can_be_taken_back_while_nothing_newer_touched_it(eva, customer):
    logged = log(customer, eva, subject="One")
    change_conversation(conversation=logged, said=said(subject="Two"), by=eva, at=NOON + HOUR)
    change_conversation(conversation=logged, said=said(subject="Two"), by=eva, at=NOON + 2 * HOUR)
    mark_answered(conversation=logged, by=eva, at=NOON + 3 * HOUR)
    answered, changed, made = changes_of_conversation(logged)
    assert [(one.name, one.before, one.after) for one in changed.fields] == [("subject", "One", "Two")]
    assert ([one.name for one in answered.fields], made.made, made.by) == (["settled_at"], True, eva.name)
    back = undo_conversation_change(conversation=logged, number=changed.number, by=eva, at=NOON + 4 * HOUR)
    assert (back.subject, back.is_answered) == ("One", True)
    with pytest.raises(BadInput, match="Something newer"):
        undo_conversation_change(conversation=logged, number=changed.number, by=eva, at=NOON + 5 * HOUR)


def test_answered_by_hand_is_kept_apart_from_what_the_source_says(eva, customer, world):
    asked = world.said(customer, NOON - HOUR, direction="in", source="karn")
    mark_answered(conversation=asked, by=eva, at=NOON)
    asked.refresh_from_db()
    assert (asked.answered_at, asked.settled_at, asked.settled_by) == (None, NOON, eva)
    assert (list(unanswered(NOON - timedelta(seconds=1))), list(unanswered(NOON))) == ([asked], [])
    mark_waiting(conversation=asked, by=eva, at=NOON)
    assert list(unanswered(NOON)) == [asked]


def test_the_first_to_mark_an_answer_is_remembered(eva, customer, world):
    asked = world.said(customer, NOON - HOUR, direction="in", source="karn")
    mark_answered(conversation=asked, by=eva, at=NOON)
    mark_answered(conversation=asked, by=world.person(), at=NOON + HOUR)
    asked.refresh_from_db()
    assert (asked.settled_at, asked.settled_by) == (NOON, eva)


def test_the_rules_see_an_answer_at_once(eva, customer, world):
    asked = world.said(customer, NOON - timedelta(days=10), direction="in", source="karn")
    observe_signals(on=ON, at=NOON)
    assert rules(customer) == ["unanswered"]
    mark_answered(conversation=asked, by=eva, at=NOON)
    assert rules(customer) == []
    mark_waiting(conversation=asked, by=eva, at=NOON)
    assert rules(customer) == ["unanswered"]


def test_a_call_ends_a_silence_at_once(eva, world):
    world.switch_on("silent")
    silent, other = (world.paying(name, joined_on=ON - timedelta(days=400)) for name in ("Silent", "Other"))
    for days in (1, 200):
        world.said(other, NOON - timedelta(days=days))
    world.said(silent, NOON - timedelta(days=150))
    observe_signals(on=ON, at=NOON)
    assert rules(silent) == ["silent"]
    log(silent, eva, direction="out")
    assert rules(silent) == []


def test_a_hint_is_a_sign_at_once_also_in_the_list_and_gone_when_taken_back(eva, customer):
    keep_listings(on=ON)
    hint = note_hint(customer=customer, kind="notice_terms", words="By phone", by=eva, at=NOON)
    assert (rules(customer), Listing.objects.get().strength) == (["asked_notice"], 3)
    assert open_signals().get().evidence == [{"model": "conversations.hint", "id": hint.pk}]
    remove_hint(hint=hint, by=eva, at=NOON)
    assert (rules(customer), Listing.objects.get().strength) == ([], 0)


def test_looking_at_one_customer_leaves_the_signals_of_others_alone(eva, customer, world):
    other = world.paying("Other")
    world.said(other, NOON - timedelta(days=10), direction="in", source="karn")
    observe_signals(on=ON, at=NOON)
    log(customer, eva)
    assert rules(other) == ["unanswered"]


def test_who_left_has_no_signs_whatever_is_noticed(eva, world):
    gone = world.customer("Gone")
    note_hint(customer=gone, kind="competitor", by=eva, at=NOON)
    assert rules(gone) == []


def test_somebody_else_cannot_take_a_hint_back(eva, customer, world):
    hint = note_hint(customer=customer, kind="change", by=eva, at=timezone.now())
    with pytest.raises(BadInput, match="Only who noticed this"):
        remove_hint(hint=hint, by=world.person(role=Role.SERVICE), at=NOON)


def test_a_listener_that_fails_loses_nothing(eva, customer, monkeypatch):
    def fail(**_given):
        raise RuntimeError

    monkeypatch.setattr("karn.apps.threats.receivers.observe_customers", fail)
    logged = log(customer, eva)
    assert Conversation.objects.get() == logged
