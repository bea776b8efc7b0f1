"""What is kept of persons in mails; an address they objected with stays as a keyed hash."""

from __future__ import annotations

from collections.abc import Mapping
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Person, Why
from karn.platform.redaction import Words

PERSONAL = (
    Marks(
        "mailing.mail",
        Why.SERVICE,
        _("Mails"),
        customer=("customer",),
        contact=("contact",),
        emptied="contact",
        cleared="address subject_source body_source values subject text html detail",
        kept={Why.PROOF: "kind purpose template language digest state reason queued_at settled_at returned"},
        none=(
            "id key customer rank queued_by meant_at due_at attempts claimed_at claimed_by settled_by via "
            "message_id provider_id returned_at"
        ),
    ),
    Marks(
        "mailing.consent",
        Why.PROOF,
        _("What they allowed"),
        customer=("customer",),
        contact=("contact",),
        emptied="contact contract",
        cleared="address shown",
        kept={Why.PROOF: "digest purpose basis given_on recorded_at withdrawn_at"},
        none="id customer recorded_by withdrawn_by",
    ),
    Marks(
        "mailing.suppression",
        Why.PROOF,
        _("Addresses nothing goes to, as keyed hashes"),
        scrubbed="lifted_for",
        kept={Why.PROOF: "digest why at lifted_at"},
        none="id way by lifted_by",
    ),
    Marks(
        "mailing.template",
        Why.NOBODY,
        _("The words of mails"),
        none="id code texts changed_at changed_by",
    ),
    Marks(
        "mailing.mailsettings",
        none=("id hourly marketing_days monthly reply_to stopped_at went_on_at trouble trouble_at"),
    ),
)


class WrittenMails:
    """Mails as files, where an installation writes them into a folder in place of sending them."""

    name = "mail_files"

    def hindrance(self, person: Person) -> Promise | str:  # noqa: ARG002
        """Nothing stands against it."""
        return ""

    def erase_rows(self, person: Person) -> Mapping[str, int]:  # noqa: ARG002
        """Take nothing out of rows: their marks say what becomes of them."""
        return {}

    def erase_files(self, person: Person) -> Mapping[str, int]:
        """Delete every file in which the person stands. Doing so again changes nothing."""
        folder: Path = settings.INSTALLATION.data / "mail"
        gone = [path for path in sorted(folder.glob("*.eml")) if _tells_of(person.words, path)]
        for path in gone:
            path.unlink(missing_ok=True)
        return {"mails": len(gone)} if gone else {}


def _tells_of(words: Words, path: Path) -> bool:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    told = [f"{message['to']} {message['subject']}"]
    told += [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
    return any(words.stand_in(text) for text in told)


MAIL_FILES = WrittenMails()
