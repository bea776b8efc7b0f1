"""How this program was called: what a person has to type to call it again."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

NAME = "karn"


def called_as() -> str:
    """Return the words that call Karn in this shell: `karn` where it is found, else where it lies."""
    script = Path(sys.executable).parent / NAME
    found = shutil.which(NAME)
    if found and (not script.exists() or script.samefile(found)):
        return NAME
    return shown_path(script) if script.exists() else f"{shown_path(Path(sys.executable))} -m {NAME}"


def shown_path(path: Path) -> str:
    """Return a path as a person types it: from here where it lies in here, else in full."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path.absolute())
