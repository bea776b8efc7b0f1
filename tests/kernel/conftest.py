"""Python in a process of its own, which may be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

Run = Callable[..., int]


@pytest.fixture
def run() -> Run:
    """Run a script with arguments in a child process; keywords are its environment. Gives the status."""

    def run_script(script: str, *arguments: object, **surroundings: str) -> int:
        paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.run(
            [sys.executable, "-c", script, *map(str, arguments)],
            env=os.environ | paths | surroundings,
            check=False,
        ).returncode

    return run_script
