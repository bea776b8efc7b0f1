"""Who leaves, why, and what they say."""

from __future__ import annotations

from datetime import date, timedelta

from karn.kernel.month import add_months
from karn.simulator.chance import Chance
from karn.simulator.collecting import GRACE_DAYS, settle
from karn.simulator.life import Life, Step
from karn.simulator.rows import Departure, StateMonth, Truth
from karn.simulator.talks import note
from karn.simulator.troubles import Cause
from karn.simulator.workdays import answer_moment, office_moment, writing_moment

PATIENCE, PARTS = 3, 0.65  # unpaid invoices until the company ends it, and how often it does

Weighted = tuple[tuple[str, float], ...]

# What an honest leaver says, by true cause. Another statement hides the cause.
HONEST: dict[Cause, Weighted] = {
    Cause.PRICE_RISE: (("price", 1.0),),
    Cause.UNANSWERED_MAILS: (("contact", 0.55), ("service", 0.45)),
    Cause.LOST_CHAMPION: (("contact", 0.7), ("expertise", 0.3)),
    Cause.BAD_ONBOARDING: (("expectations", 0.6), ("service", 0.4)),
    Cause.NEED_ENDED: (("need_ended", 0.8), ("moved", 0.2)),
    Cause.FAILED_PAYMENTS: (("other", 1.0),),
    Cause.NOISE: (("product", 0.25), ("expertise", 0.15), ("price", 0.2), ("moved", 0.15), ("other", 0.25)),
}
# What the others say: the answers that end the talk.
POLITE: Weighted = (("need_ended", 0.55), ("price", 0.25), ("other", 0.2))
HONEST_SHARE, SILENT_SHARE = 0.5, 0.2  # of those who give notice; the rest are polite
DESTINATIONS: dict[Cause, Weighted] = {
    Cause.PRICE_RISE: (("competitor", 0.5), ("alternative", 0.3), ("nothing", 0.2)),
    Cause.UNANSWERED_MAILS: (("competitor", 0.75), ("alternative", 0.15), ("nothing", 0.1)),
    Cause.LOST_CHAMPION: (("competitor", 0.7), ("alternative", 0.2), ("nothing", 0.1)),
    Cause.BAD_ONBOARDING: (("competitor", 0.4), ("alternative", 0.4), ("nothing", 0.2)),
    Cause.NEED_ENDED: (("competitor", 0.05), ("alternative", 0.15), ("nothing", 0.8)),
    Cause.FAILED_PAYMENTS: (("alternative", 0.3), ("nothing", 0.7)),
    Cause.NOISE: (("competitor", 0.4), ("alternative", 0.3), ("nothing", 0.3)),
}
UNASKED = 0.45  # share of whom nobody knows where they went
COMMENTS: dict[str, tuple[str, ...]] = {
    "price": ("Vindt het te duur worden.", "Prijs past niet meer in het budget."),
    "contact": ("Voelde zich niet gehoord.", "Kreeg geen antwoord op mails.", "Vaste contactpersoon is weg."),
    "service": ("Moest te lang wachten op hulp.", "Problemen bleven liggen."),
    "expertise": ("Miste advies.", "Verwachtte meer kennis van de branche."),
    "expectations": ("Het is niet geworden wat was voorgespiegeld.", "De start verliep rommelig."),
    "product": ("Mist een functie.", "Werkt niet prettig op de telefoon."),
    "need_ended": ("Niet meer nodig.", "Gebruikt het nauwelijks meer.", "Stopt met deze activiteit."),
    "moved": ("Gaat verhuizen.", "Vertrekt naar het buitenland."),
    "other": ("Interne keuze.", "Wilde er niet over uitweiden."),
}


def decide(life: Life, step: Step) -> None:
    """Let the customer stay or give notice this month, or end for want of payment; keep the truth of it."""
    if life.agreement.ends_on is not None:
        return
    active = life.active(step)
    hazard = life.trade.risks.hazard(life.trade.ordinary(life, step), active) * step.share
    if life.owes_since is not None:
        left = _end_unpaid(life)
    elif len(life.unpaid) == PATIENCE:
        left = _lose_patience(life, step)
    else:
        left = life.chance.happens(hazard) and _give_notice(life, step, active)
    states = " ".join(active)
    life.books.states.append(StateMonth(life.customer.customer_id, step.starts_on, hazard, states, left))


def _end_unpaid(life: Life) -> bool:
    """End the agreement when the grace has passed; until then it is only past due."""
    assert life.owes_since is not None  # noqa: S101 (the caller saw it)
    ends_on = life.owes_since + timedelta(days=GRACE_DAYS)
    if ends_on > life.until:
        return False
    close(life, ends_on, "payment_failure", Cause.FAILED_PAYMENTS)
    return True


def _lose_patience(life: Life, step: Step) -> bool:
    """Part with a client who left this many invoices unpaid, unless he pays them all now."""
    if life.chance.happens(PARTS):
        ends_on = add_months(life.anchor, step.number + 1)
        close(life, ends_on, "ended_by_us", Cause.FAILED_PAYMENTS, notice_on=step.starts_on)
        return True
    for payment in life.unpaid:
        settle(payment, step.starts_on + timedelta(days=life.chance.whole(3, 20)), life.until)
    life.unpaid.clear()
    return False


def _give_notice(life: Life, step: Step, active: list[Cause]) -> bool:
    cause = life.trade.risks.true_cause(life.chance, active)
    began = [
        t.starts_on for t in life.troubles if t.cause == cause and t.lies_in(step.starts_on, step.ends_on)
    ]
    notice_on = max([step.day(life.chance), *(day + timedelta(days=2) for day in began)])
    if notice_on >= step.ends_on:
        notice_on = step.ends_on - timedelta(days=1)
    kind = "unknown" if life.chance.happens(0.03) else "voluntary"
    reason = _stated(life.chance, cause)
    close(life, life.trade.ends_after(life, notice_on), kind, cause, notice_on=notice_on, reason=reason)
    _say_goodbye(life, notice_on)
    return True


def _stated(chance: Chance, cause: Cause) -> str:
    told = chance.draw()
    if told < HONEST_SHARE:
        return chance.weigh(HONEST[cause])
    return "" if told < HONEST_SHARE + SILENT_SHARE else chance.weigh(POLITE)


def _say_goodbye(life: Life, notice_on: date) -> None:
    asked = writing_moment(life.chance, notice_on)
    answer = answer_moment(life.chance, asked, life.chance.whole(0, 1))
    note(life, asked, "mail", "in", "notice", answered_at=answer)
    note(life, office_moment(life.chance, answer.date()), "mail", "out", "farewell")


def close(
    life: Life, ends_on: date, kind: str, cause: Cause, *, notice_on: date | None = None, reason: str = ""
) -> None:
    """End the agreement on `ends_on`, and write down what is known and what is true about it."""
    life.agreement.end(ends_on, kind)
    destination = "" if not reason or life.chance.happens(UNASKED) else life.chance.weigh(DESTINATIONS[cause])
    departure = Departure(
        departure_id="",
        customer_id=life.customer.customer_id,
        subscription_id=life.agreement.subscription_id,
        notice_on=notice_on,
        contract_ends_on=ends_on,
        access_ends_on=ends_on,
        kind=kind,
        reason=reason,
        destination=destination,
        asked_by=life.chance.pick(life.trade.people).email if reason and life.chance.happens(0.6) else "",
        comment=life.chance.pick(COMMENTS[reason]) if reason and life.chance.happens(0.5) else "",
    )
    life.books.departures.append(departure)
    hidden = is_hidden(life, cause, reason)
    life.books.truths.append(Truth(life.customer.customer_id, ends_on, cause, reason, hidden, departure))


def is_hidden(life: Life, cause: Cause, reason: str) -> bool:
    """Say whether the true cause left no trace, or another reason than the true one was stated."""
    if cause in {Cause.NOISE, Cause.FAILED_PAYMENTS}:
        return False
    honest = {word for word, _ in HONEST[cause]}
    traced = any(trouble.traced for trouble in life.troubles if trouble.cause == cause)
    return not traced or (reason != "" and reason not in honest)
