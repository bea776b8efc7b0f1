"""Errors that are meant for the person in front of the screen."""


class KarnError(Exception):
    """Something the person can mend. The message is one plain line that says what to do.

    Commands print it without a traceback and end with exit status 2; pages show it.
    """


class BadInput(KarnError):
    """A file, a value or an option that cannot be used as it is."""


class DamagedFile(KarnError):
    """A file Karn wrote itself no longer has the bytes it was written with."""


class UnknownName(KarnError):
    """A metric, mode, column or table that does not exist; the message names those that do."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        """Say which `kind` of thing `name` is not, and which names are `known`."""
        super().__init__(f"There is no {kind} “{name}”. Known: {', '.join(known) or 'none'}.")
        self.name = name
