"""Files in blocks of whole lines, with the right line numbers and within bounds."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.engine.readers import blocks
from karn.engine.readers.blocks import Block, read_blocks
from karn.engine.readers.limits import LIMITS
from karn.kernel.errors import BadInput

SHORT = replace(LIMITS, line_characters=30)
LINES = st.lists(
    st.tuples(st.text('ab,é"', max_size=9), st.sampled_from(["\n", "\r\n", "\r"])), min_size=1, max_size=12
)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_CHARACTERS", 10)


def read(tmp_path: Path, text: str, limits=LIMITS) -> list[Block]:
    (tmp_path / "file.csv").write_bytes(text.encode())
    return list(read_blocks(tmp_path / "file.csv", "utf-8", limits))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(LINES)
def test_blocks_are_whole_lines_numbered_on_and_together_the_file(tmp_path: Path, lines) -> None:
    text = "".join(line + end for line, end in lines)
    found = read(tmp_path, text)
    assert "".join(block.text for block in found) == text
    assert all(block.text.endswith(("\n", "\r")) for block in found)
    assert [block.line for block in found] == [
        1 + sum(before.lines for before in found[:at]) for at in range(len(found))
    ]
    assert sum(block.lines for block in found) == len(text.splitlines())


def test_a_block_gives_its_lines_with_their_ends() -> None:
    block = Block(7, "a\r\nb\n\nc")
    assert list(block) == ["a\r\n", "b\n", "\n", "c"]
    assert (block.lines, block.has_old_line_ends) == (4, False)
    assert Block(1, "a\rb\r\n").has_old_line_ends


def test_a_line_as_long_as_allowed_is_read_and_a_longer_one_is_told(tmp_path: Path) -> None:
    assert len(read(tmp_path, "a" * 39 + "\n", SHORT)) == 1
    with pytest.raises(BadInput, match=r"Line 3 of file\.csv is longer than 30 characters"):
        read(tmp_path, "id,name\n1,x\n" + "b" * 60 + "\n", SHORT)


def test_a_nul_byte_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"file\.csv has a NUL byte in line 5"):
        read(tmp_path, "a,b\n" * 4 + "1,\0\n" + "a,b\n")
