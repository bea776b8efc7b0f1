"""What many answers say together, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import mean, stdev

from karn.apps.surveys.rules.questions import STARS, Answers, Form, Kind, Question, spoken

FEWEST_FOR_PERCENT = 20
"""Under so many answers a share is told as counts: a percentage of nine people says more than is known."""

Z = 1.959964
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which values the truth lies in 95 of 100 such samples."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Count:
    """How often an answer was given, of how many; from enough answers on a share (0 to 1)."""

    code: str
    name: str
    times: int
    of: int

    @property
    def share(self) -> float | None:
        """The share, or None where there are too few answers to speak of one."""
        return self.times / self.of if self.of >= FEWEST_FOR_PERCENT else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval of the share, or None where there are too few answers."""
        return wilson(self.times, self.of) if self.of >= FEWEST_FOR_PERCENT else None


@dataclass(frozen=True, slots=True)
class Tally:
    """One question, and how it was answered. `thing` is what was rated. Words are not counted here."""

    code: str
    kind: Kind
    name: str
    thing: str
    of: int
    counts: tuple[Count, ...]
    mean: float | None = None
    mean_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The survey's one number: `reading` is "nps" (-100 to 100) or "mean". None where there are too few."""

    reading: str
    of: int
    value: float | None
    interval: Interval | None
    top: int = 0
    middle: int = 0
    bottom: int = 0


def wilson(times: int, of: int, z: float = Z) -> Interval:
    """Return the 95 % score interval of a share of `times` among `of` (> 0), both ends from 0 to 1.

    Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22 (1927), 209–212.
    """
    share, weight = times / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * sqrt(share * (1 - share) / of + weight / (4 * of))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def nps_interval(top: int, bottom: int, of: int, z: float = Z) -> Interval:
    """Return the 95 % interval of a Net Promoter Score, -100 to 100.

    The score is a difference of two shares of one sample, as between matched pairs. Agresti and Min,
    "Simple improved confidence intervals for comparing matched proportions", Statistics in Medicine 24
    (2005), 729–740: Wald's interval after half an answer is added to each side, two in all.
    """
    high, low, many = (top + 0.5) / (of + 2), (bottom + 0.5) / (of + 2), of + 2
    difference = high - low
    half = z * sqrt((high + low - difference * difference) / many)
    return Interval(max(-100.0, 100 * (difference - half)), min(100.0, 100 * (difference + half)))


def mean_interval(values: Sequence[int], z: float = Z) -> Interval | None:
    """Return the 95 % interval of the mean of at least FEWEST_FOR_PERCENT values, by the normal law."""
    if len(values) < FEWEST_FOR_PERCENT:
        return None
    half = z * stdev(values) / sqrt(len(values))
    return Interval(mean(values) - half, mean(values) + half)


def tallies(form: Form, given: Sequence[Answers], language: str) -> list[Tally]:
    """Return how often each question was answered how. Of answers in words, only how many there are."""
    return [tally for question in form.questions for tally in _tallies(question, given, language)]


def _tallies(question: Question, given: Sequence[Answers], language: str) -> Iterable[Tally]:
    name = spoken(question.words, language)
    answers = [one[question.code] for one in given if question.code in one]
    if question.kind == Kind.RATING:
        rated = [one for one in answers if isinstance(one, dict)]
        for option in question.options:
            stars = [one[option.code] for one in rated if option.code in one]
            yield _of_numbers(question, name, stars, range(1, STARS + 1), spoken(option.words, language))
    elif question.kind == Kind.SCALE:
        places = [one for one in answers if isinstance(one, int)]
        yield _of_numbers(question, name, places, question.steps)
    elif question.kind == Kind.TEXT:
        yield Tally(question.code, question.kind, name, "", len(answers), ())
    else:
        options = [(option.code, spoken(option.words, language)) for option in question.options]
        options = options or [("yes", ""), ("no", "")]
        of = len(answers)
        counts = tuple(Count(code, words, answers.count(code), of) for code, words in options)
        yield Tally(question.code, question.kind, name, "", of, counts)


def _of_numbers(question: Question, name: str, values: list[int], steps: range, thing: str = "") -> Tally:
    counts = tuple(Count(str(step), str(step), values.count(step), len(values)) for step in steps)
    average = mean(values) if len(values) >= FEWEST_FOR_PERCENT else None
    return Tally(
        question.code, question.kind, name, thing, len(values), counts, average, mean_interval(values)
    )


def score(form: Form, given: Iterable[Answers]) -> Score | None:
    """Return the survey's score, or None where it has none."""
    if not form.score:
        return None
    values = [answer for one in given if isinstance(answer := one.get(form.score), int)]
    of = len(values)
    if form.reading != "nps":
        average = mean(values) if of >= FEWEST_FOR_PERCENT else None
        return Score("mean", of, average, mean_interval(values))
    top, bottom = sum(value >= 9 for value in values), sum(value <= 6 for value in values)
    enough = of >= FEWEST_FOR_PERCENT
    return Score(
        "nps", of, 100 * (top - bottom) / of if enough else None,
        nps_interval(top, bottom, of) if enough else None, top, of - top - bottom, bottom,
    )  # fmt: skip
