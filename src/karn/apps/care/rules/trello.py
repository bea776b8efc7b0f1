"""Boards as Trello writes and reads them: one JSON document per board.

Its shape is that of a board's “Export as JSON”: lists, cards, labels, members, custom fields. What a problem
has and a Trello card has not goes into custom fields; what a card has and a problem has not (checklists)
goes into the details, and archived cards stay where they are. Source of the shape: Trello's own exports.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from karn.apps.care.rules.problems import tidy_labels
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line, plain

MOST_BYTES = 5_000_000
MOST_CARDS = 2_000
MOST_LISTS = 200
LONGEST_NAME = 500

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "weight": ("Weight", "number"),
    "urgency": ("Urgency", "number"),
    "owner": ("Owner", "text"),
    "voiced_by": ("Voiced by", "text"),
    "raised_on": ("Raised on", "date"),
    "solved_on": ("Solved on", "date"),
    "brought": ("What it brought", "text"),
    "customer": ("Customer", "text"),
}
"""The custom fields: what each is called on a board, and of which type it is there."""

_KNOWN_FIELDS: Final = {title.casefold(): name for name, (title, _kind) in FIELDS.items()}
_ID = re.compile(r"[0-9a-f]{24}")
_FIRST_CARD: Final = date(2011, 1, 1)
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "solved": ("done", "solved", "closed", "klaar", "gereed", "gedaan", "opgelost", "klar", "färdig", "löst"),
    "waiting": ("wait", "wacht", "vänt", "väntar", "hold", "blocked"),
    "doing": ("doing", "progress", "busy", "bezig", "pågå", "arbete"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `fields` are the custom fields of FIELDS, as text, by name; days are ISO text.

    A field that the board has and the card leaves empty is empty text; one the board has not is missing.
    """

    id: str
    name: str
    desc: str
    column: str
    due_on: str = ""
    complete: bool = False
    labels: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    moved_on: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def made_on(self, today: date) -> date | None:
        """Return the day on which the card was made, which its id tells in UTC; None where it cannot be.

        Other tools write boards, too, whose ids tell nothing: before Trello was there, or after today.
        """
        day = datetime.fromtimestamp(int(self.id[:8], 16), UTC).date()
        return day if _FIRST_CARD <= day <= today else None


@dataclass(frozen=True, slots=True)
class Board:
    """What a file held: its lists by id, its cards, and how many cards were left out, by reason."""

    name: str
    lists: dict[str, str]
    cards: list[Card]
    archived: int = 0
    nameless: int = 0
    repeated: int = 0

    def stored(self) -> dict[str, Any]:
        """Return the board as JSON keeps it."""
        return asdict(self)

    @classmethod
    def kept(cls, stored: Mapping[str, Any]) -> Board:
        """Return the board that :meth:`stored` gave."""
        return cls(**{**stored, "cards": [Card(**card) for card in stored["cards"]]})


def guessed_status(name: str) -> str:
    """Return the column that a list's name, in one of our languages, most likely means."""
    said = name.casefold()
    for status, words in _WORDS.items():
        if any(word in said for word in words):
            return status
    return "todo"


def made_up_id(*told: object) -> str:
    """Return an id as Trello writes them, always the same for the same thing."""
    return hashlib.sha256(" ".join(map(str, told)).encode()).hexdigest()[:24]


def noon(day: date, zone: ZoneInfo) -> str:
    """Return a day as the instant of its noon, as Trello writes it: the same day when it is read."""
    at = datetime.combine(day, time(12), zone).astimezone(UTC)
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


# --- reading


def read_board(data: bytes, zone: ZoneInfo) -> Board:
    """Read a board's JSON; days are those of `zone`. Raises BadInput for what is none, or is too large."""
    found = _document(data)
    lists, cards = found.get("lists"), found.get("cards")
    if not (isinstance(lists, list) and isinstance(cards, list)):
        raise BadInput("This is no Trello board: in Trello choose Print, export and share, then JSON.")
    if len(cards) > MOST_CARDS or len(lists) > MOST_LISTS:
        raise BadInput("A board may have %(most)s cards at most.", most=MOST_CARDS)
    return _Reading(found, zone).board()


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise BadInput("The file is larger than 5 MB.")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput("This is no JSON file, or not a whole one.") from error
    return found if isinstance(found, dict) else {}


class _Reading:
    """Reads the parts of one document that a board is made of; what is not as it should be is absent."""

    def __init__(self, found: Mapping[str, Any], zone: ZoneInfo) -> None:
        self.found, self.zone = found, zone
        self.lists = {_id(one): _line(one, "name") for one in _rows(found, "lists") if _id(one)}
        self.members = {_id(one): one for one in _rows(found, "members")}
        self.labels = {_id(one): one for one in _rows(found, "labels")}
        self.checklists = {_id(one): one for one in _rows(found, "checklists")}
        self.kinds = self._kinds()

    def _kinds(self) -> dict[str, str]:
        named = ((_id(one), _line(one, "name").casefold()) for one in _rows(self.found, "customFields"))
        return {number: _KNOWN_FIELDS[name] for number, name in named if name in _KNOWN_FIELDS}

    def board(self) -> Board:
        rows = _rows(self.found, "cards")
        living = [row for row in rows if not row.get("closed")]
        named = [row for row in living if _id(row) and _line(row, "name")]
        once = {_id(row): row for row in reversed(named)}
        cards = [self._card(row) for row in named if once.get(_id(row)) is row]
        used = {card.column for card in cards}
        lists = {number: name for number, name in self.lists.items() if number in used}
        return Board(
            name=_line(self.found, "name")[:200],
            lists=lists | dict.fromkeys(used - lists.keys(), ""),
            cards=cards,
            archived=len(rows) - len(living),
            nameless=len(living) - len(named),
            repeated=len(named) - len(cards),
        )

    def _card(self, row: Mapping[str, Any]) -> Card:
        name, desc = _line(row, "name"), _text(row.get("desc"))
        if len(name) > LONGEST_NAME:
            name, desc = f"{name[: LONGEST_NAME - 1]}…", f"{name}\n\n{desc}"
        parts = [desc, *(_ticks(self.checklists[one]) for one in self._refers(row, "idChecklists"))]
        return Card(
            id=_id(row),
            name=name,
            desc=plain("\n\n".join(part for part in parts if part)),
            column=_known_id(row.get("idList")),
            due_on=self._day(row.get("due")),
            complete=row.get("dueComplete") is True,
            labels=tidy_labels(self._labels(row)),
            people=[self._who(one) for one in self._refers(row, "idMembers")],
            moved_on=self._day(row.get("dateLastActivity")),
            fields=self._fields(row),
        )

    def _refers(self, row: Mapping[str, Any], name: str) -> list[str]:
        known = self.checklists if name == "idChecklists" else self.members
        asked = row.get(name)
        found = [_known_id(one) for one in asked] if isinstance(asked, list) else []
        return [one for one in found if one in known]

    def _labels(self, row: Mapping[str, Any]) -> Iterable[str]:
        rows = _rows(row, "labels")
        if not rows and isinstance(row.get("idLabels"), list):
            rows = [self.labels[_known_id(one)] for one in row["idLabels"] if _known_id(one) in self.labels]
        return [_line(label, "name") or _line(label, "color") for label in rows]

    def _who(self, number: str) -> str:
        member = self.members[number]
        return _line(member, "fullName") or _line(member, "username")

    def _fields(self, row: Mapping[str, Any]) -> dict[str, str]:
        told = dict.fromkeys(self.kinds.values(), "")
        for item in _rows(row, "customFieldItems"):
            name = self.kinds.get(_known_id(item.get("idCustomField")))
            value = item.get("value")
            if name and isinstance(value, dict):
                told[name] = self._value(value)
        return told

    def _value(self, value: Mapping[str, Any]) -> str:
        if "date" in value:
            return self._day(value["date"])
        said = value.get("text", value.get("number", ""))
        return one_line(str(said)) if isinstance(said, str | int | float) else ""

    def _day(self, said: object) -> str:
        if not isinstance(said, str) or len(said) > 40:
            return ""
        try:
            at = datetime.fromisoformat(said)
            local = at.astimezone(self.zone) if at.tzinfo else at
        except (ValueError, OverflowError):
            return ""
        return local.date().isoformat()


def _rows(found: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = found.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _id(row: Mapping[str, Any]) -> str:
    return _known_id(row.get("id"))


def _known_id(said: object) -> str:
    """Return an id as Trello writes them; another program's becomes one, always the same."""
    if not isinstance(said, str) or not said:
        return ""
    return said if _ID.fullmatch(said) else made_up_id("foreign", said[:200].encode("utf-8", "replace"))


def _line(row: Mapping[str, Any], name: str) -> str:
    return one_line(_text(row.get(name)))


def _text(said: object) -> str:
    if not isinstance(said, str):
        return ""
    return said.replace("\r\n", "\n").encode("utf-8", "ignore").decode()  # half a pair of signs is no text


def _ticks(checklist: Mapping[str, Any]) -> str:
    lines = [
        f"- [{'x' if item.get('state') == 'complete' else ' '}] {_line(item, 'name')}"
        for item in _rows(checklist, "checkItems")
    ]
    return "\n".join([f"{_line(checklist, 'name')}:", *lines])


# --- writing


def written(
    *,
    number: str,
    name: str,
    columns: Mapping[str, str],
    cards: Sequence[Card],
    zone: ZoneInfo,
    url: str = "",
) -> dict[str, Any]:
    """Return a board as Trello's JSON. `columns` are the lists' names by id, `number` is the board's id."""
    fields = [one for one in FIELDS if any(one in card.fields for card in cards)]
    labels = {label: made_up_id(number, "label", label) for card in cards for label in card.labels}
    people = {who: made_up_id("member", who) for card in cards for who in card.people}
    frame = _Frame(number, labels, people, zone)
    return {
        "id": number,
        "name": name,
        "desc": "",
        "closed": False,
        "url": url,
        "lists": [
            {"id": one, "name": title, "closed": False, "idBoard": number, "pos": place * 65536}
            for place, (one, title) in enumerate(columns.items(), start=1)
        ],
        "labels": [
            {"id": one, "idBoard": number, "name": label, "color": None} for label, one in labels.items()
        ],
        "members": [
            {"id": one, "fullName": who, "username": f"karn-{one[:8]}"} for who, one in people.items()
        ],
        "customFields": [_definition(number, name, place) for place, name in enumerate(fields, start=1)],
        "cards": [_written_card(card, place, frame) for place, card in enumerate(cards, start=1)],
        "checklists": [],
        "actions": [],
    }


def _definition(board: str, name: str, place: int) -> dict[str, Any]:
    title, kind = FIELDS[name]
    return {
        "id": made_up_id(board, "field", name),
        "idModel": board,
        "modelType": "board",
        "name": title,
        "type": kind,
        "pos": place * 16384,
        "display": {"cardFront": name in {"weight", "urgency"}},
    }


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all cards of one board share: its id, its labels and members by name, and the zone of its days."""

    board: str
    labels: Mapping[str, str]
    people: Mapping[str, str]
    zone: ZoneInfo

    def day(self, said: str) -> str | None:
        return noon(date.fromisoformat(said), self.zone) if said else None


def _written_card(card: Card, place: int, frame: _Frame) -> dict[str, Any]:
    board, labels = frame.board, frame.labels
    return {
        "id": card.id,
        "idShort": place,
        "name": card.name,
        "desc": card.desc,
        "closed": False,
        "idBoard": board,
        "idList": card.column,
        "idMembers": [frame.people[who] for who in card.people],
        "idLabels": [labels[label] for label in card.labels],
        "labels": [{"id": labels[one], "idBoard": board, "name": one, "color": None} for one in card.labels],
        "idChecklists": [],
        "due": frame.day(card.due_on),
        "dueComplete": card.complete,
        "dateLastActivity": frame.day(card.moved_on),
        "pos": place * 65536,
        "shortLink": card.id[-8:],
        "customFieldItems": [
            {
                "id": made_up_id(card.id, "item", name),
                "idCustomField": made_up_id(board, "field", name),
                "idModel": card.id,
                "modelType": "card",
                "value": _written_value(name, value, frame.zone),
            }
            for name, value in card.fields.items()
            if value
        ],
    }


def _written_value(name: str, value: str, zone: ZoneInfo) -> dict[str, str]:
    kind = FIELDS[name][1]
    return {kind: noon(date.fromisoformat(value), zone) if kind == "date" else value}
