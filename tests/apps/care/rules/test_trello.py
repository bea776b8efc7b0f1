"""Boards as Trello's JSON: what is written is read back the same; what is no board is refused."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karn.apps.care.rules.problems import tidy_labels
from karn.apps.care.rules.trello import FIELDS, Board, Card, guessed_status, made_up_id, read_board, written
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line, plain

ZONE = ZoneInfo("Europe/Amsterdam")
LISTS = {made_up_id("list", status): status for status in ("To do", "Doing", "Solved")}

anything = st.text(max_size=40).filter(lambda text: text.encode("utf-8", "ignore").decode() == text)
lines = anything.map(one_line)
days = st.dates(date(1971, 1, 1), date(2105, 1, 1)).map(date.isoformat)


def fields_of(draw_day: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    kinds = {"number": st.integers(1, 5).map(str), "date": draw_day | st.just(""), "text": lines}
    return st.fixed_dictionaries({name: kinds[kind] for name, (_title, kind) in FIELDS.items()})


cards = st.lists(
    st.builds(
        Card,
        id=st.integers(1, 2**96 - 1).map(lambda number: f"{number:024x}"),
        name=lines.filter(bool),
        desc=anything.map(lambda text: plain(text.replace("\r\n", "\n"))),
        column=st.sampled_from(sorted(LISTS)),
        due_on=days | st.just(""),
        complete=st.booleans(),
        labels=st.lists(anything, max_size=3).map(tidy_labels),
        people=st.lists(lines.filter(bool), max_size=2, unique=True),
        moved_on=days | st.just(""),
        fields=fields_of(days),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda card: card.id,
)


def as_bytes(found: object) -> bytes:
    return json.dumps(found).encode()


@settings(max_examples=40)
@given(cards)
def test_a_written_board_is_read_back_the_same(given_cards: list[Card]) -> None:
    found = written(number="f" * 24, name="Bakker", columns=LISTS, cards=given_cards, zone=ZONE)
    read = read_board(as_bytes(found), ZONE)
    assert (read.name, read.cards) == ("Bakker", given_cards)
    assert read.lists == {number: LISTS[number] for number in LISTS if number in read.lists}
    assert Board.kept(json.loads(json.dumps(read.stored()))) == read


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"[]",
        b'{"lists": 3, "cards": []}',
        b"\xff\xfe",
        b'{"cards": []}',
        b"1" * 5000,
    ],
)
def test_what_is_no_board_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_board(data, ZONE)


def test_a_board_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadInput, match="5 MB"):
        read_board(b" " * 5_000_001, ZONE)
    with pytest.raises(BadInput, match="2,000"):
        read_board(as_bytes({"lists": [], "cards": [{}] * 2001}), ZONE)


def test_archived_nameless_and_repeated_cards_stay_out_and_are_counted() -> None:
    one = {"id": "a" * 24, "name": "One", "idList": "b" * 24}
    rows = [one, {**one, "name": "Again"}, {**one, "closed": True}, {"id": "c" * 24, "name": " "}, 7, None]
    read = read_board(as_bytes({"lists": [{"id": "b" * 24, "name": "Klaar"}], "cards": rows}), ZONE)
    assert [card.name for card in read.cards] == ["One"]
    assert (read.archived, read.nameless, read.repeated) == (1, 1, 1)


def test_checklists_long_names_and_labels_find_a_place() -> None:
    name = "x" * 600
    card = {
        "id": "5f00000000000000000000aa", "name": name, "desc": "Why", "idList": "l", "idChecklists": ["k"],
        "idLabels": ["r"], "idMembers": ["m"], "due": "2026-03-01T23:30:00.000Z", "dueComplete": True,
    }  # fmt: skip
    found = {
        "name": "B", "lists": [{"id": "l", "name": "Wacht"}], "cards": [card],
        "checklists": [
            {"id": "k", "name": "Steps", "checkItems": [{"name": "a", "state": "complete"}, {"name": "b"}]}
        ],
        "labels": [{"id": "r", "name": "", "color": "red"}], "members": [{"id": "m", "fullName": "Eva"}],
    }  # fmt: skip
    (read,) = read_board(as_bytes(found), ZONE).cards
    assert (len(read.name), read.due_on, read.complete) == (500, "2026-03-02", True)
    assert read.desc == f"{name}\n\nWhy\n\nSteps:\n- [x] a\n- [ ] b"
    made_on = read.made_on(date(2026, 3, 16))
    assert (read.labels, read.people, made_on) == (["red"], ["Eva"], date(2020, 7, 4))


@pytest.mark.parametrize("number", ["00000000", "3cb8a000", "ea3f1000"])  # none, 2002, 2094
def test_an_id_that_is_no_trello_id_tells_no_day(number: str) -> None:
    assert Card(f"{number}{16 * '0'}", "Card", "", "todo").made_on(date(2026, 3, 16)) is None


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("To Do", "todo"), ("Te doen", "todo"), ("Att göra", "todo"), ("Bezig", "doing"), ("Pågår", "doing"),
        ("Wacht op hen", "waiting"), ("Väntar på dem", "waiting"), ("Done ✔", "solved"), ("Löst", "solved"),
    ],
)  # fmt: skip
def test_the_name_of_a_list_says_which_column_it_is(name: str, status: str) -> None:
    assert guessed_status(name) == status
