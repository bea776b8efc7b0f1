"""The docs page of the files that the import door takes, made from the targets.

``python -m karn.apps.intake.targets.page > docs/imports.md`` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from django.utils import translation

from karn.apps.intake.targets.lines import Line, lines_of
from karn.apps.intake.targets.target import Target, all_targets

INTRODUCTION = """\
# Files to import

*Made from the targets in `src/karn/apps/intake` by `python -m karn.apps.intake.targets.page`; a test
keeps it fresh.*

A file is CSV (any separator and encoding) or Parquet, with headings in its first line. Headings are
recognised whatever their case, blanks and signs, in English, Dutch and Swedish (`Klantnr.`,
`Prenumerationsnummer`). Where the guess is wrong, choose on the page, or say `--map field=Heading`;
`--set field=value` gives all rows one value. Columns in **bold** must be there.

- **Source.** Numbers of customers, invoices and so on belong together within one source: the system they
  come from. The same number in another source is somebody else. The page suggests the last one used and
  warns before anything is stored when many of a file's customers are known from another; `karn import`
  takes the only one known and asks for `--source` where there are several.
- **Repeating** a file changes nothing. A changed row changes what is stored; an empty cell empties its
  field.
- **An e-mail address that is none** is left out and listed; its row is stored, as if the cell were
  empty.
- **Refused rows** can be downloaded: line, column, value and reason, then the row as it came. Mend them
  there and import that very file; Karn's own columns in front are ignored.
- **A price that ends on the day it begins** gives way to another one of the same subscription that
  begins then.
- **When something was known.** What is only added (orders, invoices, payments, conversations, prices,
  notices) is known from its own day; what can change (a customer's attributes, the end of a price) since
  the import that told it."""


def imports_page() -> str:
    """Return the page as Markdown, in English."""
    with translation.override("en"):
        return "\n\n".join([INTRODUCTION, *("\n".join(_section(target)) for target in all_targets())]) + "\n"


def _section(target: Target) -> Iterator[str]:
    yield f"## {target.name}\n"
    yield f"{target.means}"
    for first, second in target.ordered:
        yield f"`{first}` may not be later than `{second}`."
    if target.attributes:
        yield "Further columns are kept as attributes to group by."
    if target.asks_day:
        yield "The day it was made is said with it (`--on`)."
    yield "\n| column | is | means | other headings |\n| --- | --- | --- | --- |"
    yield from map(_row, lines_of(target))


def _row(line: Line) -> str:
    name = f"**{line.name}**" if line.needed else line.name
    means = f"{line.means} Not needed where there is: {line.instead}." if line.instead else line.means
    return f"| {name} | {_form(line)} | {means} | {', '.join(line.headings)} |"


def _form(line: Line) -> str:
    if not line.words:
        return line.form
    return "; ".join(f"`{own}`" + (f" ({', '.join(same)})" if same else "") for own, same in line.words)


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(imports_page())
