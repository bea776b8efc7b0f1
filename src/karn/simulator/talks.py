"""What is said between company and customer, and whether it is answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from karn.simulator.life import Life, Step
from karn.simulator.rows import Contact, Conversation
from karn.simulator.subjects import subject_of
from karn.simulator.troubles import Cause
from karn.simulator.workdays import answer_moment, office_moment, workday_from, writing_moment

# Workdays until the answer; None = it slips through, which also happens where nothing is wrong.
ANSWER_WORKDAYS: tuple[tuple[int | None, float], ...] = (
    (0, 0.66),
    (1, 0.22),
    (2, 0.07),
    (4, 0.035),
    (None, 0.015),
)
QUIET_CAUSES = (Cause.LOST_CHAMPION, Cause.NEED_ENDED)
QUIET_SHARE = 0.2  # of the usual number of talks while one of these lasts
NEWSLETTER_DAY = 10
KICKOFF_SHARE = 0.8  # of the well started who get a kick-off


def hold_talks(life: Life, step: Step) -> None:
    """Hold the month's ordinary conversations and send its newsletter."""
    mean = life.trade.habits.monthly * life.talkative * step.share
    if any(cause in QUIET_CAUSES for cause in life.active(step)):
        mean *= QUIET_SHARE
    for _ in range(life.chance.times(mean)):
        channel, direction, topic = life.chance.weigh(life.trade.habits.topics)
        talk(life, step.day(life.chance), channel, direction, topic)
    send_newsletters(life, step)


def talk(life: Life, day: date, channel: str, direction: str, topic: str) -> None:
    """Hold one conversation on or just after `day`, answered as usual if the customer began it."""
    writes = direction == "in" and channel in {"mail", "chat", "whatsapp", "ticket"}
    moment = writing_moment(life.chance, day) if writes else office_moment(life.chance, day)
    if direction == "out":
        note(life, moment, channel, direction, topic)
    else:
        workdays = life.chance.weigh(ANSWER_WORKDAYS) if writes else 0
        note(
            life,
            moment,
            channel,
            direction,
            topic,
            answered_at=_answered(life, moment, workdays, writes=writes),
        )


def _answered(life: Life, asked: datetime, workdays: int | None, *, writes: bool) -> datetime | None:
    if not writes:
        return asked
    return None if workdays is None else answer_moment(life.chance, asked, workdays)


def note(
    life: Life,
    moment: datetime,
    channel: str,
    direction: str,
    topic: str,
    *,
    answered_at: datetime | None = None,
    bulk: bool = False,
    contact: Contact | None = None,
) -> None:
    """Keep one conversation, if it has happened by `until`; a later answer is not given yet."""
    if moment.date() >= life.until:
        return
    if answered_at is not None and answered_at.date() >= life.until:
        answered_at = None
    subject = subject_of(life.chance, topic, life.language)
    if "{day}" in subject:
        subject = subject.format(day=life.rise.effective_on.strftime("%d-%m-%Y") if life.rise else "")
    who = contact or _somebody(life, moment.date())
    handled_by = "" if bulk or (direction == "in" and answered_at is None) else _handler(life)
    life.talks.append(
        Conversation(
            conversation_id="",
            customer_id=life.customer.customer_id,
            contact_id=who.contact_id if who else "",
            channel=channel,
            direction=direction,
            happened_at=moment,
            answered_at=answered_at,
            handled_by=handled_by,
            subject=subject,
            bulk=bulk,
        )
    )


def _somebody(life: Life, day: date) -> Contact | None:
    present = life.contacts_on(day)
    if not present:
        return None
    champions = [contact for contact in present if contact.champion]
    return (
        life.chance.pick(champions) if champions and life.chance.happens(0.7) else life.chance.pick(present)
    )


def _handler(life: Life) -> str:
    owner = life.customer.owner
    if owner and life.chance.happens(0.75):
        return owner
    return life.chance.pick(life.trade.people).email


def send_newsletters(life: Life, step: Step) -> None:
    """Send the newsletter, where its day lies in the step."""
    for near in (step.starts_on, step.ends_on):
        if near.month in life.trade.habits.newsletter_months and step.holds(
            day := near.replace(day=NEWSLETTER_DAY)
        ):
            note(life, office_moment(life.chance, day), "mail", "out", "newsletter", bulk=True)
            return


def start_up(life: Life, day: date, *, well: bool, traced: bool) -> None:
    """Welcome a new customer: the first question answered soon and a kick-off, or late and without one."""
    chance = life.chance
    note(life, office_moment(chance, day), "mail", "out", "welcome", bulk=True)
    bad = traced and not well
    asked = writing_moment(chance, day + timedelta(days=chance.whole(0, 6)))
    answer = answer_moment(chance, asked, chance.whole(6, 14) if bad else chance.whole(0, 1))
    note(life, asked, "mail", "in", "first_question", answered_at=answer)
    if not bad and chance.happens(KICKOFF_SHARE):
        first = workday_from(day + timedelta(days=chance.whole(3, 14)))
        note(life, office_moment(chance, first), life.trade.habits.kickoff, "out", "kickoff")


def leave_unanswered(life: Life, day: date) -> None:
    """Let one to three questions of the customer go without an answer, or with one long after."""
    chance = life.chance
    channel, topic = life.trade.habits.asks
    for _ in range(chance.weigh(((1, 0.3), (2, 0.45), (3, 0.25)))):
        asked = writing_moment(chance, day)
        late = answer_moment(chance, asked, chance.whole(8, 20)) if chance.happens(0.3) else None
        note(life, asked, channel, "in", topic, answered_at=late)
        day, topic = asked.date() + timedelta(days=chance.whole(4, 12)), "reminder"
