"""The list of reasons is never rewritten, and departures are coded by staff."""

from datetime import UTC, date, datetime, timedelta

import pytest

from karn.apps.contracts.models import Departure
from karn.apps.farewell.actions import reasons as actions
from karn.apps.farewell.actions.reasons import Said
from karn.apps.farewell.models import Coding
from karn.apps.farewell.models.goodbyes import GoodbyeHabits, Whose
from karn.apps.farewell.queries.reasons import (
    Precision,
    Share,
    codings_of,
    precision,
    reason_list,
    share_of,
    words_not_listed,
)
from karn.apps.farewell.rules.reasons import surety
from karn.apps.people.models import Role
from karn.apps.tasks.models import Task
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ON = date(2026, 6, 15)


@pytest.fixture
def eva(world):
    world.company(trade="agency")
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def gone(world, eva):
    client = world.customer("Bakker", owner=eva, is_key=True)
    return world.departure(client, notice_on=ON - timedelta(days=20), kind="voluntary")


def test_who_rewords_a_reason_in_the_same_instant_meets_both_wordings(eva, monkeypatch):
    stale = reason_list("why")
    actions.reword_reason(axis="why", code="price", text="Too dear", by=eva, at=AT, seen=1)
    # The other one had read the list just before that was stored.
    lists = iter([stale])
    monkeypatch.setattr(actions, "reason_list", lambda axis: next(lists, None) or reason_list(axis))
    with pytest.raises(BadInput) as met:
        actions.reword_reason(axis="why", code="price", text="Costs", by=eva, at=AT, seen=1)
    assert met.value.values == {"theirs": "Too dear", "mine": "Costs"}


def test_another_wording_is_another_version_and_old_departures_keep_the_old_one(eva, gone):
    own = actions.add_reason(axis="why", text="Chain decided", by=eva, at=AT)
    first = actions.code_departure(departure=gone.pk, said=Said(own.code, "", "mail", eva), by=eva, at=AT)
    again = actions.reword_reason(
        axis="why", code=own.code, text="Headquarters decided", by=eva, at=AT, seen=1
    )
    listed = reason_list("why")
    assert (again.number, listed.text_of(own.code)) == (2, "Headquarters decided")
    assert listed.text_of(first.why, first.why_number) == "Chain decided"
    gone.refresh_from_db()
    assert (gone.reason, listed.code_of(gone.reason)) == ("Chain decided", own.code)
    with pytest.raises(BadInput):
        actions.reword_reason(axis="why", code=own.code, text="Too late", by=eva, at=AT, seen=1)
    with pytest.raises(BadInput):
        actions.add_reason(axis="why", text="price", by=eva, at=AT)


def test_a_retired_reason_is_kept_but_not_chosen_again(eva, gone):
    actions.retire_reason(axis="why", code="product", is_retired=True, by=eva, at=AT)
    assert "product" not in {one.code for one in reason_list("why").offered()}
    with pytest.raises(BadInput):
        actions.code_departure(departure=gone.pk, said=Said("product", "", "mail", eva), by=eva, at=AT)
    actions.retire_reason(axis="why", code="product", is_retired=False, by=eva, at=AT)
    coding = actions.code_departure(departure=gone.pk, said=Said("product", "", "mail", eva), by=eva, at=AT)
    assert (coding.why_number, reason_list("why").text_of("product", 3)) == (3, "Product")


def test_words_of_imports_stand_for_reasons_in_any_language_or_by_hand(world, eva):
    client = world.customer("Visser")
    for said in ("Prijs", "personal_contact", "te ver fietsen", "te ver fietsen"):
        world.departure(client, notice_on=ON, kind="voluntary", reason=said)
    listed = reason_list("why")
    assert [listed.code_of(word) for word in ("PRIJS", "pris", "personal_contact", "", "te ver fietsen")] == [
        "price", "price", "contact", "", "?",
    ]  # fmt: skip
    assert words_not_listed(listed) == [("te ver fietsen", 2)]
    actions.map_word(axis="why", word="Te ver fietsen", code="moved", by=eva, at=AT)
    assert words_not_listed(reason_list("why")) == []
    assert share_of("moved", ON, ON + timedelta(days=1)) == Share(2, 4, 0)


def test_coding_again_keeps_what_was_put_down_before_and_writes_the_latest_at_the_departure(eva, gone):
    seen = gone.version
    actions.code_departure(
        departure=gone.pk, said=Said("need_ended", "nothing", "one_to_one", eva), by=eva, at=AT, seen=seen
    )
    later = AT + timedelta(hours=1)
    said = Said("contact", "competitor", "post_mortem", None, "Fay from outside", "Nobody ever called.")
    with pytest.raises(ChangedMeanwhile):
        actions.code_departure(departure=gone.pk, said=said, by=eva, at=later, seen=seen)
    actions.code_departure(departure=gone.pk, said=said, by=eva, at=later)
    gone.refresh_from_db()
    assert (gone.reason, gone.destination, gone.asked_by) == ("contact", "competitor", "Fay from outside")
    sure = [(one.why, surety(one.why, one.how)) for one in codings_of(gone)]
    assert sure == [("contact", "asked"), ("need_ended", "unverified")]


@pytest.mark.parametrize(
    "said", [Said("price", "", "", None), Said("", "", "mail"), Said("price", "", "mail")]
)
def test_a_coding_without_who_how_or_what_is_refused(eva, gone, said):
    with pytest.raises(BadInput):
        actions.code_departure(departure=gone.pk, said=said, by=eva, at=AT)
    assert not Coding.objects.exists()


def test_who_does_not_see_the_customer_codes_nothing(world, gone):
    other = world.person(name="Fay", role=Role.ACCOUNT_MANAGER)
    with pytest.raises(Departure.DoesNotExist):
        actions.code_departure(departure=gone.pk, said=Said("price", "", "guess"), by=other, at=AT)


def test_two_weeks_after_the_notice_somebody_is_asked_until_it_is_put_down(world, eva, gone):
    GoodbyeHabits.objects.update_or_create(pk=1, defaults={"tasks_for": Whose.KEY})
    world.departure(
        world.customer("Visser", is_key=True), notice_on=ON - timedelta(days=13), kind="voluntary"
    )
    actions.keep_coding_tasks(on=ON, at=AT)
    task = Task.objects.get(origin="farewell.code_reason")
    assert (task.number, task.owner, task.title) == (gone.pk, eva, "Put down why Bakker left, and where to")
    actions.code_departure(departure=gone.pk, said=Said("price", "", "guess"), by=eva, at=AT)
    task.refresh_from_db()
    assert task.done_at is not None


def test_two_who_judge_the_same_words_or_word_the_same_reason_meet_with_both_values(world, eva):
    its = world.departure(world.customer("Visser"), notice_on=ON, comment="Te duur.")
    actions.judge_words(departure=its.pk, codes=["price"], by=eva, at=AT, first=True)
    with pytest.raises(BadInput) as met:
        actions.judge_words(departure=its.pk, codes=["contact"], by=eva, at=AT, first=True)
    assert met.value.values == {"theirs": "Price", "mine": "Personal contact"}
    actions.reword_reason(axis="why", code="price", text="Too dear", by=eva, at=AT, seen=1)
    with pytest.raises(BadInput) as met:
        actions.reword_reason(axis="why", code="price", text="The price", by=eva, at=AT, seen=1)
    assert met.value.values == {"theirs": "Too dear", "mine": "The price"}


def test_judged_words_tell_how_good_the_lexicon_is(world, eva):
    client = world.customer("Visser")
    one = world.departure(client, notice_on=ON, comment="Te duur, en nooit iets gehoord.")
    other = world.departure(client, notice_on=ON, comment="Veel te duur. Het was een rommeltje.")
    actions.judge_words(departure=one.pk, codes=["contact"], by=eva, at=AT)
    actions.judge_words(departure=other.pk, codes=["price", "service"], by=eva, at=AT)
    assert precision() == [
        Precision("contact", 1, 1, 0),
        Precision("price", 2, 1, 0),
        Precision("service", 0, 0, 1),
    ]
    actions.forget_judgement(departure=other.pk, by=eva, at=AT)
    assert precision() == [Precision("contact", 1, 1, 0), Precision("price", 1, 0, 0)]
