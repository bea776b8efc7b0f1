"""What a browser says it is, in two words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# The first that is named counts: Edge and Opera call themselves Chrome, too, and Chrome calls itself Safari.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"), ("CriOS", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Device:
    """A browser and the system it runs on; empty where it does not say."""

    browser: str
    system: str

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.browser, self.system)))


def device_of(agent: str) -> Device:
    """Return what the header User-Agent tells of a device; it can be made up."""
    return Device(_named(agent, _BROWSERS), _named(agent, _SYSTEMS))


def _named(agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in agent), "")
