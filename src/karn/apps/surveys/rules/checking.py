"""What is wrong with a form somebody wrote. Codes, which the page says in words."""

from __future__ import annotations

from collections.abc import Iterator

from karn.apps.surveys.rules.questions import (
    MOST_CHOICES,
    MOST_QUESTIONS,
    MOST_THINGS,
    Condition,
    Form,
    Kind,
    Question,
)
from karn.kernel.errors import BadInput


def check_form(form: Form) -> None:
    """Raise BadInput, saying the first thing that is wrong with the form; pass one that can be asked."""
    if not any(form.title.values()):
        raise BadInput("Give the survey a title.")
    if not form.questions:
        raise BadInput("Ask at least one question.")
    if len(form.questions) > MOST_QUESTIONS:
        raise BadInput("Ask at most %(most)s questions.", most=MOST_QUESTIONS)
    if all(question.when for question in form.questions):
        raise BadInput("At least one question must be asked of everybody.")
    for number, question in enumerate(form.questions, start=1):
        _check_question(form, question, number)
    if not all(_is_possible(form, condition) for condition in form.unhappy):
        raise BadInput("What counts as unhappy compares with an answer there is not.")


def _check_question(form: Form, question: Question, number: int) -> None:
    if not any(question.words.values()):
        raise BadInput("Question %(number)s has no words.", number=number)
    if question.kind == Kind.SCALE and not (0 <= question.low < question.high <= 10):
        raise BadInput("The scale of question %(number)s must lie between 0 and 10.", number=number)
    most = {Kind.CHOICE: MOST_CHOICES, Kind.RATING: MOST_THINGS}.get(question.kind, 0)
    fewest = {Kind.CHOICE: 2, Kind.RATING: 1}.get(question.kind, 0)
    if not fewest <= len(question.options) <= most and most:
        raise BadInput(
            "Question %(number)s takes %(fewest)s to %(most)s answers to choose from, one on a line.",
            number=number, fewest=fewest, most=most,
        )  # fmt: skip
    before = Form({}, {}, {}, form.questions[: number - 1])
    if not all(_is_possible(before, condition) for condition in question.when):
        raise BadInput(
            "Question %(number)s is asked after an answer that no question before it has.", number=number
        )


def _is_possible(form: Form, condition: Condition) -> bool:
    question = form.question(condition.of)
    return question is not None and condition.value in _values(question)


def _values(question: Question) -> Iterator[str | int]:
    match question.kind:
        case Kind.SCALE:
            yield from question.steps
        case Kind.RATING:
            yield from range(1, 6)
        case Kind.CHOICE:
            yield from (option.code for option in question.options)
        case Kind.YES_NO:
            yield from ("yes", "no")
