"""The README.txt that lies beside the simulated files."""

from __future__ import annotations

from karn.simulator.simulation import Simulation

_TEXT = """{name}: a made company ({company}), drawn with seed {seed}, {customers} customers ever, up to {until}.
Nobody and nothing in these files exists. Addresses end in .example.

The day of the simulation: nothing on or after {until} has happened yet, but ends that are
agreed, due dates and days on which a pause is to end may lie ahead.

customers, contacts, subscriptions, payments, conversations, departures (and orders, where there
are any) are exports as a company would have them. people.csv lists who works there, company.json what the
company says about itself (gross_margin 0 to 1, winning_cost in the currency, days as workdays to answer and
days between talks).

subscriptions.csv has one row per price state: [starts_on, ends_on), `amount` is the list price of one
piece per interval, tax excluded. An invoice is amount x quantity less discount_percent.
A trial has amount 0. A paused state keeps its amount; nothing is invoiced in it.
payments.csv has one row per attempt to collect; an unpaid invoice has one row, status open. Invoices of customers
who withdrew within fourteen days were credited in full and are left out.
conversations.csv: answered_at is empty for what the company said itself and for what nobody answered.
{broken}
truth/ is never to be imported. truth.csv says why each customer really left: price_rise, unanswered_mails,
lost_champion, failed_payments, bad_onboarding, need_ended, or noise (no cause). `hidden` is yes where the cause left
no trace in the exports, or where another reason than the true one was stated. states.csv has each customer's months
(from the day it pays, monthly): the chance to give notice in it, the causes at work, and whether it left.
A failed payment that is never made good ends 30 days after its first failure; that is not part of the hazard.
"""
_BROKEN = "\nThe last three rows of conversations.csv have an impossible date, on purpose: an import refuses them and says why.\n"


def readme_text(simulation: Simulation) -> str:
    """Return what the files are, for somebody who finds the folder."""
    return _TEXT.format(
        name=simulation.profile.name,
        company=simulation.company,
        seed=simulation.seed,
        customers=simulation.customers,
        until=simulation.until.isoformat(),
        broken=_BROKEN if simulation.company == "subscription" else "",
    )
