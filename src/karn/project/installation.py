"""One installation of Karn: its data folder and what is read from the environment."""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from karn.platform.keys import kept_key
from karn.project.mail import PLAIN_ADDRESS, mail_flaw, returns_flaw


class Installation(BaseSettings):
    """What somebody can set from outside, each as ``KARN_…`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="KARN_")

    data: Path = Path("karn-data")
    """The one folder that holds everything Karn keeps: database, files, lake, secret key."""

    database: str = ""
    """sqlite, postgres (Karn runs one in its data folder) or postgresql://…; else what the folder holds."""

    debug: bool = False
    """Show technical errors in the browser. Never on a machine that others can reach."""

    hosts: list[str] = ["127.0.0.1", "localhost", "[::1]"]
    """Host names under which Karn may be reached."""

    https: bool = False
    """Karn stands behind HTTPS: cookies travel over it only."""

    address: str = ""
    """Under which address others reach the pages, for links in mails: https://karn.example.org"""

    mail: str = ""
    """folder: mails are written into the data folder and nothing leaves, whatever else is set."""

    mail_url: SecretStr = SecretStr("")
    """The mail server: smtp://name:password@host:587 (STARTTLS), or smtps://…"""

    mail_provider: str = ""
    """A provider in place of a mail server: postmark, mailgun, sendgrid, brevo, …"""

    mail_key: SecretStr = SecretStr("")
    """The provider's key; for mailjet key:secret."""

    mail_domain: str = ""
    """The domain mails are sent from, where the provider asks for it (mailgun)."""

    mail_webhook_secret: SecretStr = SecretStr("")
    """name:password with which the provider tells of bounces and complaints; without, it cannot."""

    mail_signing_key: SecretStr = SecretStr("")
    """The key with which the provider signs what it tells (mailersend, mandrill, mailgun)."""

    mail_from: str = "karn@localhost"
    """The address mails come from, and to which they come back."""

    @model_validator(mode="after")
    def _mail_can_leave(self) -> Installation:
        if flaw := mail_flaw(self.mail, self.mail_url.get_secret_value(), self.mail_provider):
            raise ValueError(flaw)
        secret, signing = self.mail_webhook_secret, self.mail_signing_key
        if flaw := returns_flaw(self.mail_route, secret.get_secret_value(), signing.get_secret_value()):
            raise ValueError(flaw)
        if self.mail_route != "folder" and not (self.address and "mail_from" in self.model_fields_set):
            raise ValueError(
                "To send mail, also say KARN_MAIL_FROM (an address) and KARN_ADDRESS (https://…)."
            )
        return self

    @field_validator("mail_from")
    @classmethod
    def _plain_address(cls, address: str) -> str:
        """Refuse what could be more than an address: it stands in a header, and is told to the server."""
        if not PLAIN_ADDRESS.fullmatch(address):
            raise ValueError("KARN_MAIL_FROM is one address, without a name: hello@example.org")
        return address

    @field_validator("address")
    @classmethod
    def _without_end(cls, address: str) -> str:
        return address.strip().rstrip("/")

    backups: Path | None = None
    """The folder of backups: `karn backup` writes there, and every night Karn itself. None: neither."""

    queue: str = ""
    """How workers learn what waits: a file in the data folder; postgres or redis://… for several machines."""

    nightly_at: time = time(3, 15)
    """When the nightly work begins, by the company's clock."""

    @field_validator("data", "backups")
    @classmethod
    def _absolute(cls, folder: Path | None) -> Path | None:
        """Keep the folders where they are, wherever the process goes."""
        return folder.expanduser().absolute() if folder else None

    @property
    def lake(self) -> Path:
        """The folder of Parquet files the engine reads."""
        return self.data / "lake"

    @property
    def uploads(self) -> Path:
        """The folder of files on their way through the import door."""
        return self.data / "uploads"

    @property
    def cache(self) -> Path:
        """Pictures of charts; may be deleted at any time."""
        return self.data / "cache"

    @property
    def mail_route(self) -> str:
        """How mails leave: folder, smtp, or a provider's name."""
        if self.mail == "folder":
            return "folder"
        return "smtp" if self.mail_url.get_secret_value() else self.mail_provider or "folder"

    @property
    def site(self) -> str:
        """The address links begin with: the one others reach, or where `karn serve` listens."""
        return self.address.rstrip("/") or f"http://127.0.0.1:{os.environ.get('KARN_SERVED_PORT', '8000')}"

    def secret_key(self) -> str:
        """Return this installation's key, making it the first time, and with it the data folder.

        The folder is its owner's alone: the records of all customers come to lie in it.
        """
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return kept_key(self.data / "secret.key").decode()
