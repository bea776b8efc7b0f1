"""What an entry of the audit log says, in the reader's words. The log itself holds codes and counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel import dates, numbers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from karn.apps.company.models import Company
from karn.apps.contracts.models import EditDeed
from karn.apps.conversations.models import HintKind
from karn.apps.customers.models import Together
from karn.apps.intake.targets.target import all_targets
from karn.apps.people.rules import ROLE_NAMES
from karn.platform.amounts import reader_locale

THINGS: Final[dict[str, Promise]] = {
    "company.company": gettext_lazy("the company"),
    "contracts.edit": gettext_lazy("a change of a contract"),
    "conversations.conversation": gettext_lazy("conversation"),
    "conversations.hint": gettext_lazy("something noticed"),
    "customers.attributekind": gettext_lazy("attribute"),
    "customers.customer": gettext_lazy("customer"),
    "customers.duplicatesearch": gettext_lazy("merging by itself"),
    "customers.selection": gettext_lazy("several customers"),
    "intake.run": gettext_lazy("import"),
    "mailing.consent": gettext_lazy("consent"),
    "mailing.mail": gettext_lazy("mail"),
    "mailing.mailsettings": gettext_lazy("mail settings"),
    "mailing.suppression": gettext_lazy("objection"),
    "mailing.template": gettext_lazy("words of a mail"),
    "people.apitoken": gettext_lazy("token"),
    "people.person": gettext_lazy("person"),
    "people.team": gettext_lazy("team"),
    "personal.erasure": gettext_lazy("erasure"),
    "segments.segment": gettext_lazy("segment"),
    "surveys.response": gettext_lazy("answer to a survey"),
    "surveys.survey": gettext_lazy("survey"),
    "tasks.task": gettext_lazy("task"),
}
"""What an entry can be about."""

LISTS: Final[dict[str, Promise]] = {
    "attributes": gettext_lazy("Your own attributes"),
    "audit": gettext_lazy("Audit log"),
    "contacts": gettext_lazy("Contacts"),
    "contract_changes": gettext_lazy("Changes of contracts"),
    "covers": gettext_lazy("Cover during absence"),
    "customer_bin": gettext_lazy("Bin"),
    "customer_changes": gettext_lazy("Changes"),
    "customers": gettext_lazy("Customers"),
    "duplicates": gettext_lazy("Duplicates"),
    "erasures": gettext_lazy("Erasures"),
    "hand_overs": gettext_lazy("Customers handed over"),
    "hour_rates": gettext_lazy("What an hour costs"),
    "imports": gettext_lazy("Imports"),
    "margins": gettext_lazy("Margins"),
    "people": gettext_lazy("People"),
    "personal": gettext_lazy("Register"),
    "products": gettext_lazy("Products"),
    "renewals": gettext_lazy("Renewals ahead"),
    "survey_answers": gettext_lazy("Answers to a survey"),
    "tasks": gettext_lazy("Tasks"),
    "search": gettext_lazy("Search"),
    "segments": gettext_lazy("Segments"),
    "timeline": gettext_lazy("What happened"),
    "tokens": gettext_lazy("Tokens for programs"),
    "unanswered": gettext_lazy("Unanswered"),
}
"""The lists that can be taken along, by the name of their page's address."""

_SINGLE: Final[dict[str, Promise]] = {
    "answered": gettext_lazy("marked as answered"),
    "attribute": gettext_lazy("attribute"),
    "attribute dropped": gettext_lazy("attribute dropped"),
    "changes": gettext_lazy("its changes"),
    "contact": gettext_lazy("a contact"),
    "contacts": gettext_lazy("its contacts"),
    "contact added": gettext_lazy("a contact added"),
    "contract changes": gettext_lazy("changes of its contracts"),
    "conversation": gettext_lazy("a conversation"),
    "for good": gettext_lazy("for good"),
    "form": gettext_lazy("the form to change it"),
    "hour rate": gettext_lazy("cost of an hour"),
    "personal data": gettext_lazy("what is kept of a person"),
    "removed": gettext_lazy("removed"),
    "restored": gettext_lazy("brought back"),
    "timeline": gettext_lazy("what happened with it"),
    "source id": gettext_lazy("its number in another program"),
    "undo": gettext_lazy("a change taken back"),
    "waits": gettext_lazy("waits for an answer again"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of people and teams, by their ids."""

    people: Mapping[int, str]
    teams: Mapping[int, str]

    def person(self, number: str) -> str:
        """Return somebody's name; somebody who is gone is known by number."""
        return self.people.get(int(number), f"#{number}")

    def team(self, number: str) -> str:
        """Return a team's name; one that is gone is known by number."""
        return self.teams.get(int(number), f"#{number}")


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
    return _single(detail)


def _single(code: str) -> str:
    known = {**_SINGLE, **ROLE_NAMES, **dict(HintKind.choices)}
    if code in known:
        return str(known[code])
    fields = [_setting(part) for part in code.split(", ")]
    return ", ".join(str(field) for field in fields) if all(fields) else code


def _setting(name: str) -> str:
    """Return what a setting of the company is called, nothing for what is none."""
    named = {field.name: str(getattr(field, "verbose_name", "")) for field in Company._meta.concrete_fields}
    return named.get(name, "")


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
        (rf"({'|'.join(Together.values)}) (\d+)(?: > (person|team):(\d+))?", _together),
        (r"(\d+) > (\d+)", lambda f, _n: _("customer %(lost)s into %(kept)s") % {"lost": f[1], "kept": f[2]}),
        (
            r"(\d+) < (\d+)",
            lambda f, _n: _("customer %(lost)s out of %(kept)s") % {"lost": f[1], "kept": f[2]},
        ),
        (r"(cut|forked) (\d+) > (\d+)", lambda f, _n: _accepted(f)),
        (r"(answered|waits) (\d+)", lambda f, _n: f"{_single(f[1])}: {f[2]}"),
        (r"list ([a-z_]+)(?: (\d+))?", lambda f, _n: _list(f)),
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
    """Name a list that was taken along, and whose it is, where it is one customer's."""
    told = str(LISTS.get(found[1], found[1]))
    return f"{told}, {thing_in_words('customers.customer', found[2])}" if found[2] else told


def _accepted(found: re.Match[str]) -> str:
    told = _("it was anchored at entry %(anchored)s and ended with entry %(last)s")
    return told % {"anchored": found[2], "last": found[3]}
