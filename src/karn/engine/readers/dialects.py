"""How a text file is written: its encoding and the sign between its cells."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from karn.engine.readers.limits import MEGABYTE, Limits
from karn.kernel.errors import BadInput, message

DELIMITERS = (";", ",", "\t", "|")
SAMPLE_RECORDS = 200
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a file begins with when it is no table of text, and what to do about it.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", message("%(file)s is a PDF: export the figures themselves, as CSV.")),
    (b"\xd0\xcf\x11\xe0", message("%(file)s is an old Excel workbook: open it and save the sheet as CSV.")),
    (b"\x1f\x8b", message("%(file)s is a compressed file: unpack it first.")),
    (b"7z\xbc\xaf", message("%(file)s is a compressed file: unpack it first.")),
    (b"Rar!", message("%(file)s is a compressed file: unpack it first.")),
    (b"SQLite format 3", message("%(file)s is a SQLite database: export the table as CSV.")),
    (b"\x89PNG", message("%(file)s is a picture, not a table.")),
    (b"\xff\xd8\xff", message("%(file)s is a picture, not a table.")),
)
# The letters of CP850 and CP437 (é ä à å ç ê ë è ï Ä Å É ö Ö Ü) among bytes that are signs in CP1252.
DOS_LETTERS = frozenset(b"\x81\x82\x84\x85\x86\x87\x88\x89\x8a\x8b\x8e\x8f\x90\x94\x99\x9a")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Encoding and delimiter of a text file; None means: find out."""

    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Where decoding stopped, and whether characters beyond ASCII were understood before that."""

    line: int
    understood_before: bool


def sniff_dialect(path: Path, wanted: Dialect, limits: Limits) -> tuple[str, str]:
    """Return the file's encoding and delimiter, as `wanted` where it says so.

    Reads the first megabyte to decide, and the whole file once to be sure that it decodes.
    Raises BadInput when it is no text table, or cannot be decoded.
    """
    with path.open("rb") as file:
        sample = file.read(MEGABYTE)
    refuse_foreign(path, sample)
    encoding = _named(wanted.encoding) if wanted.encoding else _encoding_of(path, sample, limits)
    if wanted.encoding and (fault := _first_fault(path, encoding, limits)):
        raise BadInput(
            "%(file)s is not %(encoding)s: line %(line)s cannot be read so. Choose another encoding.",
            file=path.name,
            encoding=encoding,
            line=str(fault.line),
        )
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)
    lines = text.splitlines(keepends=True)
    # The sample's end may have cut the last line.
    whole = lines[:-1] if len(sample) == MEGABYTE and len(lines) > 1 else lines
    return encoding, wanted.delimiter or sniff_delimiter(whole)


def refuse_foreign(path: Path, sample: bytes) -> None:
    """Raise BadInput when the first bytes say the file is no text at all, and say what it is."""
    if not sample.strip():
        raise BadInput("%(file)s is empty.", file=path.name)
    if sample.startswith(b"PK\x03\x04"):
        raise BadInput(_zip_problem(sample), file=path.name)
    for signature, problem in SIGNATURES:
        if sample.startswith(signature):
            raise BadInput(problem, file=path.name)
    head = sample.removeprefix(codecs.BOM_UTF8).lstrip()[:15].lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise BadInput(
            "%(file)s is a web page or XML, not a table of text: export it as CSV.", file=path.name
        )
    if head.startswith((b"{", b"[")):
        raise BadInput("%(file)s is JSON, not a table of text: export it as CSV.", file=path.name)
    if not sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" in sample:
        line = sample[: sample.index(b"\0")].count(b"\n") + 1
        raise BadInput(
            "%(file)s has a NUL byte in line %(line)s: it is no text file, or it is damaged.",
            file=path.name,
            line=str(line),
        )


def _zip_problem(sample: bytes) -> str:
    if b"xl/" in sample or b"[Content_Types].xml" in sample:
        return message("%(file)s is an Excel workbook: open it and save the sheet as CSV.")
    return message("%(file)s is a zip file: unpack it and read the files in it one by one.")


def _named(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        raise BadInput(
            "There is no encoding “%(encoding)s”. Use utf-8, utf-16, cp1252, cp850 or cp437.",
            encoding=encoding,
        ) from None
    # base64 and the like are codecs too, but not of text.
    if not found._is_text_encoding:
        raise BadInput(
            "“%(encoding)s” is not an encoding of text. Use utf-8, utf-16, cp1252, cp850 or cp437.",
            encoding=encoding,
        )
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _encoding_of(path: Path, sample: bytes, limits: Limits) -> str:
    marked = next((name for mark, name in BYTE_ORDER_MARKS if sample.startswith(mark)), None)
    fault = _first_fault(path, marked or "utf-8", limits)
    if fault is None:
        return marked or "utf-8"
    if marked or fault.understood_before:
        shown = (marked or "utf-8").removesuffix("-sig").upper()
        raise BadInput(
            "%(file)s is %(shown)s up to line %(line)s, which is not: "
            "save the file again in one encoding, or say which one it has.",
            file=path.name,
            shown=shown,
            line=str(fault.line),
        )
    encoding = "cp850" if _is_dos(_part_with_letters(path)) else "cp1252"
    if fault := _first_fault(path, encoding, limits):
        raise BadInput(
            "%(file)s cannot be read from line %(line)s on: save it again as UTF-8.",
            file=path.name,
            line=str(fault.line),
        )
    return encoding


def _part_with_letters(path: Path) -> bytes:
    """Return the first megabyte that has bytes beyond ASCII."""
    with path.open("rb") as file:
        while chunk := file.read(MEGABYTE):
            if not chunk.isascii():
                return chunk
    return b""


def _is_dos(sample: bytes) -> bool:
    """Say whether the text is clearly CP850 or CP437, as Swedish bookkeeping files and old tills are."""
    high = {byte for byte in sample if byte >= 128}
    if not high or not high <= DOS_LETTERS:
        return False
    return all(
        sample[at - 1 : at].isalpha() or sample[at + 1 : at + 2].isalpha()
        for at, byte in enumerate(sample)
        if byte >= 128
    )


def _first_fault(path: Path, encoding: str, limits: Limits) -> Fault | None:
    """Decode the whole file once, and say where that fails. Refuses a line that is far too long."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, understood = 1, False
    for chunk, final in _chunks(path):
        refuse_endless_line(path, chunk, line, limits)
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding, "replace")
            return Fault(line + before.count("\n"), understood or not before.isascii())
        understood = understood or not text.isascii()
        line += text.count("\n")
    return None


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        while chunk := file.read(MEGABYTE):
            yield chunk, False
    yield b"", True


def refuse_endless_line(path: Path, chunk: bytes, line: int, limits: Limits) -> None:
    """Raise BadInput when a megabyte goes by without the end of a line."""
    if len(chunk) < MEGABYTE or b"\n" in chunk or b"\r" in chunk:
        return
    cells = max(chunk.count(sign.encode()) for sign in DELIMITERS) + 1
    if line == 1 and cells > limits.columns:
        raise too_many_columns(path.name, f"more than {limits.columns:,}", limits)
    raise line_too_long(path.name, line, limits)


def line_too_long(name: str, line: int, limits: Limits) -> BadInput:
    """Make the error for a line beyond the limit."""
    return BadInput(
        "Line %(line)s of %(file)s is longer than %(most)s characters: "
        "this is no table with one row per line.",
        line=str(line),
        file=name,
        most=limits.line_characters,
    )


def too_many_columns(name: str, count: str, limits: Limits) -> BadInput:
    """Make the error for a file with too many columns; `count` says how many it has."""
    return BadInput(
        "%(file)s has %(count)s columns; at most %(most)s can be read.",
        file=name,
        count=count,
        most=limits.columns,
    )


def sniff_delimiter(lines: list[str]) -> str:
    """Return the sign that cuts most records into as many cells as the headings have."""
    if lines and (chosen := announced_delimiter(lines[0])):
        return chosen
    shapes = {sign: _shape(lines, sign) for sign in DELIMITERS}
    fitting = {sign: shape for sign, shape in shapes.items() if shape[1] > 1}
    return max(fitting, key=lambda sign: fitting[sign]) if fitting else _commonest(lines)


def announced_delimiter(line: str) -> str | None:
    """Return the delimiter that Excel's own first line `sep=;` announces, if `line` is one."""
    stripped = line.strip("\r\n\ufeff").removeprefix('"').removesuffix('"')
    return stripped[4] if len(stripped) == 5 and stripped.lower().startswith("sep=") else None


def _shape(lines: list[str], delimiter: str) -> tuple[float, int]:
    """Return the share of records as wide as the first, and that width."""
    widths = _widths(lines, delimiter)
    if not widths:
        return 0.0, 0
    return round(widths.count(widths[0]) / len(widths), 1), widths[0]


def _commonest(lines: list[str]) -> str:
    """Choose for a file whose first line has one cell only: a list, or a title above the headings."""
    typical = {sign: Counter(_widths(lines, sign)).most_common(1) for sign in DELIMITERS}
    widest = max(DELIMITERS, key=lambda sign: typical[sign][0][0] if typical[sign] else 0)
    return widest if typical[widest] and typical[widest][0][0] > 1 else ","


def _widths(lines: list[str], delimiter: str) -> list[int]:
    widths: list[int] = []
    with suppress(csv.Error):  # a cell without an end: the reading itself will say so
        for row in csv.reader(lines, delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) == SAMPLE_RECORDS:
                break
    return widths
