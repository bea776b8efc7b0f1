"""What was changed of how the company works stands on a page each, from what to what."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from karn.apps.fit.models import Criterion
from karn.apps.lessons.actions.improvements import Meant, decide_improvement
from karn.apps.lessons.models import Improvement, Lesson
from karn.apps.people.models import AuditEntry, Change, Person, Role
from karn.apps.segments.models import Segment
from karn.platform.sheets import read_csv
from karn.web.views import journal
from karn.web.words.audit import Names, details_in_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def eva(world: Any, client: Client) -> Person:
    world.company(trade="agency")
    person: Person = world.person(role=Role.ADMINISTRATOR, name="Eva")
    client.force_login(person)
    return person


def changed(client: Client, page: str, told: dict[str, str]) -> None:
    """Send a page's form with the version it shows."""
    text = client.get(page).text
    read = dict(re.findall(r'name="(seen|was)" value="([^"]*)"', text))
    assert client.post(page, {name: unescape(one) for name, one in read.items()} | told).status_code == 302


def last_told(client: Client, page: str, told: str) -> list[tuple[str, object, object]]:
    """Return the last change on a page of changes, which the page itself leads to."""
    assert f'href="{told}"' in client.get(page).text
    change = client.get(told).context["changes"][0]
    assert change.by == "Eva"
    return [(one.label, one.before, one.after) for one in change.fields]


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        (
            "goodbye_habits",
            {"tasks_for": "nobody", "keep_months": "24"},
            ("Everybody who leaves", "Nobody: the list is enough"),
        ),
        ("win_back_habits", {"after_days": "60", "weekly": "20", "back_months": "6"}, (90, 60)),
        (
            "rhythm_settings",
            {"reminded": "all", "after_sales_days": "30"},
            ("", "For everybody"),
        ),
        (
            "survey_habits",
            {"cooldown_days": "60", "reminder_days": "7", "loop_days": "2", "accent": "#0054a6"},
            (30, 60),
        ),
    ],
)
def test_each_page_of_habits_says_who_changed_them_from_what_to_what(
    client: Client, name: str, told: dict[str, str], said: tuple[object, object]
) -> None:
    page = reverse(name)
    changed(client, page, told)
    assert said in [fact[1:] for fact in last_told(client, page, reverse(f"{name}_changes"))]


def test_a_criterion_says_when_it_was_switched_off(client: Client) -> None:
    client.post(reverse("start_criteria"))
    one = Criterion.objects.order_by("place")[0]
    client.post(reverse("switch_criterion", args=[one.pk]))
    page, told = (reverse(name, args=[one.pk]) for name in ("criterion", "criterion_changes"))
    one.refresh_from_db()
    assert last_told(client, page, told) == [("switched off", None, one.off_at)]


def test_a_lesson_and_an_improvement_say_what_they_said_before(client: Client, eva: Person) -> None:
    client.post(reverse("new_lesson"), {"sentence": "Ask", "question": "Asked?", "every": "month"})
    lesson = Lesson.objects.get()
    told = {"sentence": "Ask early", "question": "Asked?", "every": "month"}
    changed(client, reverse("change_lesson", args=[lesson.pk]), told)
    page = reverse("lesson", args=[lesson.pk])
    assert ("what we learnt", "Ask", "Ask early") in last_told(client, page, f"{page}changes/")
    meant = Meant(reason="price", what="Say it", owner=eva, due_on=timezone.localdate())
    one: Improvement = decide_improvement(meant=meant, by=eva, at=timezone.now())
    page = reverse("improvement", args=[one.pk])
    facts = last_told(client, page, f"{page}changes/")
    assert {("why they leave", "", "Price"), ("Who does it", "", "Eva")} <= set(facts)


def test_what_merges_by_itself_says_since_when(client: Client) -> None:
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(reverse("duplicates")).text)
    assert seen
    client.post(reverse("merging_rules"), {"seen": seen[1], "key": ["email"]})
    facts = last_told(client, reverse("duplicates"), reverse("merging_rules_changes"))
    assert facts == [("merging by itself", "", "the same e-mail address")]


def test_a_page_of_changes_of_nothing_is_not_there(client: Client) -> None:
    names = ("criterion_changes", "lesson_changes", "improvement_changes")
    assert [client.get(reverse(name, args=[99])).status_code for name in names] == [404] * 3


def told_in_file(client: Client, kind: str, number: int) -> list[list[str]]:
    told = client.get(reverse("journal_csv", args=[kind, number]), {"lang": "en"})
    return [row[1:] for row in read_csv(told.getvalue())]


def test_each_page_of_changes_can_be_taken_along_with_all_there_ever_were(
    client: Client, eva: Person
) -> None:
    client.post(reverse("start_criteria"))
    one = Criterion.objects.order_by("place")[0]
    address = reverse("journal_csv", args=["fit.criterion", one.pk])
    page = reverse("criterion_changes", args=[one.pk])
    assert address in client.get(page).text
    note = {"kind": "fit.criterion", "object": one.pk, "by": eva, "at": timezone.now(), "how": ""}
    Change.objects.bulk_create(
        Change(**note, before={"name": str(was)}, after={"name": str(was + 1)}) for was in range(120)
    )
    assert len(client.get(page).context["changes"]) == 100
    rows = told_in_file(client, "fit.criterion", one.pk)
    assert rows[:2] == [
        ["Who", "What", "Field", "Before", "Afterwards"], ["Eva", "Edited", "name", "119", "120"],
    ]  # fmt: skip
    assert len([row for row in rows if row[2] == "name" and row[1] == "Edited"]) == 120
    entry = AuditEntry.objects.latest("number")
    assert details_in_words(entry.detail, Names({}, {})) == f"Changes, criterion {one.pk}"


def test_every_kind_of_changes_has_its_file(client: Client) -> None:
    habits = ("care.rhythmhabits", "farewell.goodbyehabits", "plays.winbackhabits", "surveys.habits")
    company = ("company.company", "mailing.mailsettings", "customers.duplicatesearch")
    assert [len(told_in_file(client, kind, 0)) for kind in (*habits, *company)] == [1] * 7
    pages = {page for name, page in vars(journal).items() if name.endswith("_changes")}
    assert {kept.page for kept in journal._KEPT.values()} == pages
    assert client.get(reverse("journal_csv", args=["people.apitoken", 1])).status_code == 404


def test_a_file_of_changes_takes_what_its_page_takes(world: Any, client: Client, eva: Person) -> None:
    mine, theirs = world.person(role=Role.ACCOUNT_MANAGER), world.person(role=Role.ACCOUNT_MANAGER)
    told = {"definition": {}, "made_at": timezone.now(), "known_at": timezone.now()}
    segments = [Segment.objects.create(name="S", owner=owner, **told) for owner in (mine, theirs)]
    client.force_login(mine)
    asked = [("segments.segment", one.pk) for one in segments] + [("people.person", eva.pk)]
    got = [client.get(reverse("journal_csv", args=[kind, pk])).status_code for kind, pk in asked]
    assert got == [200, 404, 403]
