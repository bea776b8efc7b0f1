"""The machine and the versions a measurement ran on: one line each."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """Return the machine in one line."""
    return f"{os.cpu_count()} cores, {_model()}; load average {os.getloadavg()[0]:.1f} at the start"


def _model() -> str:
    info = Path("/proc/cpuinfo")
    for line in info.read_text().splitlines() if info.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def versions(*names: str) -> str:
    """Return Python's version and those of the packages `names`."""
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)])
