"""The month's mishaps: what begins to go wrong, and the traces it leaves."""

from __future__ import annotations

from datetime import date, timedelta

from karn.simulator.acquaintances import succeed
from karn.simulator.life import Life, Rise, Step
from karn.simulator.rows import Contact
from karn.simulator.talks import leave_unanswered, note, start_up, talk
from karn.simulator.troubles import Cause
from karn.simulator.workdays import answer_moment, office_moment, writing_moment

PRICE_QUESTION = 0.12  # share of customers who ask about a rise


def let_mishaps_begin(life: Life, step: Step) -> None:
    """Announce price rises, and let this month's troubles begin."""
    life.trade.announce(life, step)
    drawn = life.chance.draw()  # one draw for all: at most one trouble begins in a month
    for cause, begin in _BEGINNINGS:
        risk = life.trade.risks.causes[cause]
        drawn -= risk.onset * step.share
        if drawn < 0:
            begin(life, step.day(life.chance), life.chance.happens(risk.traced))
            return


def begin_relation(life: Life, day: date) -> None:
    """Start a new customer up, well or badly."""
    risk = life.trade.risks.causes[Cause.BAD_ONBOARDING]
    bad = life.chance.happens(risk.onset)
    traced = life.chance.happens(risk.traced)
    if bad:
        life.suffer(Cause.BAD_ONBOARDING, day, life.chance.whole(*risk.days), traced=traced)
    start_up(life, day, well=not bad, traced=traced)


def announce_rise(life: Life, day: date, rise: Rise, *, bulk: bool, hurts: bool) -> None:
    """Tell the customer about a price rise; where it hurts it weighs until weeks after it is in force."""
    life.rise = rise
    note(life, office_moment(life.chance, day), "mail", "out", "price_rise", bulk=bulk)
    if hurts:
        risk = life.trade.risks.causes[Cause.PRICE_RISE]
        after = (rise.effective_on - day).days + life.chance.whole(*risk.days)
        life.suffer(Cause.PRICE_RISE, day, after, traced=True)
    if life.chance.happens(PRICE_QUESTION):
        talk(life, day + timedelta(days=life.chance.whole(1, 20)), "mail", "in", "price_question")


def _ignore(life: Life, day: date, traced: bool) -> None:
    life.suffer(Cause.UNANSWERED_MAILS, day, _days(life, Cause.UNANSWERED_MAILS), traced=traced)
    if traced:
        leave_unanswered(life, day)


def _lose(life: Life, day: date, traced: bool) -> None:
    """Let the champion go, where there is one: seen in the contacts when somebody noted it."""
    champions = [contact for contact in life.contacts_on(day) if contact.champion]
    if not champions:
        return
    life.suffer(Cause.LOST_CHAMPION, day, _days(life, Cause.LOST_CHAMPION), traced=traced)
    if traced:
        _replace_champion(life, champions[0], max(day, champions[0].starts_on + timedelta(days=1)))


def _replace_champion(life: Life, gone: Contact, day: date) -> None:
    if life.chance.happens(0.5):
        asked = writing_moment(life.chance, max(day - timedelta(days=5), gone.starts_on))
        answered_at = None if life.chance.happens(0.3) else answer_moment(life.chance, asked, 1)
        note(life, asked, "mail", "in", "handover", answered_at=answered_at, contact=gone)
    gone.ends_on = min(day, life.until - timedelta(days=1))
    successor_on = day + timedelta(days=life.chance.whole(10, 45))
    if successor_on < life.until and life.chance.happens(0.75):
        life.contacts.append(succeed(life, gone, successor_on))


def _fade(life: Life, day: date, traced: bool) -> None:
    """Let the need end: seen by a question about the terms and a smaller plan, or not at all."""
    life.suffer(Cause.NEED_ENDED, day, _days(life, Cause.NEED_ENDED), traced=traced)
    if traced:
        asked = writing_moment(life.chance, day)
        note(life, asked, "mail", "in", "terms", answered_at=answer_moment(life.chance, asked, 1))
        life.shrinks = True


def _days(life: Life, cause: Cause) -> int:
    return life.chance.whole(*life.trade.risks.causes[cause].days)


_BEGINNINGS = (
    (Cause.UNANSWERED_MAILS, _ignore),
    (Cause.LOST_CHAMPION, _lose),
    (Cause.NEED_ENDED, _fade),
)
