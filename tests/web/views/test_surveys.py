"""The pages of who sends surveys: made, written, asked, counted live, taken along, hung on a wall."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.customers.models import Customer
from karn.apps.mailing.actions.objections import object_to_mail
from karn.apps.mailing.models import Mail
from karn.apps.mailing.queries import digests
from karn.apps.people.models import AuditEntry, Person
from karn.apps.people.rules import Role
from karn.apps.segments.models import Segment
from karn.apps.surveys.actions.answers import record_answer
from karn.apps.surveys.actions.surveys import make_page, make_ready_survey, write_survey
from karn.apps.surveys.models import Habits, Occasion, Response, Survey
from karn.apps.surveys.queries.opening import opened
from karn.apps.surveys.queries.surveys import newest_version
from karn.apps.surveys.rules.questions import Comparison, Condition, Kind
from karn.apps.surveys.rules.ready import CODES, ready_form
from karn.platform.sheets import read_csv
from karn.web.forms.survey_forms import SurveyForm

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


@pytest.fixture
def nps(eva: Person) -> Survey:
    return make_ready_survey(code="nps", language="en", by=eva, at=AT)


def told(nps: Survey, customer: Any, eva: Person, place: int, words: str = "") -> Response:
    fields = {"a-recommend": str(place), "a-better": words}
    return record_answer(survey=nps, customer=customer, fields=fields, by=eva, at=timezone.now())


def test_words_of_a_customer_in_the_bin_are_counted_and_not_shown(
    page: Client, eva: Person, nps: Survey, world: Any
) -> None:
    told(nps, world.customer("Bakker"), eva, 3, "Too slow")

    def shown() -> tuple[bool, bool, int]:
        answer = page.get(f"/surveys/{nps.pk}/")
        return "Bakker" in answer.text, "Too slow" in answer.text, answer.context["results"].unhappy

    before = shown()
    Customer.everything.update(deleted_at=AT)
    hidden = shown()
    Customer.everything.update(deleted_at=None)
    assert (before, hidden, shown()) == ((True, True, 1), (False, False, 1), before)


def test_the_list_of_surveys_is_taken_along_as_it_stands(
    page: Client, eva: Person, nps: Survey, world: Any
) -> None:
    told(nps, world.customer("Bakker"), eva, 3)
    assert "/surveys/surveys.csv" in page.get("/surveys/").text
    file = read_csv(page.get("/surveys/surveys.csv", {"lang": "en"}).getvalue())
    assert list(file) == [
        ["Survey", "When it asks", "Asked", "Answers", "Closed"],
        [nps.name, "When somebody sends it", "1", "1", ""],
    ]
    assert AuditEntry.objects.latest("number").detail == "list surveys"


def test_a_ready_survey_is_used_planned_closed_and_thrown_away(page: Client) -> None:
    shown = page.post("/surveys/ready/nps/", follow=True)
    survey = Survey.objects.get()
    assert shown.redirect_chain == [(f"/surveys/{survey.pk}/", 302)]
    assert page.post("/surveys/ready/none/").status_code == 404
    assert page.post(f"/surveys/{survey.pk}/plan/", {"occasion": "segment", "days": 3}).status_code == 400
    page.post(f"/surveys/{survey.pk}/plan/", {"occasion": "delivery", "days": 5, "seen": survey.version})
    survey.refresh_from_db()
    assert (survey.occasion, survey.days, survey.since) == (Occasion.DELIVERY, 5, timezone.localdate())
    page.post(f"/surveys/{survey.pk}/close/")
    assert "closed" in page.get("/surveys/").text
    page.post(f"/surveys/{survey.pk}/remove/")
    assert page.get(f"/surveys/{survey.pk}/").status_code == 404
    assert f"/surveys/{survey.pk}/restore/" in page.get("/customers/bin/").text
    page.post(f"/surveys/{survey.pk}/restore/")
    assert page.get(f"/surveys/{survey.pk}/").status_code == 200


def test_members_of_a_segment_are_looked_at_first_and_then_asked(
    page: Client, eva: Person, nps: Survey, world: Any
) -> None:
    parts = [{"field": "customers.name", "operator": "not_empty", "values": []}]
    segment = Segment.objects.create(
        name="All", owner=eva, made_at=AT, known_at=AT,
        definition={"version": 1, "root": {"match": "all", "parts": parts}},
    )  # fmt: skip
    world.customer("Bakker", email="b@example.org", is_key=True)
    world.customer("Slager")
    shown = page.get(f"/surveys/{nps.pk}/ask/?segment={segment.pk}").text
    assert ("1 are asked" in shown, "1 have no address" in shown, Mail.objects.count()) == (True, True, 0)
    assert ("Best in a talk" in shown, "Ask 1 person" in shown) == (True, True)
    shown = page.post(f"/surveys/{nps.pk}/ask/", {"segment": segment.pk}, follow=True).text
    assert ("1 person is asked." in shown, Mail.objects.get().address) == (True, "b@example.org")


def test_where_nobody_knows_who_objected_nobody_is_asked(
    page: Client, nps: Survey, eva: Person, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [{"field": "customers.name", "operator": "not_empty", "values": []}]
    root = {"version": 1, "root": {"match": "all", "parts": parts}}
    segment = Segment.objects.create(name="All", owner=eva, made_at=AT, known_at=AT, definition=root)
    world.customer("Bakker", email="b@example.org")
    object_to_mail(address="b@example.org", way="link", at=AT)
    monkeypatch.setattr(digests, "KEY", "lost.key")
    seen = page.get(f"/surveys/{nps.pk}/ask/?segment={segment.pk}")
    asked = page.post(f"/surveys/{nps.pk}/ask/", {"segment": segment.pk}, follow=True)
    assert [("suppressions.key is missing" in one.text) for one in (seen, asked)] == [True, True]
    assert (seen.status_code, Mail.objects.count()) == (400, 0)


def test_one_customer_gets_a_link_or_tells_it(page: Client, nps: Survey, world: Any) -> None:
    customer = world.customer("Bakker")
    address = f"/surveys/{nps.pk}/one/"
    assert f"?customer={customer.pk}" in page.get(address, {"q": "akk"}).text
    shown = page.post(address, {"customer": customer.pk, "link": "1"})
    secret = shown.text.partition("/s/")[2].partition("<")[0].strip()
    assert opened(secret, at=timezone.now()).invitation.customer == customer  # type: ignore[union-attr]
    assert page.post(address, {"customer": customer.pk}).status_code == 400
    shown = page.post(address, {"customer": customer.pk, "a-recommend": "3", "a-better": "Call"}, follow=True)
    assert ("told to Eva" in shown.text, "Come back to Bakker" in shown.text) == (True, True)


def test_nine_answers_are_counted_and_twenty_have_a_percentage(
    page: Client, nps: Survey, eva: Person, world: Any
) -> None:
    for number in range(9):
        told(nps, world.customer(f"C{number}"), eva, 9 if number < 7 else 3, "Prices" * (number == 8))
    shown = page.get(f"/surveys/{nps.pk}/").text
    assert ("7 of 9" in shown, "Prices" in shown, "It takes 20." in shown) == (True, True, True)
    assert "%" not in shown.partition('id="results"')[2].partition("</section>")[0]
    for number in range(11):
        told(nps, world.customer(f"D{number}"), eva, 9)
    part = page.get(f"/surveys/{nps.pk}/?part=1").text
    assert ("NPS 80" in part, "18 of 20" in part, "90% " in part, "<nav" in part) == (True, True, True, False)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert "<strong>0 answered</strong>" in page.get(f"/surveys/{nps.pk}/?from={tomorrow}").text


def test_an_account_manager_reads_no_words_of_other_customers(
    client: Client, nps: Survey, eva: Person, world: Any
) -> None:
    jo = world.person(role=Role.ACCOUNT_MANAGER)
    told(nps, world.customer("Mine", owner=jo), eva, 5, "Own words")
    foreign = told(nps, world.customer("Theirs", owner=eva), eva, 5, "Foreign words")
    client.force_login(jo)
    shown = client.get(f"/surveys/{nps.pk}/").text
    assert ("Own words" in shown, "Foreign words" in shown, "2 of 2" in shown) == (True, False, True)
    sent: Any = client.get(f"/surveys/{nps.pk}/answers.csv")
    file = b"".join(sent.streaming_content).decode()
    assert ("Own words" in file, "Foreign words" in file, "Theirs" in file) == (True, False, False)
    assert client.get(f"/surveys/answers/{foreign.pk}/").status_code == 404
    assert client.get(f"/surveys/{nps.pk}/edit/").status_code == 403


def test_a_page_hangs_with_its_code_until_it_is_closed(page: Client, nps: Survey, eva: Person) -> None:
    hung = make_page(survey=nps, name="Desk", by=eva, at=timezone.now())
    assert f"/s/{hung.secret}" in page.get(f"/surveys/{nps.pk}/pages/{hung.pk}/").text
    svg = page.get(f"/surveys/{nps.pk}/pages/{hung.pk}/code.svg")
    png = page.get(f"/surveys/{nps.pk}/pages/{hung.pk}/code.png")
    assert (svg["Content-Type"], svg.content[:4], png.content[:8]) == (
        "image/svg+xml",
        b"<svg",
        b"\x89PNG\r\n\x1a\n",
    )
    assert page.get(f"/surveys/{nps.pk}/pages/{hung.pk}/code.gif").status_code == 404
    page.post(f"/surveys/{nps.pk}/pages/{hung.pk}/close/")
    assert page.get(f"/surveys/{nps.pk}/pages/{hung.pk}/").status_code == 404
    assert page.get(f"/s/{hung.secret}").status_code == 404


def seen(survey: Survey) -> str:
    return newest_version(Survey.objects.get(pk=survey.pk)).version


def written(**more: str) -> dict[str, str]:
    """Return a form with one question, as a browser sends it."""
    told = {"name": "Mine", "title-nl": "Hoi", "q1-kind": "yes_no", "q1-words-nl": "Goed?"}
    return told | {"unhappy1-of": "1", "unhappy1-how": "is", "unhappy1-value": "Nee"} | more


def test_somebody_writes_a_survey_and_an_answer_keeps_its_version(
    page: Client, eva: Person, world: Any
) -> None:
    assert page.post("/surveys/new/", written(**{"q1-kind": ""})).status_code == 400
    page.post("/surveys/new/", written())
    survey = Survey.objects.get()
    form = newest_version(survey).questions
    assert (form.questions[0].kind, form.unhappy) == (Kind.YES_NO, (Condition("q1", Comparison.IS, "no"),))
    page.post(f"/surveys/{survey.pk}/edit/", written(seen=seen(survey), **{"q1-words-nl": "Beter?"}))
    assert newest_version(survey).number == 1
    record_answer(survey=survey, customer=world.customer(), fields={"a-q1": "yes"}, by=eva, at=timezone.now())
    changed = written(seen=seen(survey), **{"q2-kind": "text", "q2-words-nl": "Waarom?", "q2-when-of": "1",
                                   "q2-when-how": "is", "q2-when-value": "nee"})  # fmt: skip
    page.post(f"/surveys/{survey.pk}/edit/", changed)
    assert (newest_version(survey).number, Response.objects.get().version.number) == (2, 1)
    assert page.post(f"/surveys/{survey.pk}/edit/", changed).status_code == 409
    shown = page.get(f"/surveys/{survey.pk}/preview/?lang=nl").text
    assert ("Beter?" in shown, "Goed?" in shown, "Waarom?" in shown, "disabled" in shown) == (
        False,
        True,
        True,
        True,
    )


@pytest.mark.parametrize("code", CODES)
def test_a_ready_survey_comes_through_the_editor_as_it_was(code: str) -> None:
    stands = ready_form(code)
    shown = SurveyForm(None, stands=stands)
    texts = {name: shown[name].value() for name in shown.fields}
    sent = {
        name: "on" if value is True else str(value)
        for name, value in texts.items()
        if value is not None and value is not False
    }
    form = SurveyForm(sent | {"name": "X"}, stands=stands)  # type: ignore[arg-type]
    assert form.is_valid(), form.errors
    again = form.form()
    assert (again.questions, again.unhappy, again.title, again.matter, again.frank) == (
        stands.questions, stands.unhappy, stands.title, stands.matter, stands.frank,
    )  # fmt: skip


def test_days_of_rest_and_the_colour_are_chosen(page: Client, eva: Person, nps: Survey) -> None:
    given = {"cooldown_days": 60, "reminder_days": 5, "loop_days": 1, "accent": "red"}
    assert page.post("/surveys/rest/", given).status_code == 400
    given |= {"accent": "#aa0000", "seen": Habits().version}
    assert page.post("/surveys/rest/", given).status_code == 302
    met = page.post("/surveys/rest/", given | {"cooldown_days": 70, "was": '{"cooldown_days": "90"}'})
    assert (met.status_code, Habits.objects.get().cooldown_days) == (409, 60)
    assert ("<strong>60</strong>" in met.text, "<strong>70</strong>" in met.text) == (True, True)
    assert 'value="60"' in page.get("/surveys/rest/").text
    assert write_survey(survey=nps, name="N", form=ready_form("nps"), by=eva, at=AT).number == 1


def test_what_somebody_else_wrote_in_a_survey_is_shown_beside_ones_own(page: Client, nps: Survey) -> None:
    address = f"/surveys/{nps.pk}/edit/"
    before = page.get(address)
    sent = {field.html_name: field.value() or "" for field in before.context["form"]}
    sent |= {"seen": before.context["form"].seen, "was": before.context["form"].was}
    assert page.post(address, sent | {"name": "Theirs", "q2-kind": ""}).status_code == 302
    mine = sent | {"q1-words-en": "Well?", "name": "Mine"}
    met = page.post(address, mine)
    assert (met.status_code, Survey.objects.get().name) == (409, "Theirs")
    conflicts = {one.name: (one.theirs, one.mine, one.take) for one in met.context["form"].conflicts}
    assert conflicts["name"] == ("Theirs", "Mine", "mine")
    assert conflicts["q1-words-en"][1:] == ("Well?", "mine")
    assert (conflicts["q2-words-en"][2], conflicts["q3-kind"][1:]) == ("theirs", ("In words", "theirs"))
    assert "Question 1: The question (English)" in met.text
    takes = {f"take-{name}": take for name, (_theirs, _mine, take) in conflicts.items()}
    chosen = mine | takes | {"take-name": "theirs", "seen": met.context["form"].seen}
    assert page.post(address, chosen).status_code == 302
    stored = newest_version(Survey.objects.get())
    assert (stored.survey.name, stored.questions.questions[0].words["en"]) == ("Theirs", "Well?")
    first, _second, third = ready_form("nps").questions
    assert [one.code for one in stored.questions.questions] == [first.code, third.code]
    assert stored.questions.questions[1].words == third.words


def test_a_plan_somebody_else_made_meanwhile_is_shown_beside_ones_own(page: Client, nps: Survey) -> None:
    address, read = f"/surveys/{nps.pk}/plan/", {"seen": nps.version, "was": '{"days": "3"}'}
    page.post(address, read | {"occasion": "delivery", "days": 5})
    met = page.post(address, read | {"occasion": "hand", "days": 7})
    assert (met.status_code, Survey.objects.get().days) == (409, 5)
    assert ("<strong>5</strong>" in met.text, "<strong>7</strong>" in met.text) == (True, True)
    page.post(f"/surveys/{nps.pk}/close/")
    given = {"occasion": "hand", "days": 7, "seen": met.context["form"].seen}
    assert page.post(address, given).status_code == 302
    assert (Survey.objects.get().days, Survey.objects.get().is_open) == (7, False)


def test_a_colleagues_own_segment_stays_planned_and_keeps_its_name_to_itself(
    page: Client, nps: Survey, world: Any
) -> None:
    mo = world.person(name="Mo", role=Role.MANAGER)
    parts = [{"field": "customers.name", "operator": "not_empty", "values": []}]
    root = {"version": 1, "root": {"match": "all", "parts": parts}}
    own = Segment.objects.create(name="Mo's secret", owner=mo, made_at=AT, known_at=AT, definition=root)
    Survey.objects.filter(pk=nps.pk).update(segment=own, occasion=Occasion.SEGMENT)
    nps.refresh_from_db()
    shown = page.get(f"/surveys/{nps.pk}/plan/").text
    assert ("secret" in shown, f'<option value="{own.pk}" selected>A colleague' in shown) == (False, True)
    sent = {"occasion": "segment", "days": "9", "segment": str(own.pk), "seen": nps.version}
    assert page.post(f"/surveys/{nps.pk}/plan/", sent).status_code == 302
    nps.refresh_from_db()
    assert (nps.segment, nps.days) == (own, 9)


def test_another_name_alone_is_written_down(nps: Survey, eva: Person) -> None:
    form = newest_version(nps).questions
    write_survey(survey=nps, name="Loyal?", form=form, by=eva, at=timezone.now())
    write_survey(survey=nps, name="Loyal?", form=form, by=eva, at=timezone.now())
    kept = AuditEntry.objects.filter(kind="surveys.survey", object=str(nps.pk)).order_by("number")
    assert list(kept.values_list("detail", flat=True)) == ["made", "renamed"]
