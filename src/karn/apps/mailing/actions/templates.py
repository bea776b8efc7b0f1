"""Changing the words of mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Kind, Mail, Template
from karn.apps.mailing.queries.templates import Words, words_of
from karn.apps.mailing.rules.addresses import breaks_a_line
from karn.apps.mailing.rules.letters import LANGUAGES, ready_parts
from karn.apps.mailing.rules.rendering import (
    LINKS,
    PLACEHOLDERS,
    Parts,
    placeholders_in,
    unknown_placeholders,
)
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.kernel.text import plain
from karn.platform.versions import refuse_unseen

__all__ = ["change_words", "forget_words", "send_test"]

LONGEST_SUBJECT, LONGEST_BODY = 500, 20_000


def change_words(
    *, code: str, language: str, parts: Parts, by: Person, at: datetime, seen: str | None = None
) -> Words:
    """Keep other words for a mail in one language. The ready ones again are no words of one's own.

    `seen` is the version of the words that the changer read. Raises ChangedMeanwhile where others stand
    there now, and BadInput for an unknown placeholder, a missing link where the ready words have one, an
    empty or too long text, and a subject of several lines.
    """
    refuse_unless_may(by, Deed.KEEP_MAIL, otherwise=MANAGERS_ONLY)
    words_of(code)  # there is such a mail
    if language not in LANGUAGES:
        raise BadInput("There is no language “%(language)s”.", language=language)
    parts = Parts(plain(parts.subject), plain(parts.body.replace("\r\n", "\n")))
    _refuse_unusable(parts, ready_parts(code, language))
    with transaction.atomic():
        row, made = Template.objects.select_for_update().get_or_create(
            code=code, defaults={"changed_at": at, "changed_by": by}
        )
        refuse_unseen(words_of(code).stored(language), seen)
        before, texts = row.facts, {**row.texts, language: asdict(parts)}
        if parts == ready_parts(code, language):
            del texts[language]
        if texts != row.texts:
            row.texts, row.changed_at, row.changed_by = texts, at, by
            row.save()
            keep_change(row, before, row.facts, by=by, at=at)
            record(by=by, deed=Event.MAIL_TEMPLATE_CHANGED, about=row, at=at, detail=f"{code} {language}")
        elif made:
            row.delete()
    return words_of(code)


def forget_words(*, code: str, language: str, by: Person, at: datetime, seen: str | None = None) -> Words:
    """Let the ready words stand again. Raises as :func:`change_words` does."""
    ready = ready_parts(code, language)
    return change_words(code=code, language=language, parts=ready, by=by, at=at, seen=seen)


def send_test(*, code: str, language: str, by: Person, at: datetime) -> Mail:
    """Queue a mail to the one who asks, as a customer would get it, with examples for values."""
    refuse_unless_may(by, Deed.KEEP_MAIL, otherwise=MANAGERS_ONLY)
    words = words_of(code)
    return queue_mail(
        to=by.email,
        key=f"test:{code}:{language}:{by.pk}:{at.timestamp()}",
        parts=words.parts(language),
        kind=Kind.SERVICE,  # it goes to oneself
        language=language,
        values=examples(by, language),
        by=by,
        at=at,
    )


def examples(by: Person, language: str) -> Mapping[str, str]:
    """Return a value for every placeholder, to look at."""
    with override(language):
        told = {name: f"[{PLACEHOLDERS[name]}]" for name in ("matter", "amount", "lines", "day", "code")}
    told |= dict.fromkeys(LINKS, "https://example.org/…")
    return {**told, "name": by.name, "customer": by.name, "sender": by.name}


def _refuse_unusable(parts: Parts, ready: Parts) -> None:
    if not parts.subject or not parts.body:
        raise BadInput("A mail needs a subject and a text.")
    if len(parts.subject) > LONGEST_SUBJECT or len(parts.body) > LONGEST_BODY:
        raise BadInput("This is too long for a mail.")
    if breaks_a_line(parts.subject):
        raise BadInput("A subject is one line.")
    if strange := unknown_placeholders(f"{parts.subject}\n{parts.body}"):
        raise BadInput("There is no placeholder “%(name)s”.", name=strange[0])
    if "link" in placeholders_in(ready.body) - placeholders_in(parts.body):
        raise BadInput("The text needs the placeholder {{link}}: without it nobody gets to the page.")
