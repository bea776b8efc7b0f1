"""What a company says about itself, and how it talks with its customers."""

from __future__ import annotations

from dataclasses import dataclass

Weights = tuple[tuple[tuple[str, str, str], float], ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a company and its customers talk.

    `monthly` is the mean number of personal conversations in a month, `topics` weighs (channel,
    direction, topic), `kickoff` is the channel of the first talk, `newsletter_months` when one goes out,
    `asks` the channel and topic of questions that go without an answer.
    """

    monthly: float
    topics: Weights
    kickoff: str
    newsletter_months: tuple[int, ...]
    asks: tuple[str, str] = ("mail", "question")


@dataclass(frozen=True, slots=True)
class Profile:
    """What the company says about itself: written to company.json. Money in `currency`, shares 0 to 1."""

    name: str
    trade: str
    zone: str
    currency: str
    language: str
    gross_margin: str
    winning_cost: str
    answer_days: int
    rhythm_days: int


@dataclass(frozen=True, slots=True)
class Craft:
    """What somebody does for customers: the role, what an hour costs the company in cents, its tasks."""

    role: str
    rate: int
    tasks: tuple[str, ...]
