"""Reviews: the seal holds whoever looks and wherever, and nobody on the account reviews it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from karn.apps.care.actions import reviews as actions
from karn.apps.care.actions.review_tasks import care_for_reviews
from karn.apps.care.models.reviews import Cause, LearningGoal, Review, ReviewAnswer, Side
from karn.apps.care.personal.reviews import SEALED_VOICES
from karn.apps.care.queries.independence import bound_to, independent_people
from karn.apps.care.queries.review_seals import unsealed
from karn.apps.care.queries.reviews import last_review_of, last_reviews, opened_by_link, result_of
from karn.apps.conversations.models import Hint
from karn.apps.people.models import Cover, Role, Team
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink
from karn.platform.personal import Person as Erased
from karn.platform.redaction import Words

pytestmark = pytest.mark.django_db(databases="__all__")  # a canary is looked for in every table
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
TODAY = AT.date()
LOW, HIGH = (dict.fromkeys(("expectations", "relations", "expertise"), score) for score in ("2", "5"))
CANARY = "Xylofoonzang"


class Account:
    """A client of Eva's, with Jo there, and Fay who has never spoken with them."""

    def __init__(self, world: Any) -> None:
        world.company(zone="UTC")
        self.eva = world.person(name="Eva", role=Role.ACCOUNT_MANAGER)
        self.fay = world.person(name="Fay", role=Role.ACCOUNT_MANAGER)
        self.client = world.customer("Bakker", owner=self.eva, is_key=True)
        self.jo = world.contact(self.client, "Jo Smit")

    def planned(self, **chosen: Any) -> Review:
        review = actions.plan_review(customer=self.client, cause=Cause.HAND, due_on=TODAY, by=self.eva, at=AT)
        return actions.choose_reviewer(review=review, by=self.eva, at=AT, **chosen) if chosen else review

    def asked(self, review: Review, words: str = "", by: Any = None, scores: Any = LOW) -> None:
        actions.store_voice(
            review=review, seat=str(self.jo.pk), scores=scores, words={"expertise": words}, by=by, at=AT
        )

    def both(self, words: str = "") -> Review:
        review = self.planned(reviewer=self.fay)
        self.asked(review, words, self.fay)
        actions.finish_client(review=review, by=self.fay, at=AT)
        return actions.store_team_view(review=review, scores=HIGH, words={}, by=self.eva, at=AT)


@pytest.fixture
def account(world: Any) -> Account:
    return Account(world)


def stands_anywhere(word: str) -> list[str]:
    """Return the tables in which the word stands in any column of any row."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        rows = model._base_manager.values_list()
        if any(word.lower() in repr(row).lower() for row in rows):
            found.append(model._meta.label)
    return found


def test_what_a_side_said_stands_nowhere_in_the_database_before_both_are_in(account: Account) -> None:
    review = account.planned(reviewer=account.fay)
    account.asked(review, f"{CANARY} theirs", account.fay)
    actions.finish_client(review=review, by=account.fay, at=AT)
    assert (stands_anywhere(CANARY), result_of(review), last_review_of(account.client)) == ([], None, None)
    assert [answer.scores for answer in ReviewAnswer.objects.all()] == [{}]
    opened = actions.store_team_view(
        review=review, scores=HIGH, words={"relations": f"{CANARY} ours"}, by=account.eva, at=AT
    )
    # Or the test above could not fail.
    assert stands_anywhere(f"{CANARY} theirs") == ["care.ReviewAnswer", "care.LearningGoal"]
    result = result_of(opened)
    assert result is not None
    first = result.differences[0]
    assert (first.question, first.theirs, first.ours) == ("expectations", 2, 5)
    assert ReviewAnswer.objects.exclude(sealed="").count() == 0


def test_the_other_order_opens_as_well_and_the_team_alone_opens_nothing(account: Account) -> None:
    review = account.planned(reviewer=account.fay)
    kept = actions.store_team_view(
        review=review, scores=HIGH, words={"relations": CANARY}, by=account.eva, at=AT
    )
    assert (kept.opened_at, stands_anywhere(CANARY)) == (None, [])
    account.asked(review, by=account.fay)
    assert result_of(Review.objects.get()) is None
    assert actions.finish_client(review=review, by=account.fay, at=AT).opened_at == AT
    with pytest.raises(BadInput):
        actions.store_team_view(review=review, scores=LOW, words={}, by=account.eva, at=AT)
    with pytest.raises(BadInput):
        account.asked(review, by=account.fay)


def test_who_is_on_the_account_is_refused_and_told_why(account: Account, world: Any) -> None:
    team = Team.objects.create(name="North")
    account.client.team = team
    account.client.save()
    people = {name: world.person(name=name, team=team if name == "Team" else None) for name in
              ("Team", "Cover", "Talked", "Named", "Long ago")}  # fmt: skip
    Cover.objects.create(
        away=account.eva,
        covering=people["Cover"],
        starts_on=TODAY - timedelta(days=90),
        ends_on=TODAY - timedelta(days=80),
    )
    world.said(account.client, AT - timedelta(days=300), logged_by=people["Talked"])
    world.said(account.client, AT - timedelta(days=300), handled_by=people["Named"].email.upper())
    world.said(account.client, AT - timedelta(days=400), logged_by=people["Long ago"])
    bound = bound_to(account.client, on=TODAY)
    assert bound == {
        account.eva.pk: "owner", people["Team"].pk: "team", people["Cover"].pk: "cover",
        people["Talked"].pk: "talked", people["Named"].pk: "talked",
    }  # fmt: skip
    assert [one.name for one in independent_people(account.client, on=TODAY)] == ["Fay", "Long ago"]
    review = account.planned()
    for name in ("Team", "Cover", "Talked", "Named"):
        with pytest.raises(BadInput, match=f"{name} .*fresh eyes"):
            actions.choose_reviewer(review=review, reviewer=people[name], by=account.eva, at=AT)
    with pytest.raises(BadInput, match="somebody with fresh eyes: Fay, Long ago"):
        actions.choose_reviewer(review=review, reviewer=account.eva, excepted="Busy", by=account.eva, at=AT)
    chosen = actions.choose_reviewer(review=review, reviewer=people["Long ago"], by=account.eva, at=AT)
    assert (chosen.reviewer, chosen.excepted) == (people["Long ago"], "")


def test_where_nobody_is_independent_a_reason_is_kept(account: Account, world: Any) -> None:
    world.said(account.client, AT - timedelta(days=3), logged_by=account.fay)
    review = account.planned()
    with pytest.raises(BadInput, match="Eva looks after"):
        actions.choose_reviewer(review=review, reviewer=account.eva, by=account.eva, at=AT)
    chosen = actions.choose_reviewer(
        review=review, reviewer=account.eva, excepted="We are two", by=account.fay, at=AT
    )
    assert (chosen.reviewer, chosen.excepted, chosen.excepted_by) == (account.eva, "We are two", account.fay)


def test_only_the_reviewer_writes_the_client_s_side_and_never_the_team_s(account: Account) -> None:
    review = account.planned(reviewer=account.fay)
    for by in (account.eva, None):
        with pytest.raises(BadInput, match="Only who holds"):
            account.asked(review, by=by)
    with pytest.raises(BadInput, match="Ask somebody"):
        actions.finish_client(review=review, by=account.fay, at=AT)
    with pytest.raises(BadInput, match="You hold this review"):
        actions.store_team_view(review=review, scores=HIGH, words={}, by=account.fay, at=AT)
    account.asked(review, by=account.fay)
    with pytest.raises(BadInput, match="who reviews stays"):
        actions.choose_reviewer(review=review, guest="Somebody", by=account.eva, at=AT)


def test_an_outsider_s_link_ends_with_a_new_one_with_another_reviewer_and_with_the_review(
    account: Account,
) -> None:
    review = account.planned(guest="Gus")
    first = actions.make_guest_link(review=review, by=account.eva, at=AT)
    second = actions.make_guest_link(review=review, by=account.eva, at=AT)
    assert opened_by_link(second, at=AT) == review
    for token, at in ((first, AT), (second, AT + timedelta(days=31)), ("x" * 38, AT)):
        with pytest.raises(NoSuchLink):
            opened_by_link(token, at=at)
    actions.choose_reviewer(review=review, reviewer=account.fay, by=account.eva, at=AT)
    with pytest.raises(NoSuchLink):
        opened_by_link(second, at=AT)


def test_weak_expertise_becomes_a_goal_and_one_answer_one_task(account: Account) -> None:
    review = account.both("Knows little of bread")
    goal = LearningGoal.objects.get()
    assert (goal.words, goal.score, goal.customer) == ("Knows little of bread", 2, account.client)
    answer = ReviewAnswer.objects.get(side=Side.CLIENT)
    told = {
        "review": review,
        "voice": answer.pk,
        "question": "relations",
        "text": "Talk",
        "by": account.fay,
        "at": AT,
    }
    assert actions.make_follow_up(**told) == actions.make_follow_up(**told)
    assert Task.objects.get(origin=actions.FOLLOW_UP).owner == account.eva
    assert Task.objects.filter(OPEN, origin="care.review").count() == 0
    opinion = last_review_of(account.client)
    assert opinion is not None
    assert (opinion.means["expertise"], opinion.team["expertise"], opinion.on) == (2.0, 5, AT)
    assert last_reviews([account.client.pk]) == {account.client.pk: opinion}


def test_each_key_client_gets_a_day_once_a_new_contact_brings_it_forward_and_tasks_follow(
    account: Account, world: Any
) -> None:
    world.customer("No key client")
    for _ in range(2):
        care_for_reviews(on=TODAY, at=AT)
    review = Review.objects.get()
    assert (review.cause, review.due_on, review.customer) == (
        "yearly",
        TODAY + timedelta(days=30),
        account.client,
    )
    tasks = {task.origin: task for task in Task.objects.filter(OPEN)}
    assert {origin: task.owner for origin, task in tasks.items()} == {
        "care.review": account.eva,
        "care.review_team": account.eva,
    }
    Review.objects.update(due_on=TODAY + timedelta(days=200))
    care_for_reviews(on=TODAY, at=AT)
    assert Task.objects.filter(OPEN).count() == 0
    world.contact(account.client, "Ann", starts_on=TODAY - timedelta(days=2))
    for _ in range(2):
        care_for_reviews(on=TODAY, at=AT)
    review.refresh_from_db()
    assert (review.cause, review.due_on) == ("new_contact", TODAY + timedelta(days=30))
    assert "new contact" in Task.objects.filter(OPEN, origin="care.review").get().because


def test_erasing_somebody_takes_the_words_out_of_what_is_sealed(account: Account) -> None:
    review = account.planned(reviewer=account.fay)
    account.asked(review, "Jo says no", account.fay)
    actions.store_team_view(
        review=review, scores=HIGH, words={"relations": "Jo Smit is cold"}, by=account.eva, at=AT
    )
    words = Words.of(names=["Jo Smit"], addresses=[], ids=[])
    SEALED_VOICES.erase_rows(Erased("contact", account.jo.pk, account.client.pk, (), (account.jo.pk,), words))
    kept = {answer.side: unsealed(answer.sealed) for answer in ReviewAnswer.objects.all()}
    assert kept["client"] == ({"expectations": 2, "relations": 2, "expertise": 2}, {})
    assert kept["team"] is not None
    assert kept["team"][1] == {"relations": "[…] is cold"}


def test_a_change_somebody_noticed_brings_the_review_forward_once(account: Account) -> None:
    review = actions.plan_review(
        customer=account.client, cause="yearly", due_on=TODAY + timedelta(days=200), by=None, at=AT
    )
    hint = {"customer": account.client, "noticed_at": AT, "known_at": AT, "source": "karn"}
    Hint.objects.create(kind="competitor", source_id="1", **hint)
    care_for_reviews(on=TODAY, at=AT)
    review.refresh_from_db()
    assert review.cause == "yearly"
    Hint.objects.create(kind="change", source_id="2", **hint)
    for _ in range(2):
        care_for_reviews(on=TODAY, at=AT)
    review.refresh_from_db()
    assert (review.cause, review.due_on) == ("merger", TODAY + timedelta(days=30))
    assert Task.objects.filter(OPEN, origin="care.review").count() == 1
