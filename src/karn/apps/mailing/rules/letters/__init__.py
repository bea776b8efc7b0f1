"""The ready mails, in three languages: one file per language, one table per mail."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.mailing.rules.rendering import Parts

LANGUAGES: Final = ("en", "nl", "sv")


@dataclass(frozen=True, slots=True)
class Letter:
    """A ready mail: its kind ("service", "survey" or "marketing"), its purpose, and what people call it."""

    kind: str
    name: Promise
    purpose: str = ""


LETTERS: Final[dict[str, Letter]] = {
    "survey_invitation": Letter("survey", _("Invitation to a survey")),
    "survey_reminder": Letter("survey", _("Reminder of a survey")),
    "expectations_list": Letter("service", _("List of expectations to confirm")),
    "contract_reminder": Letter("service", _("Before a contract renews itself")),
    "payment_failed": Letter("service", _("A payment failed")),
    "payment_failed_again": Letter("service", _("A payment failed: second reminder")),
    "payment_failed_last": Letter("service", _("A payment failed: last reminder")),
    "declaration_receipt": Letter("service", _("Receipt of a notice or withdrawal")),
    "declaration_check": Letter("service", _("Code that confirms a notice")),
    "declaration_confirmed": Letter("service", _("When a contract ends")),
    "declaration_undone": Letter("service", _("A notice was taken back")),
    "password_link": Letter("service", _("A new password")),
    "my_day": Letter("service", _("My day, for people here")),
    "value_recap": Letter("service", _("What they got for their money")),
    "goodbye": Letter("service", _("Goodbye to who leaves")),
    "goodbye_only": Letter("service", _("Goodbye to who leaves, without questions")),
    "exit_questions": Letter("survey", _("Questions to who left without a word")),
    "farewell_data": Letter("service", _("Their data to take along")),
    "news": Letter("marketing", _("News"), "news"),
    "win_back": Letter("marketing", _("Asking back"), "win_back"),
}
"""All ready mails by code, in the order in which they are shown."""


@cache
def ready_parts(code: str, language: str) -> Parts:
    """Return a ready mail's words in a language. Raises KeyError for a mail or language there is not."""
    told = _told(language)[code]
    return Parts(told["subject"], told["body"].strip())


@cache
def _told(language: str) -> dict[str, dict[str, str]]:
    if language not in LANGUAGES:
        raise KeyError(language)
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
