"""What the tasks of start-ups, expectations and promises say."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from karn.apps.care.rules import plans
from karn.apps.tasks.rules.kinds import Facts, Kind

PROMISE, STEP, ASK, ANSWER = "care.promise", "care.step", "care.ask", "care.answer"


def _promise(facts: Facts) -> str:
    return gettext("Keep the promise: %(what)s") % {"what": facts.get("text", "")}


def _why_promise(facts: Facts) -> str:
    if facts.get("sales"):
        return gettext("Sales promised it.")
    if facts.get("whom"):
        return gettext("Promised to %(name)s.") % {"name": facts["whom"]}
    return gettext("We promised it.")


def _step(facts: Facts) -> str:
    return plans.said(facts.get("words", {}), get_language() or "en")


def _why_step(facts: Facts) -> str:
    match facts.get("occasion"):
        case plans.CONTACT:
            return gettext("Start-up of a new contact: %(name)s.") % {"name": facts.get("contact", "")}
        case plans.BACK:
            return gettext("They came back: a good second beginning.")
    return gettext("Start-up: a good beginning for who is new.")


def _ask(facts: Facts) -> str:
    many = int(facts.get("count", 1))
    said = ngettext(
        "Ask whether %(count)d expectation still holds", "Ask whether %(count)d expectations still hold", many
    )
    return said % {"count": many}


def _why_ask(facts: Facts) -> str:
    believed = int(facts.get("believed", 0))
    if not believed:
        return gettext("It was some time ago that they confirmed this.")
    if int(facts.get("count", 1)) == 1:
        return gettext("The client never confirmed it.")
    said = ngettext(
        "%(count)d of them the client never confirmed.",
        "%(count)d of them the client never confirmed.",
        believed,
    )
    return said % {"count": believed}


def _answer(facts: Facts) -> str:
    many = int(facts.get("count", 1))
    said = ngettext(
        "Read what %(name)s would have otherwise: %(count)d line",
        "Read what %(name)s would have otherwise: %(count)d lines",
        many,
    )
    return said % {"count": many, "name": facts.get("name", "")}


def _why_answer(_facts: Facts) -> str:
    return gettext("The client answered the list of expectations.")


PROMISE_KIND: Final = Kind(PROMISE, _("Promises to keep"), _promise, _why_promise, keeps_day=True)
STEP_KIND: Final = Kind(STEP, _("Steps of start-ups"), _step, _why_step)
ASK_KIND: Final = Kind(ASK, _("Expectations to ask about again"), _ask, _why_ask, is_meeting=True)
ANSWER_KIND: Final = Kind(ANSWER, _("What clients would have otherwise"), _answer, _why_answer)
KINDS: Final = (PROMISE_KIND, STEP_KIND, ASK_KIND, ANSWER_KIND)
