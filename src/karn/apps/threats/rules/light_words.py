"""What the evidence of the five lights says to people: one plain sentence each."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext

from karn.platform.amounts import number_words

Facts = dict[str, Any]


def said(code: str, facts: Facts) -> str:
    """Return a piece of evidence in the language in force; a code this version does not know says itself."""
    say = _SENTENCES.get(code)
    return say(facts) if say else code


def _ties(facts: Facts) -> str:
    if facts["n"] == 0:
        return gettext("Nobody here speaks with anybody there: every tie is cold.")
    if facts["n"] == 1:
        return gettext("One tie holds everything: when one of the two leaves, nobody knows anybody.")
    return gettext("%(n)d of us and them know each other and spoke lately.") % {"n": facts["n"]}


def _confirmed(facts: Facts) -> str:
    told = {"n": facts["n"], "confirmed": facts["confirmed"]}
    return gettext("They confirmed %(confirmed)d of %(n)d expectations themselves.") % told


def _mean(sentence: str, facts: Facts) -> str:
    return sentence % {"mean": number_words(Decimal(facts["mean"]))}


_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "case": lambda _facts: gettext("A threat is open."),
    "case_solved": lambda _facts: gettext("A threat was solved, and is still to be asked about."),
    "unhappy_open": lambda _facts: gettext("They answered unhappily, and nobody has come back to it yet."),
    "unhappy": lambda _facts: gettext("Their last answer to a survey was unhappy."),
    "happy": lambda _facts: gettext("Their last answer to a survey was not unhappy."),
    "promises": lambda facts: ngettext(
        "%(n)d promise is overdue.", "%(n)d promises are overdue.", facts["n"]
    ) % {"n": facts["n"]},
    "problems_late": lambda facts: ngettext(
        "%(n)d open problem is past its day.", "%(n)d open problems are past their day.", facts["n"]
    ) % {"n": facts["n"]},
    "problems": lambda facts: ngettext(
        "%(n)d problem is open, and on time.", "%(n)d problems are open, all on time.", facts["n"]
    ) % {"n": facts["n"]},
    "promise_kept": lambda _facts: gettext("A promise was settled."),
    "ties": _ties,
    "spoke": lambda facts: ngettext(
        "We spoke with them within %(days)d day.", "We spoke with them within %(days)d days.", facts["days"]
    ) % {"days": facts["days"]},
    "quiet": lambda facts: ngettext(
        "They want to be heard every day, and nobody spoke with them for longer.",
        "They want to be heard every %(days)d days, and nobody spoke with them for longer.", facts["days"],
    ) % {"days": facts["days"]},
    "not_met": lambda facts: ngettext(
        "%(n)d expectation was not met.", "%(n)d expectations were not met.", facts["n"]
    ) % {"n": facts["n"]},
    "confirmed": _confirmed,
    "review_relations": lambda facts: _mean(
        gettext("In the last review they gave the relations %(mean)s of 5."), facts
    ),
    "review_met": lambda facts: _mean(
        gettext("In the last review they gave %(mean)s of 5 for how we meet their expectations."), facts
    ),
    "review_expertise": lambda facts: _mean(
        gettext("In the last review they gave our expertise %(mean)s of 5."), facts
    ),
}  # fmt: skip


def nothing_known(light: str) -> str:
    """Return what to do about a light that is off."""
    return {
        "attitude": gettext("Nothing is known. Ask them: a survey, or the next talk."),
        "actions": gettext("Nothing is written down. Write down what you promise."),
        "relationships": gettext("No tie is known. Log talks with the person they were with."),
        "expectations": gettext("Nothing is written down. Ask what they expect, and let them confirm it."),
        "expertise": gettext(
            "Nobody asked. Hold a review with them, or ask in the next talk and say here what you heard."
        ),
    }.get(light, "")
