"""One installation of Karn: its data folder and what is read from the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from karn.platform.keys import kept_key


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

    @field_validator("data")
    @classmethod
    def _absolute(cls, data: Path) -> Path:
        """Keep the folder where it is, wherever the process goes."""
        return data.expanduser().absolute()

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

    def secret_key(self) -> str:
        """Return this installation's key, making it the first time, and with it the data folder.

        The folder is its owner's alone: the records of all customers come to lie in it.
        """
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return kept_key(self.data / "secret.key").decode()
