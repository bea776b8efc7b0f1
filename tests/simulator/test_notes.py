"""What people wrote down: of present clients, by people who work there, never of a day to come."""

from karn.simulator.rows import Note
from karn.simulator.simulation import Simulation


def sane(made: Simulation) -> list[Note]:
    """Check what holds of the notes of any company, and return them."""
    books, notes = made.books, made.books.notes
    present = {row.customer_id for row in books.subscriptions if row.ends_on is None}
    joined = {row.customer_id: row.joined_on for row in books.customers}
    contacts = {row.contact_id: row.customer_id for row in books.contacts}
    people = {row.email for row in books.people} | {""}
    assert {note.customer_id for note in notes if note.what != "criterion"} <= present
    assert {note.by for note in notes} <= people
    for note in notes:
        assert joined[note.customer_id] <= note.on < made.until
        assert not note.contact_id or contacts[note.contact_id] == note.customer_id
        assert all(day < made.until for day in (note.confirmed_on, note.settled_on) if day is not None)
        assert note.settled_on is None or note.settled_on >= note.on
    assert notes == sorted(notes, key=lambda note: (note.on, note.customer_id, note.what, note.text))
    return notes


def test_an_agency_cares_for_its_key_clients_one_by_one(agency: Simulation) -> None:
    notes = sane(agency)
    assert len([note for note in notes if note.what == "key"]) == 14
    assert {"expectation", "promise", "problem", "result", "need", "criterion"} <= {
        note.what for note in notes
    }


def test_a_practice_writes_down_what_its_newest_clients_expect(practice: Simulation) -> None:
    notes = sane(practice)
    assert len({note.customer_id for note in notes if note.what != "criterion"}) == 24
    assert {note.what for note in notes if note.of == "now"} == {"expectation"}


def test_a_service_with_thousands_has_none(service: Simulation) -> None:
    assert service.books.notes == []
