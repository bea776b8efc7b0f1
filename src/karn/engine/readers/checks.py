"""Checking an upload's rows: typed values for those that are fine, a reason for each that is not."""

# What is put into these statements: names and paths of Karn's own making, and literals quoted by literal().
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from karn.engine.readers.cells import Field
from karn.engine.readers.formats import DATES, Formats, formats_in
from karn.engine.readers.uploads import Upload
from karn.engine.readers.workbench import literal, open_workbench, parquet
from karn.engine.tables import Column
from karn.kernel.errors import BadInput, message


class ReadsTwoWays(BadInput):
    """Dates or numbers that can be read in two ways; `format` is what to say: date_order or decimal."""

    def __init__(self, format_: str, template: str, **values: object) -> None:
        """Say which column, by the template."""
        self.format = format_
        super().__init__(template, **values)


# Map a field to this instead of a heading and it holds the line on which the record starts.
LINE_NUMBER = "#line"
SHOWN = 200
COPY = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking found. `rows` = `accepted` + `refused_rows` + `duplicates`.

    `valid` is Parquet: `line`, then every declared column, typed, in declared order, then `attributes`
    (JSON text of the columns that are not mapped) if asked for. `refused` is Parquet:
    `line, column, value, code, detail`, one row per bad cell, by line. A duplicate is neither: it
    repeats an earlier row of the file exactly, or ends on the day it starts while another row of the
    same grain stays (a price changed on the day it began).
    """

    valid: Path
    refused: Path
    rows: int
    accepted: int
    refused_rows: int
    duplicates: int


def check_rows(
    upload: Upload,
    *,
    columns: Sequence[Column],
    mapping: Mapping[str, str],
    grain: tuple[str, ...],
    into: Path,
    ordered: tuple[tuple[str, str], ...] = (),
    zone: str = "UTC",
    date_order: str | None = None,
    decimal: str | None = None,
    constants: Mapping[str, str] | None = None,
    attributes: bool = False,
) -> Checked:
    """Check every row of `upload` against `columns` and write both outcomes into the folder `into`.

    `mapping` says under which heading each field stands (or LINE_NUMBER); `constants` fill fields that
    have none. Two rows may not share the same `grain`; of a pair in `ordered` the first may not be later.
    Dates are local to `zone`. Raises BadInput when a required field is nowhere, when a heading does not
    exist, or when it cannot be told how dates or numbers are written and `date_order` (`dmy`, `mdy`,
    `ymd`) or `decimal` (`point`, `comma`) is not given.
    """
    given = dict(constants or {})
    _refuse_unusable(upload, columns, mapping, given)
    into.mkdir(parents=True, exist_ok=True)
    others = _unmapped(upload, mapping) if attributes else None
    with open_workbench(into, upload.path.parent, zone=zone) as bench:
        formats = formats_in(bench, upload, columns, mapping, date_order=date_order, decimal=decimal)
        _refuse_ambiguous(formats, mapping)
        fields = [_field(upload, column, mapping, given, formats) for column in columns]
        checking = Checking(bench, upload, fields, into, grain=grain, ordered=ordered, others=others)
        return checking.run(mapping)


def _refuse_unusable(
    upload: Upload, columns: Sequence[Column], mapping: Mapping[str, str], constants: Mapping[str, str]
) -> None:
    known = [column.name for column in columns]
    for name in (*mapping, *constants):
        if name not in known:
            raise BadInput(
                "There is no field “%(name)s”. Known: %(known)s.", name=name, known=", ".join(known)
            )
    for heading in mapping.values():
        if heading != LINE_NUMBER:
            upload.raw_column(heading)
    absent = [c.name for c in columns if c.required and c.name not in mapping and c.name not in constants]
    if absent:
        raise BadInput(
            "The file has no column for %(fields)s. Its columns: %(headings)s.",
            fields=", ".join(absent),
            headings=", ".join(upload.columns[:30]),
        )


def _refuse_ambiguous(formats: Formats, mapping: Mapping[str, str]) -> None:
    for name, order in formats.date_order.items():
        if order is None:
            raise ReadsTwoWays(
                "date_order",
                message(
                    "The dates in column “%(heading)s” can be read in two ways: "
                    "say with the date order whether the day (dmy) or the month (mdy) comes first."
                ),
                heading=mapping[name],
            )
    for name, mark in formats.decimal.items():
        if mark is None:
            raise ReadsTwoWays(
                "decimal",
                message(
                    "The numbers in column “%(heading)s” can be read in two ways (1,234 or 1.234): "
                    "say whether decimals follow a point or a comma."
                ),
                heading=mapping[name],
            )


def _field(
    upload: Upload,
    column: Column,
    mapping: Mapping[str, str],
    constants: Mapping[str, str],
    formats: Formats,
) -> Field:
    heading = mapping.get(column.name)
    if heading == LINE_NUMBER:
        return Field(column, "CAST(line AS VARCHAR)")
    if heading is None:
        constant = constants.get(column.name)
        return Field(column, None if constant is None else literal(constant))
    written = (formats.date_order if column.type in DATES else formats.decimal).get(column.name)
    return Field(column, upload.raw_column(heading), written)


def _unmapped(upload: Upload, mapping: Mapping[str, str]) -> list[str]:
    used = set(mapping.values())
    return [heading for heading in upload.columns if heading not in used]


class Checking:
    """One check, step by step, each step one statement over Parquet.

    `parsed` holds of field n its value `v<n>`, the refusal `e<n>` and then its text `t<n>`.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        upload: Upload,
        fields: Sequence[Field],
        into: Path,
        *,
        grain: tuple[str, ...],
        ordered: tuple[tuple[str, str], ...],
        others: list[str] | None,
    ) -> None:
        self._connection = connection
        self._upload = upload
        self._fields = list(enumerate(fields))
        self._into = into
        self._parsed = into / "parsed.parquet"
        self._grain = [self._at(name) for name in grain]
        self._starts = {self._at(second): self._at(first) for first, second in ordered}
        self._others = others

    def run(self, mapping: Mapping[str, str]) -> Checked:
        """Do all steps and return what they found."""
        refused, valid = self._into / "refused.parquet", self._into / "valid.parquet"
        self._parse()
        self._find_repeated()
        self._write_valid(valid)
        self._name_fields(mapping)
        self._write_refused(refused)
        self._parsed.unlink()
        return Checked(
            valid,
            refused,
            rows=self._upload.rows,
            accepted=self._number(f"SELECT count(*) FROM {parquet(valid)}"),
            refused_rows=self._number(f"SELECT count(DISTINCT line) FROM {parquet(refused)}"),
            duplicates=self._number("SELECT count_if(same) FROM later"),
        )

    def _number(self, statement: str) -> int:
        row = self._connection.execute(statement).fetchone()
        return int(row[0] or 0) if row else 0

    def _copy(self, query: str, path: Path) -> None:
        self._connection.execute(f"COPY ({query}) TO {literal(str(path.resolve()))} {COPY}")

    def _parse(self) -> None:
        texts = "".join(f", {field.text} AS t{at}" for at, field in self._fields)
        plain = "".join(f", {field.plain(f't{at}')} AS k{at}" for at, field in self._fields)
        values = "".join(f", {field.value(f'k{at}')} AS v{at}" for at, field in self._fields)
        codes = "".join(f", {self._refusal(at, field)} AS e{at}" for at, field in self._fields)
        kept = "".join(
            f", v{at}, e{at}, CASE WHEN e{at} IS NOT NULL THEN left(t{at}, {SHOWN}) END AS t{at}"
            for at, _ in self._fields
        )
        any_code = " OR ".join(["over IS NOT NULL", *(f"e{at} IS NOT NULL" for at, _ in self._fields)])
        self._copy(
            f"""
            SELECT line, over, rest, {any_code} AS is_bad {kept}
            FROM (SELECT * {codes}
                  FROM (SELECT * {values}
                        FROM (SELECT * {plain}
                              FROM (SELECT line, over, {self._rest()} AS rest {texts}
                                    FROM {parquet(self._upload.path)}))))
            """,
            self._parsed,
        )

    def _at(self, name: str) -> int:
        return next(at for at, field in self._fields if field.column.name == name)

    def _refusal(self, at: int, field: Field) -> str:
        own = field.refusal(f"t{at}", f"v{at}")
        if at not in self._starts:
            return own
        return f"coalesce({own}, CASE WHEN v{self._starts[at]} > v{at} THEN 'ends_before_start' END)"

    def _rest(self) -> str:
        """SQL: the other cells that are filled, as JSON text; the headings go in as a value, not as text."""
        headings = self._others
        if not headings:
            return "CAST(NULL AS VARCHAR)" if headings is None else "'{}'"
        self._connection.execute("SET VARIABLE others = $1", [headings])
        cells = ", ".join(f"filled({self._upload.raw_column(heading)})" for heading in headings)
        return f"""CAST(to_json(map_from_entries(list_filter(
            list_zip(CAST(getvariable('others') AS VARCHAR[]), [{cells}]),
            lambda pair: pair[2] IS NOT NULL))) AS VARCHAR)"""

    def _find_repeated(self) -> None:
        """Put the good rows whose grain another good row speaks for into the table `later`.

        Hashes first, which take 8 bytes a row; only rows that share one are compared in full.
        """
        self._connection.execute(
            "CREATE TEMP TABLE later (line BIGINT, first_line BIGINT, value VARCHAR, same BOOLEAN)"
        )
        if not self._grain:
            return
        keys = ", ".join(f"v{at}" for at in self._grain)
        source = f"{parquet(self._parsed)} WHERE NOT is_bad"
        self._connection.execute(
            f"CREATE TEMP TABLE suspects AS SELECT hash({keys}) AS mark FROM {source} "
            "GROUP BY mark HAVING count(*) > 1"
        )
        if self._number("SELECT count(*) FROM suspects"):
            self._compare(keys, f"{source} AND hash({keys}) IN (SELECT mark FROM suspects)")

    def _compare(self, keys: str, suspects: str) -> None:
        everything = ", ".join(["rest", *(f"v{at}" for at, _ in self._fields)])
        self._connection.execute(
            f"""
            INSERT INTO later
            SELECT line, first_line, value, fleeting OR whole IS NOT DISTINCT FROM first_whole
            FROM (SELECT line, CAST(v{self._grain[0]} AS VARCHAR) AS value, row({everything}) AS whole,
                         {self._fleeting()} AS fleeting,
                         first_value(line) OVER same_key AS first_line,
                         first_value(row({everything})) OVER same_key AS first_whole
                  FROM {suspects}
                  WINDOW same_key AS (PARTITION BY {keys} ORDER BY {self._fleeting()}, line))
            WHERE line <> first_line
            """
        )

    def _fleeting(self) -> str:
        """SQL: the row begins and ends on one day, so another one of the same grain speaks for that day."""
        pairs = [f"v{first} = v{second}" for second, first in self._starts.items() if first in self._grain]
        return f"coalesce({' OR '.join(pairs)}, FALSE)" if pairs else "FALSE"

    def _write_valid(self, path: Path) -> None:
        columns = ", ".join(f'v{at} AS "{field.column.name}"' for at, field in self._fields)
        attributes = "" if self._others is None else ", rest AS attributes"
        unrepeated = (
            "AND line NOT IN (SELECT line FROM later)" if self._number("SELECT count(*) FROM later") else ""
        )
        self._copy(
            f"SELECT line, {columns} {attributes} FROM {parquet(self._parsed)} WHERE NOT is_bad {unrepeated}",
            path,
        )

    def _name_fields(self, mapping: Mapping[str, str]) -> None:
        """Make the table `names`: what the person calls each field, the heading if it has one."""
        self._connection.execute("CREATE TEMP TABLE names (place INTEGER, name VARCHAR)")
        names = [(at, mapping.get(field.column.name, field.column.name)) for at, field in self._fields]
        self._connection.executemany("INSERT INTO names VALUES ($1, $2)", names)

    def _write_refused(self, path: Path) -> None:
        bad = f"{parquet(self._parsed)} WHERE is_bad"
        cells = " UNION ALL ".join(
            f"SELECT line, {at} AS place, t{at} AS value, e{at} AS code, {self._detail(at, field)} AS detail"
            f" FROM bad WHERE e{at} IS NOT NULL"
            for at, field in self._fields
        )
        duplicate_at = self._grain[0] if self._grain else -1
        self._copy(
            f"""
            WITH bad AS MATERIALIZED (SELECT * FROM {bad}), cells AS (
                {cells}
                UNION ALL
                SELECT line, -1, '', 'too_many_cells', CAST(over AS VARCHAR) FROM bad WHERE over IS NOT NULL
                UNION ALL
                SELECT line, {duplicate_at}, left(value, {SHOWN}), 'duplicate_id', CAST(first_line AS VARCHAR)
                FROM later WHERE NOT same)
            SELECT line, coalesce(name, '') AS "column", coalesce(value, '') AS value, code, detail
            FROM cells LEFT JOIN names USING (place)
            ORDER BY line, place
            """,
            path,
        )

    def _detail(self, at: int, field: Field) -> str:
        """SQL: what helps to mend the cell, in no language: choices, a length, the start it ends before."""
        cases = [f"WHEN '{code}' THEN {literal(detail)}" for code, detail in field.details.items()]
        if at in self._starts:
            cases.append(f"WHEN 'ends_before_start' THEN CAST(v{self._starts[at]} AS VARCHAR)")
        return f"CASE e{at} {' '.join(cases)} ELSE '' END"
