"""Every page that lists rows lets them be taken along, or it stands here with the reason why it does not."""

import re
from pathlib import Path
from typing import Final

import karn.web

TEMPLATES: Final = Path(karn.web.__file__).parent / "templates"
LOOP = re.compile(r"{%\s*(for|endfor)\b[^%]*%}")
INCLUDED = re.compile(r'{%\s*include "([^"]+)"')
ROW = re.compile(r"<tr|<li|<article|list-group-item")

FORM = "a form: what is listed can be chosen or typed"
CHANGES = "a form, and under it what was changed of that one thing before"
LOOK_FIRST = "a look before something is done: its rows are stored, and listed, afterwards"
ONE = "one thing and all about it, printed or read whole; lists of such things have their files"
SETTINGS = "how the company works: a few lines that are set here, no records"
PART = "a choice of rows whose own pages have the files"
OWN_FILES = "its files are those of its figure, declared with the figure"

WITHOUT: Final[dict[str, str]] = {
    "care/expectation.html": CHANGES,
    "care/list.html": LOOK_FIRST,
    "care/plan.html": SETTINGS,
    "care/plans.html": SETTINGS,
    "care/promise.html": CHANGES,
    "care/start_up.html": ONE,
    "cases/case.html": ONE,
    "company.html": SETTINGS,
    "contracts/form.html": ONE,
    "conversations/new.html": CHANGES,
    "conversations/together.html": LOOK_FIRST,
    "customers/together.html": LOOK_FIRST,
    "dashboard.html": OWN_FILES,
    "day/day.html": PART,
    "duplicates/choose.html": FORM,
    "duplicates/pair.html": ONE,
    "exits/list.html": "said in confidence: docs/exit-answers.md promises that no file of it can be taken",
    "farewells/customer.html": ONE,
    "figure.html": OWN_FILES,
    "figures.html": OWN_FILES,
    "fit/customer.html": ONE,
    "goodbye/close_together.html": LOOK_FIRST,
    "goodbye/declaration.html": ONE,
    "goodbye/enter.html": FORM,
    "goodbye/procedure.html": SETTINGS,
    "imports/mapping.html": LOOK_FIRST,
    "imports/new.html": FORM,
    "imports/result.html": "its refused rows have their own two files, in the columns they came in",
    "lessons/finding.html": CHANGES,
    "lessons/round.html": FORM,
    "lights/customer.html": ONE,
    "looking_back/customer.html": "one customer's rows of the list of all looks back, which has its files",
    "looking_back/look.html": ONE,
    "looking_back/then.html": ONE,
    "mail/customer.html": "what a person allowed and objected to: handed out with all that is kept of it",
    "mail/words.html": SETTINGS,
    "me/me.html": "one's own passkeys and latest entries: nobody else's business",
    "mfa/recovery_codes/index.html": "secrets: they have their own text file",
    "personal/certificate.html": ONE,
    "personal/person.html": "what is kept of one person: handed out whole, as JSON and CSV",
    "problems/board.html": "one customer's rows of the list of all problems, which has its files",
    "problems/import.html": FORM,
    "problems/preview.html": LOOK_FIRST,
    "problems/problem.html": CHANGES,
    "reminders/law.html": "what the law says where: no records",
    "reviews/customer.html": "one customer's rows of the list of all reviews, which has its files",
    "reviews/review.html": ONE,
    "rhythm/customer.html": "its talks are in the file of what happened at that customer",
    "rhythm/settings.html": SETTINGS,
    "segments/edit.html": FORM,
    "sheet.html": ONE,
    "signals/seen.html": ONE,
    "state.html": "how the system is just now; its runs have their files",
    "surveys/ask.html": FORM,
    "surveys/ask_one.html": FORM,
    "tasks/task.html": FORM,
    "value/recap.html": ONE,
    "week.html": PART,
    "why/code.html": FORM,
    "why/reasons.html": SETTINGS,
    "why/words.html": "the words are in the file of who left; here they are judged one by one",
    "win_back/text.html": CHANGES,
    "wishes/customer.html": "what one customer asked for: each wish has a file of who asked for it",
}
"""Pages with rows and without their files, each with its reason."""


def whole(name: str, seen: tuple[str, ...] = ()) -> str:
    """Return a template with what it includes."""

    def put_in(found: re.Match[str]) -> str:
        there = found[1] not in seen and (TEMPLATES / found[1]).exists()
        return found[0] + (whole(found[1], (*seen, name)) if there else "")

    return INCLUDED.sub(put_in, (TEMPLATES / name).read_text(encoding="utf-8"))


def repeated(text: str) -> str:
    """Return what stands within loops."""
    pieces, depth, last = [], 0, 0
    for tag in LOOP.finditer(text):
        if depth:
            pieces.append(text[last : tag.start()])
        depth += 1 if tag[1] == "for" else -1
        last = tag.end()
    return "".join(pieces)


def lists_rows(text: str) -> bool:
    return ROW.search(repeated(text)) is not None


def offers_files(text: str) -> bool:
    return "{% files " in text


def pages() -> dict[str, str]:
    """Return the text of every page, by the name of its template."""
    found = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    return {name: whole(name) for name in sorted(found) if '{% extends "base.html" %}' in whole(name)}


def test_a_list_is_told_from_a_page_with_a_single_row_and_from_one_with_files() -> None:
    single = "<ul><li>{{ a }}</li></ul>{% for b in bs %}{{ b }}{% endfor %}"
    rows = "{% for a in as %}{% for b in a %}{{ b }}{% endfor %}<tr>{% endfor %}"
    assert (lists_rows(single), lists_rows(rows)) == (False, True)
    assert (offers_files(rows), offers_files(f'{rows}{{% files "tasks" %}}')) == (False, True)


def test_each_page_that_lists_rows_offers_them_as_files_or_says_why_not() -> None:
    bare = {name for name, text in pages().items() if lists_rows(text) and not offers_files(text)}
    assert bare == WITHOUT.keys()
