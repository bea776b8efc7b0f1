"""The docs page of personal data, made from the tables' marks.

``python -m karn.project.personal_page > docs/personal-data.md`` writes it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import django
from django.utils.translation import override

if TYPE_CHECKING:
    from karn.apps.personal.queries.register import Listed

INTRODUCTION = """\
# Personal data

*Made from the files `personal.py` in `src/karn/apps` by `python -m karn.project.personal_page`; a test
keeps it fresh, and another fails for a stored field without a mark.*

What Karn keeps about persons, what for, and what becomes of it when a person is erased. A person is a
customer of kind *person* (with whatever was merged into it and its contacts), or a contact at a company.

## Handing out

*Hand out* on the page of the person, or `karn personal export`, gives everything kept about one person: a
ZIP with `person.json` and a CSV file per table, in the person's language. Free text about somebody else
in which the name occurs is not handed out: it is about somebody else. The last table says who of the
company looked at the person or changed something, and when; of a contact, at its customer.

## Erasing

*Erase* shows first what goes, what stays and why, and who else has the same e-mail address: tick who is
the same person, and they are erased along, each with a certificate of its own. Not while a contract
runs, an invoice is open or an import runs. Then:

1. All rows, in one transaction: rows that are about the person alone are deleted, others emptied; in free
   text everywhere else the person's e-mail addresses, telephone numbers and names of two words or more
   are replaced by `[…]`; names of one word only in the texts of the same customer. In
   what somebody asks for, a segment's conditions by name, address or number and what a saved view
   searches, a whole value that is a word of the name goes, too; the segment says so to whom it belongs.
2. Files: rows of the person are cut out of what imports refused; a waiting upload that holds the person
   is thrown away whole, and its import says so. The lake's tables are rewritten and the lake before is
   deleted. Drawn charts are thrown away.
3. The database's own file: SQLite is written anew (`VACUUM`) and its log emptied; PostgreSQL writes the
   tables anew (`VACUUM FULL`), and where Karn runs it, its log begins anew. With another PostgreSQL, its
   log, archives and replicas are its owner's work.
4. The certificate: counts, reasons, time; its SHA-256 stands in the audit log. It names nobody.

A step that could not be done (the lake is being built, the database is in use) is done with the next
refresh, by *Finish* on the page, or by `karn personal finish`; so it is after a crash.

**Nobody comes back unnoticed.** Keyed hashes of the person's ids, of those of every row deleted or
changed, and of the e-mail addresses stay; a file that brings them again has these rows refused, as “of
somebody who was erased”, and nothing of them is kept. The key, `erasures.key`, lies in the data folder,
outside the database. Somebody who returns is let in again on the certificate's page, or simply made by
hand.

**After a restore** whoever `erasures.json` names is erased again before the pages open: `karn restore --old`
takes the newest list from the old data folder, and `karn serve` looks at the list each time it starts
([backups](backup.md)). Backups made before stay as they are: let them expire.

**Proof.** `karn personal search TEXT` looks through every byte of the data folder, inside Parquet, zip
and Excel files and the database, too.

## What is kept

"""
KINDS = {"customer": "a customer", "contact": "a contact"}


def personal_page() -> str:
    """Return the page as Markdown, in English."""
    from karn.apps.personal.queries.register import personal_register, tables_without  # noqa: PLC0415 (after setup)

    with override("en"):
        parts = [INTRODUCTION, *("\n".join(_section(listed)) for listed in personal_register())]
        names = ", ".join(f"`{marks.table}`" for marks in tables_without())
        parts.append(f"## Nothing about anybody\n\n{names}.\n")
    return "\n".join(parts)


def _section(listed: Listed) -> Iterator[str]:
    marks = listed.marks
    yield f"### {marks.title} (`{marks.table}`)\n"
    yield f"For: {listed.purpose}.\n"
    if listed.goes:
        yield f"Its rows are deleted with {' and with '.join(KINDS[kind] for kind in listed.goes)}.\n"
    if marks.journal:
        yield "A row goes once what it tells of is deleted or emptied; of all others the name is taken out.\n"
    yield "| fields | when erased |\n| --- | --- |"
    for words, names in [*listed.becomes, *((f"Stays. {why}", names) for why, names in listed.stays)]:
        yield f"| {', '.join(f'`{name}`' for name in names)} | {words} |"
    yield ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")
    django.setup()
    sys.stdout.write(personal_page())
