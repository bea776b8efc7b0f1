"""How much of the machine reading one upload may take."""

from __future__ import annotations

import resource
from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading process may use, and what a file may look like."""

    memory_bytes: int = 300 * MEGABYTE
    cpu_seconds: int = 900
    output_bytes: int = 8 << 30
    wall_seconds: float = 1800
    columns: int = 2_000
    line_characters: int = 1_000_000

    def apply(self) -> None:
        """Bind this process to them, for good. Meant for the reading child only."""
        resource.setrlimit(resource.RLIMIT_DATA, (self.memory_bytes, self.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (self.cpu_seconds, self.cpu_seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.output_bytes, self.output_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


LIMITS = Limits()
