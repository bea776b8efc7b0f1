"""What a small company's people wrote down of their clients: expectations, promises, problems, wishes.

Not part of any export: no billing program knows it. It is what Karn's own pages would hold by now, so that
somebody who looks at a made company sees the routine at work. It follows the truth: who was started badly
has expectations nobody confirmed, who was not answered has a broken promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from karn.simulator.chance import Chance
from karn.simulator.note_words import WORDS, NoteWords
from karn.simulator.rows import Books, Contact, Customer, Note
from karn.simulator.troubles import Cause

KEY_CLIENTS = 14  # of an agency: those who pay most
FRESH, FRESH_DAYS = 24, 270  # of a practice: so many of those who began within so many days
CONFIRMED, UNEXPECTED = 0.7, 0.2
ANSWERED_DAYS = {"agency": 10_000, "practice": 400}  # about whom questions are answered: who joined since
# Share of clients who meet the criterion of a question.
MET = {"value": 0.93, "click": 0.95, "margin": 0.9, "keeps_coming": 0.9}


@dataclass(frozen=True, slots=True)
class _Pen:
    """With what the notes of one client are written."""

    chance: Chance
    words: NoteWords
    customer: Customer
    contacts: Sequence[Contact]
    until: date

    def note(self, what: str, on: date, text: str, **more: object) -> Note:
        """Return a note by whoever looks after the client."""
        return Note(self.customer.customer_id, what, on, self.customer.owner, text, **more)  # type: ignore[arg-type]

    def somebody(self) -> str:
        """Return a contact's number, mostly the champion's; "" where there is none."""
        if not self.contacts:
            return ""
        champions = [contact for contact in self.contacts if contact.champion]
        return (champions or list(self.contacts))[0].contact_id if self.chance.happens(0.7) else ""


def take_notes(books: Books, trade: str, until: date, *, seed: str) -> list[Note]:
    """Return what was written down by `until` of the clients of a small company, in order of time."""
    words = WORDS.get(trade)
    if words is None:
        return []
    notes: list[Note] = []
    for customer in _chosen(books, trade, until):
        chance = Chance(seed, "notes", customer.customer_id)
        there = [
            one for one in books.contacts if one.customer_id == customer.customer_id and one.ends_on is None
        ]
        notes += _of_client(_Pen(chance, words, customer, there, until), _suffering(books, customer, until))
    for customer in books.customers:
        if customer.joined_on < until - timedelta(days=ANSWERED_DAYS[trade]):
            continue
        notes += _answers(_Pen(Chance(seed, "criteria", customer.customer_id), words, customer, (), until))
    return sorted(notes, key=lambda note: (note.on, note.customer_id, note.what, note.text))


def _chosen(books: Books, trade: str, until: date) -> list[Customer]:
    """Return the clients whom somebody cares for one by one, those who pay most first."""
    paying: dict[str, int] = {}
    for row in books.subscriptions:
        if row.ends_on is None and row.status == "active":
            paying[row.customer_id] = paying.get(row.customer_id, 0) + row.amount * row.quantity
    present = sorted(
        (customer for customer in books.customers if customer.customer_id in paying),
        key=lambda customer: (-paying[customer.customer_id], customer.customer_id),
    )
    if trade == "agency":
        return present[:KEY_CLIENTS]
    since = until - timedelta(days=FRESH_DAYS)
    fresh = sorted((one for one in present if one.joined_on >= since), key=lambda one: one.joined_on)
    return fresh[-FRESH:]


def _suffering(books: Books, customer: Customer, until: date) -> set[str]:
    """Return the causes at work with a client in the last two months."""
    since = until - timedelta(days=62)
    states = (
        row.states
        for row in books.states
        if row.customer_id == customer.customer_id and row.starts_on >= since
    )
    return {cause for told in states for cause in told.split()}


def _of_client(pen: _Pen, suffering: set[str]) -> Iterable[Note]:
    yield pen.note("key", pen.customer.joined_on, "")
    yield from _expectations(pen, badly_started=Cause.BAD_ONBOARDING in suffering)
    yield from _promises(pen, ignored=Cause.UNANSWERED_MAILS in suffering)
    yield from _problems(pen)
    yield from _benefits(pen)
    if pen.chance.happens(0.45):
        wish = pen.chance.whole(0, len(pen.words.wishes) - 1)
        title, said = pen.words.wishes[wish]
        yield pen.note("need", _ago(pen, 5, 150), pen.chance.pick(said), of=title)
    if Cause.NEED_ENDED in suffering and pen.chance.happens(0.6):
        yield pen.note("hint", _ago(pen, 2, 20), pen.chance.pick(pen.words.hints), of="changed")


def _ago(pen: _Pen, least: int, most: int) -> date:
    day = pen.until - timedelta(days=pen.chance.whole(least, most))
    return max(day, pen.customer.joined_on + timedelta(days=1))


def _answers(pen: _Pen) -> Iterable[Note]:
    """Answer the questions about a client soon after the start, of those who left since, too."""
    day = pen.customer.joined_on + timedelta(days=pen.chance.whole(5, 20))
    if day < pen.until:
        for ready, share in MET.items():
            yield pen.note("criterion", day, "", of=ready, state="yes" if pen.chance.happens(share) else "no")


def _expectations(pen: _Pen, *, badly_started: bool) -> Iterable[Note]:
    started = pen.customer.joined_on + timedelta(days=pen.chance.whole(5, 20))
    for horizon, texts in pen.words.expectations.items():
        if not pen.chance.happens(0.8):
            continue
        confirmed = not badly_started and pen.chance.happens(CONFIRMED)
        day = min(started, pen.until - timedelta(days=1))
        state = "not_met" if badly_started and pen.chance.happens(0.3) else "open"
        yield pen.note(
            "expectation", day, pen.chance.pick(texts), of=horizon, state=state,
            contact_id=pen.somebody() if confirmed else "",
            confirmed_on=_ago(pen, 10, 160) if confirmed else None,
            unexpected=pen.chance.happens(UNEXPECTED),
        )  # fmt: skip


def _promises(pen: _Pen, *, ignored: bool) -> Iterable[Note]:
    for _ in range(pen.chance.whole(1, 3)):
        made = _ago(pen, 6, 90)
        due = made + timedelta(days=pen.chance.whole(5, 30))
        late = due < pen.until and (ignored or pen.chance.happens(0.12))
        state = "open" if due >= pen.until or late else "kept"
        settled = None if state == "open" else due
        text = pen.chance.pick(pen.words.promises)
        yield pen.note(
            "promise", made, text, state=state, due_on=due, settled_on=settled, contact_id=pen.somebody()
        )


def _problems(pen: _Pen) -> Iterable[Note]:
    for _ in range(pen.chance.whole(0, 3)):
        raised = _ago(pen, 8, 200)
        solved = raised + timedelta(days=pen.chance.whole(4, 40))
        is_solved = solved < pen.until and pen.chance.happens(0.75)
        text, brought = pen.chance.pick(pen.words.problems)
        yield pen.note(
            "problem", raised, text,
            state="solved" if is_solved else pen.chance.pick(("todo", "doing", "waiting")),
            weight=pen.chance.whole(2, 5), urgency=pen.chance.whole(1, 5),
            settled_on=solved if is_solved else None, brought=brought if is_solved else "",
            due_on=None if is_solved else pen.until + timedelta(days=pen.chance.whole(-3, 14)),
            contact_id=pen.somebody(),
        )  # fmt: skip


def _benefits(pen: _Pen) -> Iterable[Note]:
    if pen.chance.happens(0.6):
        yield pen.note("result", _ago(pen, 10, 85), pen.chance.pick(pen.words.results))
    if pen.chance.happens(0.4):
        cost = pen.chance.whole(2, 12) * 1500
        yield pen.note("extra", _ago(pen, 10, 85), pen.chance.pick(pen.words.extras), cost=cost)
