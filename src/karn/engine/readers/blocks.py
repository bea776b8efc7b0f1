"""A text file in blocks of whole lines, so that no line and no block can take more memory than foreseen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from karn.engine.readers.dialects import line_too_long
from karn.engine.readers.limits import MEGABYTE, Limits
from karn.kernel.errors import BadInput

BLOCK_CHARACTERS = 2 * MEGABYTE
NUL = "\0"


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a file; `line` is the physical number of the first."""

    line: int
    text: str

    @property
    def has_old_line_ends(self) -> bool:
        """Say whether a line ends in a bare carriage return."""
        return "\r" in self.text and self.text.count("\r") != self.text.count("\r\n")

    @property
    def lines(self) -> int:
        """How many physical lines the block has."""
        ends = self.text.count("\n") + self.text.count("\r") - self.text.count("\r\n")
        return ends + (not self.text.endswith(("\n", "\r")))

    def __iter__(self) -> Iterator[str]:
        """Yield the physical lines, with their ends."""
        return iter(io.StringIO(self.text, newline=""))


def read_blocks(path: Path, encoding: str, limits: Limits) -> Iterator[Block]:
    """Yield the file's blocks. Raises BadInput at a NUL or a line that is too long."""
    line = 1
    with path.open("rb", buffering=MEGABYTE) as binary:
        text = io.TextIOWrapper(binary, encoding=encoding, newline="")
        while chunk := text.read(BLOCK_CHARACTERS):
            rest = text.readline(limits.line_characters + 1)
            block = Block(line, chunk + rest)
            if len(rest) > limits.line_characters:
                raise line_too_long(path.name, line + block.lines - 1, limits)
            if NUL in block.text:
                at = line + block.text[: block.text.index(NUL)].count("\n")
                raise BadInput(
                    "%(file)s has a NUL byte in line %(line)s: it is no text file, or it is damaged.",
                    file=path.name,
                    line=str(at),
                )
            yield block
            line += block.lines
