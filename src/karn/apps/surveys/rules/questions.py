"""What a survey asks: its questions, which of them an answer opens, and when an answer is unhappy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_QUESTIONS = 5
"""Who is asked more leaves, or ticks anything."""

MOST_CHOICES, MOST_THINGS = 8, 4
LONGEST_TEXT, LONGEST_WORDS = 2000, 300
STARS = 5
"""How far the things of a rating go, from 1."""

LANGUAGES = ("nl", "sv", "en")

Words = Mapping[str, str]
"""A text by language."""

Answer = str | int | dict[str, int]
"""A choice's code, yes or no, or words; a place on a scale; or stars by thing."""

Answers = Mapping[str, Answer]
"""Answers by the code of their question."""


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    CHOICE = "choice"
    YES_NO = "yes_no"
    RATING = "rating"
    TEXT = "text"


class Comparison(StrEnum):
    """How an answer is compared with a value."""

    IS = "is"
    IS_NOT = "is_not"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Condition:
    """What an answer to the question `of` must be. Without an answer it never holds.

    Of a rating the lowest stars count: one bad thing is enough.
    """

    of: str
    how: Comparison
    value: str | int

    def holds(self, answers: Answers) -> bool:
        """Say whether it holds for these answers."""
        given = answers.get(self.of)
        if isinstance(given, dict):
            given = min(given.values()) if given else None
        if given is None or given == "":
            return False
        if self.how == Comparison.IS:
            return given == self.value
        if self.how == Comparison.IS_NOT:
            return given != self.value
        if not isinstance(given, int) or not isinstance(self.value, int):
            return False
        return given <= self.value if self.how == Comparison.AT_MOST else given >= self.value


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, or one thing to rate."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `low` and `high` are the ends of a scale, `low_words` and `high_words` what they mean. `when`: it is
    asked only where one of these holds; empty = always. `wish`: its words are what the customer asks for.
    """

    code: str
    kind: Kind
    words: Words
    low: int = 1
    high: int = 5
    low_words: Words = field(default_factory=dict)
    high_words: Words = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    when: tuple[Condition, ...] = ()
    wish: bool = False

    @property
    def steps(self) -> range:
        """The places of a scale."""
        return range(self.low, self.high + 1)

    def is_asked(self, answers: Answers) -> bool:
        """Say whether it is asked of somebody who answered so far like this."""
        return not self.when or any(condition.holds(answers) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Form:
    """A survey as it is asked: what stands above it, its questions, what it says afterwards.

    `unhappy`: an answer for which one of these holds is unhappy. `score`: the code of the question whose
    numbers are its score, read as `reading` says ("nps" or "mean"); without one it has none. `frank`:
    it asks for criticism, which is easier to give when nobody listens. `matter`: what a mail says
    it is about.
    """

    title: Words
    intro: Words
    thanks: Words
    questions: tuple[Question, ...]
    unhappy: tuple[Condition, ...] = ()
    score: str = ""
    reading: str = ""
    frank: bool = False
    matter: Words = field(default_factory=dict)

    def question(self, code: str) -> Question | None:
        """Return the question with this code, or None."""
        return next((question for question in self.questions if question.code == code), None)

    def asked(self, answers: Answers) -> list[Question]:
        """Return the questions asked of somebody who answered so far like this, in their order."""
        return [question for question in self.questions if question.is_asked(answers)]

    def is_unhappy(self, answers: Answers) -> bool:
        """Say whether somebody who answered like this is unhappy."""
        return any(condition.holds(answers) for condition in self.unhappy)

    def has_wish(self, answers: Answers) -> bool:
        """Say whether the answers hold words of what the customer asks for."""
        return any(question.wish and answers.get(question.code) for question in self.questions)


def spoken(words: Words, language: str, otherwise: str = "en") -> str:
    """Return a text in `language`; where it has none, in the other language, English, or any it has."""
    for wanted in (language, otherwise, "en", *LANGUAGES):
        if words.get(wanted):
            return words[wanted]
    return ""


def kept_answers(form: Form, answers: Answers) -> dict[str, Answer]:
    """Return the answers to questions that are asked of somebody who answers like this.

    Whoever changes an answer so that a question is skipped takes back what stood there. An answer to a
    question the form does not have is left out.
    """
    kept: dict[str, Answer] = {}
    for question in form.questions:
        given = answers.get(question.code)
        if question.is_asked(kept) and given not in (None, "", {}):
            assert given is not None  # noqa: S101 (looked at just now)
            kept[question.code] = given
    return kept


def read_answers(form: Form, given: Mapping[str, str]) -> dict[str, Answer]:
    """Read answers as a browser sends them, by field name; what cannot be an answer is none.

    The field of a question is `a-<code>`, of a thing that is rated `a-<code>-<thing>`.
    """
    read = {question.code: _read(question, given) for question in form.questions}
    return kept_answers(form, {code: answer for code, answer in read.items() if answer is not None})


def field_name(question: Question, thing: str = "") -> str:
    """Return the name of the field a question, or a thing it rates, is answered in."""
    return f"a-{question.code}-{thing}" if thing else f"a-{question.code}"


def _read(question: Question, given: Mapping[str, str]) -> Answer | None:
    if question.kind == Kind.RATING:
        stars = {
            option.code: _place(given.get(field_name(question, option.code), ""), range(1, STARS + 1))
            for option in question.options
        }
        return {thing: number for thing, number in stars.items() if number is not None} or None
    text = given.get(field_name(question), "").replace("\x00", "").strip()
    match question.kind:
        case Kind.SCALE:
            return _place(text, question.steps)
        case Kind.CHOICE:
            return text if text in {option.code for option in question.options} else None
        case Kind.YES_NO:
            return text if text in ("yes", "no") else None
    return text[:LONGEST_TEXT] or None


def _place(text: str, steps: Sequence[int]) -> int | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > 3:
        return None
    return int(text) if int(text) in steps else None


def fields_of(form: Form, answers: Answers) -> dict[str, str]:
    """Return answers as the fields of a browser: the inverse of :func:`read_answers`."""
    fields: dict[str, str] = {}
    for question in form.questions:
        given = answers.get(question.code)
        if isinstance(given, dict):
            fields |= {field_name(question, thing): str(stars) for thing, stars in given.items()}
        elif given is not None:
            fields[field_name(question)] = str(given)
    return fields


def as_json(form: Form) -> dict[str, Any]:
    """Return the form as it is kept."""
    return {
        "title": dict(form.title),
        "intro": dict(form.intro),
        "thanks": dict(form.thanks),
        "questions": [_question_as_json(question) for question in form.questions],
        "unhappy": [_condition_as_json(condition) for condition in form.unhappy],
        "score": form.score,
        "reading": form.reading,
        "frank": form.frank,
        "matter": dict(form.matter),
    }


def _question_as_json(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "kind": question.kind.value,
        "words": dict(question.words),
        "low": question.low,
        "high": question.high,
        "low_words": dict(question.low_words),
        "high_words": dict(question.high_words),
        "options": [{"code": option.code, "words": dict(option.words)} for option in question.options],
        "when": [_condition_as_json(condition) for condition in question.when],
        "wish": question.wish,
    }


def _condition_as_json(condition: Condition) -> dict[str, Any]:
    return {"of": condition.of, "how": condition.how.value, "value": condition.value}


def form_from(told: Mapping[str, Any]) -> Form:
    """Read a form as it is kept. Raises KeyError, TypeError or ValueError for what is none."""
    return Form(
        title=told["title"],
        intro=told.get("intro", {}),
        thanks=told.get("thanks", {}),
        questions=tuple(_question_from(one) for one in told["questions"]),
        unhappy=tuple(_condition_from(one) for one in told.get("unhappy", ())),
        score=told.get("score", ""),
        reading=told.get("reading", ""),
        frank=bool(told.get("frank", False)),
        matter=told.get("matter", {}),
    )


def _question_from(told: Mapping[str, Any]) -> Question:
    return Question(
        code=str(told["code"]),
        kind=Kind(told["kind"]),
        words=told["words"],
        low=int(told.get("low", 1)),
        high=int(told.get("high", 5)),
        low_words=told.get("low_words", {}),
        high_words=told.get("high_words", {}),
        options=tuple(Option(str(one["code"]), one["words"]) for one in told.get("options", ())),
        when=tuple(_condition_from(one) for one in told.get("when", ())),
        wish=bool(told.get("wish", False)),
    )


def _condition_from(told: Mapping[str, Any]) -> Condition:
    value = told["value"]
    how = Comparison(told["how"])
    return Condition(str(told["of"]), how, value if isinstance(value, int) else str(value))
