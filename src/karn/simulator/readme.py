"""The README.txt that lies beside the simulated files."""

from __future__ import annotations

from karn.simulator.simulation import Simulation

_TEXT = """\
{name}: a made company ({company}), drawn with seed {seed}: {customers} customers ever, up to {until}.
Nobody and nothing in these files exists. Addresses end in .example.

Nothing on or after {until} has happened yet. Ends that are agreed, due dates, and days on which
a pause is to end may lie ahead.

What a company would export
  customers, contacts, subscriptions, payments, conversations, departures, orders and hours (where there
  are any).
  subscriptions.csv: one row per price state, [starts_on, ends_on). `amount` is the list price of one
    piece per interval, tax excluded; an invoice is amount x quantity less discount_percent. A trial has
    amount 0. A paused state keeps its amount, and nothing is invoiced in it.
  payments.csv: one row per attempt to collect; an unpaid invoice has one row, status open. Invoices of
    customers who withdrew within fourteen days were credited in full and are left out.
  conversations.csv: answered_at is empty for what the company said itself and for what nobody answered.
  hours.csv: time sheets; the rate is what an hour costs the company, not what it charges.
{broken}
About the company
  notes.csv, where there is one, is what its people wrote down of their clients: expectations, promises,
    problems, results, wishes. No program would export it; the demo types it in.
  people.csv lists who works there. company.json is what it says about itself: gross_margin from 0 to 1,
  winning_cost of one customer in its currency, answer_days (workdays within which it answers) and
  rhythm_days (days between personal talks).

The truth: never import it
  truth/truth.csv says why each customer really left: price_rise, unanswered_mails, lost_champion,
    failed_payments, bad_onboarding, need_ended, or noise (no cause). `hidden` is yes where the cause
    left no trace in the exports, or where another reason than the true one was stated.
  truth/states.csv has each customer's months, from the day it pays: the chance to give notice in the
    month, the causes at work, and whether it left (gave notice, or stopped paying for good). An end
    thirty days after a failed payment comes on top of the chance.
{chosen}"""
_CHOSEN = """
  The clients were drawn again until the last day shows every situation (a departure last month, a notice
  for later, unanswered mails, an overdue invoice …): do not check rates of leaving on so small a company.
"""
_BROKEN = """\
    Its last three rows have an impossible date, on purpose: an import refuses them and says why.
"""


def readme_text(simulation: Simulation) -> str:
    """Return what the files are, for somebody who finds the folder."""
    return _TEXT.format(
        name=simulation.profile.name,
        company=simulation.company,
        seed=simulation.seed,
        customers=simulation.customers,
        until=simulation.until.isoformat(),
        chosen=_CHOSEN if simulation.company == "agency" else "",
        broken=_BROKEN if simulation.company == "subscription" else "",
    )
