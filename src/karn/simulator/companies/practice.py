"""A Dutch practice for physiotherapy and training: three people, 110 to 140 clients in treatment."""

from __future__ import annotations

from datetime import date, timedelta

from karn.kernel.month import Month, add_months, whole_months
from karn.simulator import words
from karn.simulator.agreements import Agreement, Price
from karn.simulator.chance import Chance
from karn.simulator.collecting import debit
from karn.simulator.life import Life, Rise, Step, Trade
from karn.simulator.mishaps import announce_rise, begin_relation
from karn.simulator.names import COUNTRIES, Registry, phone_number
from karn.simulator.profile import Habits, Profile
from karn.simulator.rows import Contact, Customer, Employee
from karn.simulator.troubles import Cause, Risk, Risks

MONTHS = 36
NOTICE_DAYS = 30
TRAINING = "Training onder begeleiding"
# Programmes: name, cents a month, months until the planned end (None = as long as one likes), weight.
PROGRAMMES = (
    ((TRAINING, 5900, None), 0.5),
    (("Herstel na blessure", 11900, 4), 0.22),
    (("Rug en nek", 9900, 6), 0.16),
    (("Jaarprogramma", 8500, 12), 0.12),
)
STAYS_ON = 0.5  # share of those who finish a programme and go on training
RISE_MONTH, ANNOUNCED_DAYS, FELT_PERCENT = 1, 30, 6.0
RISE_PERCENTS = ((3.0, 0.6), (5.0, 0.25), (9.0, 0.15))
SOURCES = (("huisarts", 0.4), ("aanbeveling", 0.3), ("zoekmachine", 0.2), ("sportclub", 0.1))

_PEOPLE = (
    Employee("anneke.verhoeven@delinde.example", "Anneke Verhoeven", "administrator"),
    Employee("joris.hoekstra@delinde.example", "Joris Hoekstra", "account_manager"),
    Employee("samira.elamrani@delinde.example", "Samira El Amrani", "account_manager"),
)


class Practice(Trade):
    """Programmes by the month with a planned end, collected by direct debit; appointments and calls."""

    profile = Profile(
        name="Praktijk De Linde",
        trade="practice",
        zone="Europe/Amsterdam",
        currency="EUR",
        language="nl",
        gross_margin="0.60",
        winning_cost="45.00",
        answer_days=1,
        rhythm_days=30,
    )
    risks = Risks(
        base=0.012,
        causes={
            Cause.PRICE_RISE: Risk(onset=0.0, days=(30, 60), multiplier=4.0, traced=1.0),
            Cause.UNANSWERED_MAILS: Risk(onset=0.03, days=(30, 60), multiplier=7.0, traced=0.9),
            # Clients of a practice are persons: there is nobody else who could speak up for it.
            Cause.LOST_CHAMPION: Risk(onset=0.0, days=(60, 120), multiplier=1.0, traced=1.0),
            Cause.FAILED_PAYMENTS: Risk(onset=0.0, days=(20, 40), multiplier=1.8, traced=1.0),
            Cause.BAD_ONBOARDING: Risk(onset=0.18, days=(60, 120), multiplier=4.0, traced=0.8),
            Cause.NEED_ENDED: Risk(onset=0.02, days=(40, 90), multiplier=12.0, traced=0.5),
        },
    )
    habits = Habits(
        monthly=2.6,
        topics=(
            (("meeting", "out", "appointment"), 0.62),
            (("call", "in", "appointment_call"), 0.14),
            (("whatsapp", "in", "complaint_question"), 0.12),
            (("mail", "in", "complaint_question"), 0.06),
            (("call", "out", "follow_up"), 0.06),
        ),
        kickoff="meeting",
        newsletter_months=(1, 9),
        asks=("call", "appointment_call"),
    )
    people = _PEOPLE
    customers = 230
    returns = 0.15
    shows = False

    def arrivals(self, chance: Chance, until: date, customers: int) -> list[date]:
        """Return joining days spread over the three years, each on a workday's week."""
        first = Month.of(until).plus(-MONTHS).first_day
        days = (until - first).days
        return sorted(first + timedelta(days=int(chance.draw() * days)) for _ in range(customers))

    def meet(
        self, registry: Registry, chance: Chance, number: int, joined_on: date
    ) -> tuple[Customer, list[Contact]]:
        """Return a person from the neighbourhood, treated by one of the three."""
        language = chance.weigh((("nl", 0.93), ("en", 0.05), ("sv", 0.02)))
        name = registry.person(chance, language)
        customer = Customer(
            customer_id=f"P{number:04d}",
            name=name.full,
            kind="person",
            email=registry.address(name.mailbox, "post.example"),
            phone=phone_number(chance, "NL"),
            city=chance.pick(words.CITIES["NL"][:3]),
            country=COUNTRIES["nl"],
            language=language,
            joined_on=joined_on,
            owner=chance.pick(self.people).email,
            acquisition_source=chance.weigh(SOURCES),
            sector="",
            size="",
        )
        return customer, []

    def begin(self, life: Life, starts_on: date, *, again: bool) -> None:
        """Begin a programme with an intake; who comes back goes on training."""
        customer, chance = life.customer, life.chance
        if not again:
            life.talkative = chance.spread(0.4)
            life.shaky = chance.happens(0.06)
            life.factor = 0.7 if customer.acquisition_source == "aanbeveling" else 1.1
            begin_relation(life, starts_on)
        life.anchor, life.renewed_at = starts_on, 0
        plan, amount, months = (TRAINING, 5900, None) if again else chance.weigh(PROGRAMMES)
        agreement = Agreement(
            subscription_id=f"{customer.customer_id}-{len(life.agreements) + 1}",
            customer_id=customer.customer_id,
            currency="EUR",
            term_months=months,
            notice_days=NOTICE_DAYS,
            contract_ends_on=None if months is None else add_months(starts_on, months),
        )
        agreement.put(starts_on, Price(plan, amount))
        life.sign(agreement)

    def turn(self, life: Life, step: Step) -> None:
        """Let who finished a programme go on training; put a new price in force."""
        agreement = life.agreement
        if agreement.ends_on is not None or life.owes_since is not None:
            return
        if step.number and step.number == agreement.term_months:
            agreement.term_months = agreement.contract_ends_on = None
            agreement.change(step.starts_on, plan=TRAINING, amount=5900)
        if life.rise is not None and life.rise.effective_on <= step.starts_on:
            raised = round(agreement.price.amount * (1 + life.rise.percent / 100) / 50) * 50
            agreement.change(step.starts_on, amount=raised)
            life.rise = None

    def announce(self, life: Life, step: Step) -> None:
        """Announce January's new price in a mail to all, a month before."""
        if life.agreement.ends_on is not None or life.agreement.term_months is not None:
            return
        for year in {step.starts_on.year, step.ends_on.year}:
            told_on = date(year + 1, RISE_MONTH, 1) - timedelta(days=ANNOUNCED_DAYS)
            if step.holds(told_on) and life.rise is None:
                percent = life.chance.weigh(RISE_PERCENTS)
                rise = Rise(date(year + 1, RISE_MONTH, 1), percent)
                announce_rise(life, told_on, rise, bulk=True, hurts=percent >= FELT_PERCENT)

    def ordinary(self, life: Life, step: Step) -> float:
        """Return the factor of the source and of the age of the treatment: most drop out early."""
        return life.factor * (1.6 if step.number < 3 else 0.8)

    def ends_after(self, life: Life, notice_on: date) -> date:
        """Return the end of the month in which thirty days' notice is over, or the planned end before it."""
        earliest = notice_on + timedelta(days=NOTICE_DAYS)
        end = add_months(life.anchor, whole_months(life.anchor, earliest) + 1)
        planned = life.agreement.contract_ends_on
        return end if planned is None else min(end, planned)

    def bill(self, life: Life, step: Step) -> None:
        """Collect each month; the last invoice of a programme ends it as planned, or they stay on."""
        if life.owes_since is not None:
            return
        debit(life, step)
        if self._is_finished(life, step) and not life.chance.happens(STAYS_ON):
            assert life.agreement.contract_ends_on is not None  # noqa: S101 (a programme has a planned end)
            life.agreement.end(life.agreement.contract_ends_on, "term_ended")

    @staticmethod
    def _is_finished(life: Life, step: Step) -> bool:
        """Say whether this is a programme's last month, paid, and its planned end has come by now."""
        planned = life.agreement.contract_ends_on
        if planned is None or planned >= life.until or life.owes_since is not None:
            return False
        return life.agreement.ends_on is None and step.number + 1 == life.agreement.term_months
