"""What an entry of the audit log says, in the reader's words. The log itself holds codes and counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from babel import dates, numbers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karn.apps.company.models import Company
from karn.apps.contracts.models import EditDeed
from karn.apps.conversations.models import HintKind
from karn.apps.customers.models import Together
from karn.apps.farewell.rules.reasons import ready_text
from karn.apps.intake.targets.target import all_targets
from karn.apps.mailing.models import MailSettings
from karn.apps.mailing.rules.letters import LANGUAGES, LETTERS
from karn.apps.people.rules import ROLE_NAMES
from karn.platform.amounts import reader_locale
from karn.web.words.audit_changes import changed_numbers
from karn.web.words.audit_codes import DONE, LISTS, LISTS_ABOUT, THINGS
from karn.web.words.audit_pieces import BETWEEN, Names, in_pieces

__all__ = ["LISTS", "THINGS", "Names", "details_in_words", "thing_in_words"]


Saying = Callable[[re.Match[str], Names], str]


def details_in_words(detail: str, names: Names) -> str:
    """Return an entry's details in words; what nobody gave words stays the code it is."""
    told, _space, token = detail.rpartition(" ") if " token:" in detail else ("", "", detail)
    if not token.startswith("token:"):
        return _words(detail, names)
    through = _("through token %(number)s") % {"number": token.removeprefix("token:")}
    return ", ".join(part for part in (_words(told, names), through) if part)


def thing_in_words(kind: str, number: str) -> str:
    """Return what an entry is about: `conversation 7`; of what has no words, what it is called inside."""
    if kind in {"company.company", "customers.duplicatesearch"}:
        return str(THINGS[kind])
    return f"{THINGS.get(kind, kind.rpartition('.')[2])} {number}".strip()


def _words(detail: str, names: Names) -> str:
    for pattern, saying in _SAYINGS:
        if found := pattern.fullmatch(detail):
            return saying(found, names)
    return (
        (_single(detail) or changed_numbers(detail) or in_pieces(detail, names) or detail) if detail else ""
    )


def _single(code: str) -> str:
    """Return the words of one code, or of settings that changed; nothing for what has none."""
    known = {**DONE, **ROLE_NAMES, **dict(HintKind.choices)}
    if code in known:
        return str(known[code])
    fields = [_setting(part) for part in re.split("[,;] ", code)]
    return ", ".join(str(field) for field in fields) if all(fields) else ""


def _setting(name: str) -> str:
    """Return what a setting of the company or of its mail is called, nothing for what is none."""
    fields = (*Company._meta.concrete_fields, *MailSettings._meta.concrete_fields)
    return {field.name: str(getattr(field, "verbose_name", "")) for field in fields}.get(name, "")


def _customers(number: str) -> str:
    told = ngettext("%(count)s customer", "%(count)s customers", int(number))
    return told % {"count": _count(number)}


def _handed(found: re.Match[str], names: Names) -> str:
    told = _("%(customers)s, from %(giver)s to %(taker)s")
    given = {"giver": names.person(found[2]), "taker": names.person(found[3])}
    return told % {"customers": _customers(found[1]), **given}


def _covered(found: re.Match[str], names: Names) -> str:
    told = {"person": names.person(found[1]), "start": _day(found[2]), "end": _day(found[3])}
    return _("by %(person)s, from %(start)s up to %(end)s") % told


def _uncovered(found: re.Match[str], names: Names) -> str:
    told = {"person": names.person(found[1]), "end": _day(found[2])}
    return _("by %(person)s, up to %(end)s") % told


def _day(text: str) -> str:
    return dates.format_date(date.fromisoformat(text), "long", locale=reader_locale())


def _count(number: str) -> str:
    return str(numbers.format_decimal(int(number), locale=reader_locale()))


def _together(found: re.Match[str], names: Names) -> str:
    deed = {str(code): str(words) for code, words in Together.choices}.get(found[1], found[1])
    to = ""
    if found[3]:
        to = names.person(found[4]) if found[3] == "person" else names.team(found[4])
    told = f"{deed}: {_customers(found[2])}"
    return f"{told} → {to}" if to else told


def _imported(found: re.Match[str], _names: Names) -> str:
    labels = {target.name: str(target.label) for target in all_targets()}
    counts = {"new": _count(found[2]), "changed": _count(found[3]), "refused": _count(found[4])}
    told = _("%(new)s new, %(changed)s changed, %(refused)s refused") % counts
    return f"{labels.get(found[1], found[1])}: {told}"


def _roles(found: re.Match[str], _names: Names) -> str:
    return " → ".join(str(ROLE_NAMES.get(role, role)) for role in (found[1], found[2]))


def _edited(found: re.Match[str], _names: Names) -> str:
    words = dict(EditDeed.choices).get(found[2], found[2])
    return _("taken back: %(what)s") % {"what": words} if found[1] else str(words)


def _reason(found: re.Match[str], names: Names) -> str:
    """Return what became of a reason; one of the company's own is called what it is called inside."""
    axis, reason, what = found.groups()
    return BETWEEN.join([in_pieces(axis, names), ready_text(axis, reason), in_pieces(what, names)])


def _word_to(found: re.Match[str], names: Names) -> str:
    """Return that a word of imports stands for a reason now, or for none."""
    axis, reason = found.groups()
    text = "–" if reason == "-" else ready_text(axis, reason)
    return BETWEEN.join([in_pieces(axis, names), str(DONE["word to"]), text])


def _letter(found: re.Match[str], _names: Names) -> str:
    return BETWEEN.join([str(LETTERS[found[1]].name), str(DONE[found[2]])])


def _held(found: re.Match[str], names: Names) -> str:
    told = _("acts as %(person)s, may: %(scopes)s")
    return told % {"person": names.person(found[1]), "scopes": found[2].replace(" ", ", ")}


_SAYINGS: Final[tuple[tuple[re.Pattern[str], Saying], ...]] = tuple(
    (re.compile(pattern), saying)
    for pattern, saying in (
        (r"(\d+): person:(\d+) > person:(\d+)", _handed),
        (r"person:(\d+) (\d{4}-\d\d-\d\d) > (\d{4}-\d\d-\d\d)", _covered),
        (r"person:(\d+) (\d{4}-\d\d-\d\d)", _uncovered),
        (r"person:(\d+) ([a-z].*)", _held),
        (r"(why|where) (\S+) (retired|version \d+)", _reason),
        (r"(why|where) word to (\S+)", _word_to),
        (rf"({'|'.join(LETTERS)}) ({'|'.join(LANGUAGES)})", _letter),
        (rf"({'|'.join(Together.values)}) (\d+)(?: > (person|team):(\d+))?", _together),
        (r"(\d+) > (\d+)", lambda f, _n: _("customer %(lost)s into %(kept)s") % {"lost": f[1], "kept": f[2]}),
        (
            r"(\d+) < (\d+)",
            lambda f, _n: _("customer %(lost)s out of %(kept)s") % {"lost": f[1], "kept": f[2]},
        ),
        (r"(cut|forked) (\d+) > (\d+)", lambda f, _n: _accepted(f)),
        (r"(answered|waits) (\d+)", lambda f, _n: f"{_single(f[1])}: {f[2]}"),
        (r"list ([a-z_]+)(?: (\d+))?", lambda f, _n: _list(f)),
        (r"list journal (\S+) (\d+)", lambda f, _n: f"{LISTS['journal']}, {thing_in_words(f[1], f[2])}"),
        (r"(?:chosen )?(\d+)", lambda f, _n: _customers(f[1])),
        (r"([a-z_]+): (\d+) new, (\d+) changed, (\d+) refused", _imported),
        (r"merge by (\d+) keys", lambda f, _n: _("merging by itself: %(count)s keys") % {"count": f[1]}),
        (rf"({'|'.join(ROLE_NAMES)}) > ({'|'.join(ROLE_NAMES)})", _roles),
        (
            r"undo (?:customer|contact) (\d+)",
            lambda f, _n: _("change %(number)s taken back") % {"number": f[1]},
        ),
        (rf"(undo )?({'|'.join(EditDeed.values)}) \d+", _edited),
    )
)


def _list(found: re.Match[str]) -> str:
    """Name a list that was taken along, and what it is about, where it is about one thing."""
    told = str(LISTS.get(found[1], found[1]))
    about = LISTS_ABOUT.get(found[1], "customers.customer")
    return f"{told}, {thing_in_words(about, found[2])}" if found[2] else told


def _accepted(found: re.Match[str]) -> str:
    told = _("it was anchored at entry %(anchored)s and ended with entry %(last)s")
    return told % {"anchored": found[2], "last": found[3]}
