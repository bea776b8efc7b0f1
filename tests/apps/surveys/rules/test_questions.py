"""What a form asks, which answers open which questions, and the ready surveys in three languages."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.surveys.rules.checking import check_form
from karn.apps.surveys.rules.questions import (
    LANGUAGES,
    MOST_QUESTIONS,
    Answers,
    Kind,
    as_json,
    fields_of,
    form_from,
    kept_answers,
    read_answers,
    spoken,
)
from karn.apps.surveys.rules.ready import CODES, ready_form
from karn.kernel.errors import BadInput

PRACTICE, NPS = ready_form("practice"), ready_form("nps")


@pytest.mark.parametrize("code", CODES)
def test_a_ready_survey_speaks_every_language_and_can_be_asked(code: str) -> None:
    form = ready_form(code)
    check_form(form)
    texts = [form.title, form.intro, form.thanks, form.matter]
    for question in form.questions:
        texts += [question.words, *(option.words for option in question.options)]
        if question.kind == Kind.SCALE:
            texts += [question.low_words, question.high_words]
    assert [sorted(text) for text in texts] == [sorted(LANGUAGES)] * len(texts)
    assert len(form.questions) <= MOST_QUESTIONS
    assert form.unhappy
    assert form_from(as_json(form)) == form


def test_an_answer_opens_its_question_and_closes_the_other() -> None:
    def asked(place: int) -> list[str]:
        return [question.code for question in NPS.asked({"recommend": place})]

    assert [asked(6), asked(9)] == [["recommend", "better"], ["recommend", "value"]]
    assert [question.code for question in NPS.asked({})] == ["recommend"]


def test_what_an_answer_skips_is_not_kept() -> None:
    told: Answers = {"recommend": 9, "better": "Everything", "value": "You", "strange": 1}
    assert kept_answers(NPS, told) == {"recommend": 9, "value": "You"}


def test_one_bad_thing_makes_a_rating_unhappy() -> None:
    assert PRACTICE.is_unhappy({"rates": {"place": 2, "person": 5}})
    assert not PRACTICE.is_unhappy({"rates": {"place": 3, "person": 5}})
    assert not PRACTICE.is_unhappy({})


answers_to_practice = st.fixed_dictionaries(
    {},
    optional={
        "how": st.integers(1, 5),
        "took": st.text(min_size=1, max_size=2000)
        .map(lambda text: text.replace("\x00", "").strip())
        .filter(bool),
        "rates": st.dictionaries(
            st.sampled_from(["place", "treatment", "person"]), st.integers(1, 5), min_size=1
        ),
    },
)


@given(answers_to_practice)
def test_answers_come_back_through_a_browsers_fields(answers: Answers) -> None:
    assert read_answers(PRACTICE, fields_of(PRACTICE, answers)) == answers


@given(st.dictionaries(st.sampled_from(["a-how", "a-rates-place", "a-took", "a-rates", "a-x"]), st.text()))
def test_whatever_is_sent_is_an_answer_or_none(fields: dict[str, str]) -> None:
    read = read_answers(PRACTICE, fields)
    assert read.get("how") in (None, 1, 2, 3, 4, 5)
    assert read.get("rates") in (None, *({"place": stars} for stars in range(1, 6)))
    assert set(read) <= {"how", "took", "rates"}


def test_a_form_that_cannot_be_asked_is_refused() -> None:
    first = NPS.questions[0]
    for form in (
        replace(NPS, title={}),
        replace(NPS, questions=()),
        replace(NPS, questions=tuple(replace(first, code=f"q{number}") for number in range(6)), unhappy=()),
        replace(NPS, questions=NPS.questions[1:]),
        replace(NPS, questions=(replace(first, low=5, high=5),)),
        replace(NPS, questions=(replace(first, kind=Kind.CHOICE),)),
        replace(NPS, questions=tuple(reversed(NPS.questions))),
        replace(NPS, questions=NPS.questions[:1], unhappy=(replace(NPS.unhappy[0], value=77),)),
    ):
        with pytest.raises(BadInput):
            check_form(form)


def test_a_text_that_is_missing_in_a_language_is_said_in_another() -> None:
    assert spoken({"nl": "Hoi"}, "sv") == "Hoi"
    assert spoken({"nl": "Hoi", "en": "Hi"}, "sv") == "Hi"
    assert spoken({}, "sv") == ""
