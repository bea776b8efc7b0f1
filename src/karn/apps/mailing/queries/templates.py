"""The words of mails: as somebody here wrote them, else the ready ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.functional import Promise

from karn.apps.company.queries import current_company
from karn.apps.mailing.models import Kind, Purpose, Template
from karn.apps.mailing.rules.letters import LANGUAGES, LETTERS, ready_parts
from karn.apps.mailing.rules.rendering import Parts
from karn.kernel.errors import UnknownName
from karn.platform.versions import version_of


@dataclass(frozen=True, slots=True)
class Stored:
    """A mail's words in one language, as they stand now: ready ones or own."""

    parts: Parts

    @property
    def version(self) -> str:
        """Name these words: other ones have another name."""
        return version_of(asdict(self.parts))


@dataclass(frozen=True, slots=True)
class Words:
    """One mail's words in all languages. `changed_at` is None for the ready ones.

    `was_changed` says that there are changes to tell of, though the ready words may stand again.
    """

    code: str
    name: str | Promise
    kind: Kind
    purpose: str
    texts: dict[str, Parts]
    changed_at: datetime | None = None
    was_changed: bool = False

    def parts(self, language: str) -> Parts:
        """Return the words in this language, else in the company's, else in English."""
        for name in (language[:2], current_company().language, *LANGUAGES):
            if name in self.texts:
                return self.texts[name]
        raise UnknownName("language", language, sorted(self.texts))

    def stored(self, language: str) -> Stored:
        """Return the same with its version."""
        return Stored(self.parts(language))


def all_words() -> list[Words]:
    """Return every mail there are words for, the ready ones in their order. One query."""
    changed = {template.code: template for template in Template.objects.all()}
    return [_words(code, changed.get(code)) for code in LETTERS]


def words_of(code: str) -> Words:
    """Return one mail's words. Raises UnknownName for one there is not."""
    if code not in LETTERS:
        raise UnknownName("mail", code, sorted(LETTERS))
    return _words(code, Template.objects.filter(code=code).first())


def _words(code: str, changed: Template | None) -> Words:
    letter = LETTERS[code]
    texts = {language: ready_parts(code, language) for language in LANGUAGES}
    if changed is not None:
        texts |= {language: Parts(**told) for language, told in changed.texts.items()}
    purpose = letter.purpose or (Purpose.NEWS if letter.kind == Kind.MARKETING else "")
    changed_at = changed.changed_at if changed is not None and changed.texts else None
    return Words(
        code, letter.name, Kind(letter.kind), purpose, texts, changed_at, was_changed=changed is not None
    )
