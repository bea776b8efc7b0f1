"""Links that open one thing for one reader."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from karn.platform.links import LENGTH, NoSuchLink, make_link, open_link, revoke_links
from karn.platform.models import Link

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEK = NOON + timedelta(days=7)

pytestmark = pytest.mark.django_db


def survey_link(audience: str = "invitation:1") -> str:
    return make_link(purpose="survey", audience=audience, expires_at=WEEK, at=NOON)


def opened(text: str, *, purpose: str = "survey", at: datetime = NOON) -> str | None:
    try:
        return open_link(text, purpose=purpose, at=at).audience
    except NoSuchLink:
        return None


def test_a_link_opens_what_it_was_made_for() -> None:
    assert opened(survey_link()) == "invitation:1"


def test_a_link_is_kept_as_a_hash_alone() -> None:
    text = survey_link()
    kept = Link.objects.values_list("digest", "audience").get()
    assert (text in "".join(kept), len(text)) == (False, LENGTH)


def test_a_link_of_one_kind_opens_no_page_of_another() -> None:
    assert opened(survey_link(), purpose="cancel") is None


def test_a_link_opens_nothing_from_its_end_on() -> None:
    text = survey_link()
    assert [opened(text, at=at) for at in (WEEK - timedelta(seconds=1), WEEK)] == ["invitation:1", None]


def test_revoked_links_open_nothing_and_others_stay() -> None:
    first, second, other = survey_link(), survey_link(), survey_link("invitation:2")
    assert revoke_links(purpose="survey", audience="invitation:1", at=NOON) == 2
    assert [opened(text) for text in (first, second, other)] == [None, None, "invitation:2"]


def test_a_link_that_would_end_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="must end after"):
        make_link(purpose="survey", audience="invitation:1", expires_at=NOON, at=NOON)


def test_thirty_thousand_guesses_open_nothing_and_ask_the_database_nothing() -> None:
    survey_link()
    guesses = [secrets.token_urlsafe(28)[:LENGTH] for _ in range(30_000)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [guess for guess in guesses if opened(guess) is not None] == []
    assert len(asked) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + "A",
        lambda text: text + "=",
        lambda text: text.swapcase(),
        lambda text: "é" + text[1:],
        lambda text: text[:0],
    ],
)
def test_a_changed_link_opens_nothing(change: Callable[[str], str]) -> None:
    assert opened(change(survey_link())) is None


def test_every_sign_of_a_link_counts() -> None:
    text = survey_link()
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = [text[:i] + sign + text[i + 1 :] for i in range(LENGTH) for sign in signs if sign != text[i]]
    assert [each for each in changed if opened(each) is not None] == []
