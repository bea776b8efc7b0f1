"""The law of what was known: a look at day D over today's rows finds what a look over the rows of D finds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from karn.engine.signals.catalogue import SIGNALS
from karn.engine.signals.looking import Looker

DAY = date(2026, 3, 20)
FIRST = DAY - timedelta(days=200)
NAMES = ("1", "2", "3")
Rows = dict[str, list[dict[str, str]]]

AMOUNTS = ("10", "100", "300")
whose = st.sampled_from(NAMES)
days = st.integers(0, 260).map(lambda number: FIRST + timedelta(days=number))
later = st.none() | st.integers(0, 90)


def moment(day: date) -> str:
    return f"{day.isoformat()}T10:00"


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, date, dict[str, Any]]]:
    """Draw what happened: table, the day it was recorded, and the row, with what became of it later."""
    told: list[tuple[str, date, dict[str, Any]]] = []
    for number in range(draw(st.integers(3, 24))):
        table = draw(st.sampled_from(sorted(MAKERS)))
        told.append((table, draw(days), MAKERS[table](draw, str(number))))
    return told


def talk(draw: st.DrawFn, number: str) -> dict[str, Any]:
    channel = draw(st.sampled_from(("mail", "call", "ticket", "meeting")))
    return {
        "conversation_id": number,
        "customer_id": draw(whose),
        "channel": channel,
        "direction": draw(st.sampled_from(("in", "in", "out"))),
        "bulk": draw(st.sampled_from(("true", "false", "false"))),
        "source": draw(st.sampled_from(("karn", "box"))),
        "subject": "same" if channel == "ticket" else None,
        "later": {"answered_at": draw(later)},
    }


def invoice(draw: st.DrawFn, number: str) -> dict[str, Any]:
    return {
        "invoice_id": number,
        "customer_id": draw(whose),
        "amount": draw(st.sampled_from(("10", "100", "300"))),
    }


def payment(draw: st.DrawFn, number: str) -> dict[str, Any]:
    status = draw(st.sampled_from(("paid", "failed")))
    return {"payment_id": number, "invoice_id": str(draw(st.integers(0, 24))), "status": status}


def contact(draw: st.DrawFn, number: str) -> dict[str, Any]:
    champion = draw(st.sampled_from(("true", "false")))
    row = {"contact_id": number, "customer_id": draw(whose), "name": number, "champion": champion}
    return row | {"role": "r", "later": {"ends_on": draw(later)}}


def observation(draw: st.DrawFn, number: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(("change", "competitor", "notice_terms")))
    return {"observation_id": number, "customer_id": draw(whose), "kind": kind}


def answer(draw: st.DrawFn, number: str) -> dict[str, Any]:
    unhappy = draw(st.sampled_from(("true", "false")))
    row = {"answer_id": number, "customer_id": draw(whose), "unhappy": unhappy, "survey_id": "s"}
    return row | {"later": {"closed_at": draw(later)}}


def promise(draw: st.DrawFn, number: str) -> dict[str, Any]:
    return {"promise_id": number, "customer_id": draw(whose), "later": {"settled_on": draw(later)}}


def departure(draw: st.DrawFn, number: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(("voluntary", "payment_failure")))
    return {
        "departure_id": number,
        "customer_id": draw(whose),
        "kind": kind,
        "later": {"undone_on": draw(later)},
    }


def change(draw: st.DrawFn, number: str) -> dict[str, Any]:
    what = draw(st.sampled_from(("name", "owner")))
    return {"change_id": number, "customer_id": draw(whose), "what": what, "was": "a", "became": "b"}


def event(draw: st.DrawFn, number: str) -> dict[str, Any]:
    return {"event_id": number, "customer_id": draw(whose), "name": "login"}


def order(draw: st.DrawFn, number: str) -> dict[str, Any]:
    return {"order_id": number, "customer_id": draw(whose), "amount": "10"}


def rhythm(draw: st.DrawFn, number: str) -> dict[str, Any]:
    wanted = {
        "days": draw(st.sampled_from(("7", "30", "180"))),
        "own": draw(st.sampled_from(("true", "false"))),
    }
    return {"rhythm_id": number, "customer_id": draw(whose), **wanted, "later": {"ended_at": draw(later)}}


def judgement(draw: st.DrawFn, number: str) -> dict[str, Any]:
    says = draw(st.sampled_from(("good", "bad")))
    row = {"judgement_id": number, "customer_id": draw(whose), "about": "fit", "says": says}
    return row | {"later": {"ended_at": draw(later)}}


MAKERS = {
    "conversations": talk,
    "invoices": invoice,
    "payments": payment,
    "contacts": contact,
    "observations": observation,
    "answers": answer,
    "promises": promise,
    "departures": departure,
    "changes": change,
    "events": event,
    "orders": order,
    "rhythms": rhythm,
    "judgements": judgement,
}
DATED = {
    "conversations": "happened_at",
    "invoices": "invoiced_on",
    "payments": "failed_on",
    "contacts": "starts_on",
    "observations": "noticed_at",
    "answers": "said_at",
    "promises": "due_on",
    "departures": "notice_on",
    "changes": "changed_at",
    "events": "happened_at",
    "orders": "ordered_on",
    "rhythms": "known_at",
    "judgements": "said_at",
}


def as_of(history: list[tuple[str, date, dict[str, Any]]], until: date) -> Rows:
    """Return the rows as somebody would have had them on a day: recorded by then, and what became of them."""
    rows: Rows = {"prices": [*paying(until)]}
    for table, recorded, told in history:
        if recorded > until:
            continue
        row = {name: value for name, value in told.items() if name != "later" and value is not None}
        dated = "paid_on" if row.get("status") == "paid" else DATED[table]
        row |= {dated: written(dated, recorded), "currency": "EUR"}
        for name, after in told.get("later", {}).items():
            happened = None if after is None else recorded + timedelta(days=after)
            if happened is not None and happened <= until:
                row[name] = written(name, happened)
        rows.setdefault(table, []).append(row)
    return rows


def written(name: str, day: date) -> str:
    return moment(day) if name.endswith("_at") else day.isoformat()


def paying(until: date) -> list[dict[str, str]]:
    """Return prices: all pay since long, one pays more from a day on, which was known a month before."""
    usual = {"state": "active", "currency": "EUR", "amount": "100", "mrr": "100", "starts_on": "2024-01-01"}
    told = [{"price_id": one, "subscription_id": one, "customer_id": one} | usual for one in NAMES]
    rise, known = DAY - timedelta(days=20), DAY - timedelta(days=50)
    if known <= until:
        told[0] |= {"ends_on": rise.isoformat(), "ends_known_at": moment(known)}
        after = {"price_id": "9", "starts_on": rise.isoformat(), "known_at": moment(known)}
        told.append(
            usual | {"subscription_id": "1", "customer_id": "1", "mrr": "130", "amount": "130"} | after
        )
    return told


@settings(
    max_examples=12, phases=[Phase.generate]
)  # an example says enough: nothing is gained by a smaller one
@given(history=histories(), back=st.integers(0, 120), code=st.sampled_from(list(SIGNALS)))
def test_a_look_back_finds_what_was_found_then(rows_told, history, back, code):
    day = DAY - timedelta(days=back)
    now, then = (rows_told(as_of(history, until)) for until in (DAY + timedelta(days=60), day))
    with Looker(now, on=day, threads=1) as looker, Looker(then, on=day, threads=1) as at_the_time:
        assert looker.watched() == at_the_time.watched()
        assert looker.find(code) == at_the_time.find(code)
