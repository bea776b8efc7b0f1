"""Errors that are meant for the person in front of the screen."""

from __future__ import annotations

from difflib import get_close_matches
from typing import ClassVar


class KarnError(Exception):
    """Something the person can mend. The message is one plain line that says what to do.

    It is given as an English `template` with named places, and the `values` that go there:
    ``BadInput("Line %(line)s of %(file)s is empty.", line=7, file=name)``. `str(error)` is English, with
    whole numbers grouped; commands print it without a traceback and end with exit status 2. Pages say
    the same in the reader's language, from the template, which is collected for translation. A template
    is therefore always written out where the error is raised. `terms` names the values that are words
    of ours and are translated as well.
    """

    terms: ClassVar[tuple[str, ...]] = ()

    def __init__(self, template: str = "", **values: object) -> None:
        """Say what is wrong; without values the template is the message, per cent signs and all."""
        self.template = template
        self.values = values
        super().__init__(template % shown(values) if values else template)


def message(template: str) -> str:
    """Return the template as it is: written so, it is collected for translation."""
    return template


def shown(values: dict[str, object]) -> dict[str, str]:
    """Return the values as English writes them: whole numbers grouped, all else as it is."""
    return {name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in values.items()}


class BadInput(KarnError):
    """A file, a value or an option that cannot be used as it is."""


class DamagedFile(KarnError):
    """A file Karn wrote itself no longer has the bytes it was written with."""


class UnknownName(KarnError):
    """A metric, mode, column or table that does not exist; the message names those that do."""

    terms: ClassVar[tuple[str, ...]] = ("kind",)

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        """Say which `kind` of thing `name` is not, which it may have meant, and which names are `known`."""
        told = {"kind": kind, "name": name, "known": ", ".join(known) or "none"}
        template = message("There is no %(kind)s “%(name)s”. Known: %(known)s.")
        if meant := get_close_matches(name.casefold(), known, n=1, cutoff=0.75):
            told["meant"] = meant[0]
            template = message("There is no %(kind)s “%(name)s”. Did you mean %(meant)s? Known: %(known)s.")
        KarnError.__init__(self, template, **told)
        self.name = name
