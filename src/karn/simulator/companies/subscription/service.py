"""The service: who comes, how they begin, what they pay, when it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from karn.kernel.month import Month, add_months
from karn.simulator import words
from karn.simulator.acquaintances import meet_contacts
from karn.simulator.agreements import Agreement, Price
from karn.simulator.chance import Chance
from karn.simulator.collecting import debit, transfer
from karn.simulator.companies.subscription.changes import reconsider
from karn.simulator.companies.subscription.prices import (
    PLANS,
    announcement_of,
    list_price,
    rise_days,
    version_for,
)
from karn.simulator.goodbyes import close
from karn.simulator.life import Life, Rise, Step, Trade
from karn.simulator.mishaps import announce_rise, begin_relation
from karn.simulator.names import COUNTRIES, Registry, company_domain, phone_number
from karn.simulator.profile import Habits, Profile
from karn.simulator.rows import Contact, Customer, Employee
from karn.simulator.troubles import Cause, Risk, Risks

MONTHS = 36
# New customers per calendar month, January first, against an ordinary month.
SEASON = (1.3, 1.1, 1.1, 1.0, 0.95, 0.9, 0.7, 0.75, 1.25, 1.1, 1.0, 0.75)
GROWTH = 1.0  # the last month brings twice as many as the first

TRIAL_DAYS, TRIALS, CONVERTS = 14, 0.12, 0.62
WITHDRAWS = {"person": 0.05, "company": 0.008}
SPARED = 0.12  # share of customers who keep their old price at a rise
SOURCES = (
    ("zoekmachine", 0.34),
    ("aanbeveling", 0.24),
    ("advertentie", 0.24),
    ("partner", 0.12),
    ("beurs", 0.06),
)
SOURCE_FACTORS = {"zoekmachine": 1.0, "aanbeveling": 0.65, "advertentie": 1.35, "partner": 0.85, "beurs": 1.0}
PLAN_FACTORS = {"Basis": 1.2, "Plus": 0.9, "Pro": 0.65}
YEARLY_FACTOR = 0.5
SIZES = (("2-9", 0.6), ("10-49", 0.32), ("50+", 0.08))

_PEOPLE = (
    Employee("hanneke.drost@roosterhuis.example", "Hanneke Drost", "administrator"),
    Employee("olaf.terpstra@roosterhuis.example", "Olaf Terpstra", "administrator"),
    Employee("fleur.bennink@roosterhuis.example", "Fleur Bennink", "account_manager"),
    Employee("youssef.bouzid@roosterhuis.example", "Youssef Bouzid", "account_manager"),
    Employee("merel.kamphuis@roosterhuis.example", "Merel Kamphuis", "account_manager"),
    Employee("teun.wiersma@roosterhuis.example", "Teun Wiersma", "account_manager"),
    Employee("priya.ramdin@roosterhuis.example", "Priya Ramdin", "account_manager"),
)


class SubscriptionService(Trade):
    """Monthly and yearly plans, collected by direct debit, a few thousand customers over three years."""

    profile = Profile(
        name="Roosterhuis",
        trade="subscription",
        zone="Europe/Amsterdam",
        currency="EUR",
        language="nl",
        gross_margin="0.80",
        winning_cost="140.00",
        answer_days=2,
        rhythm_days=120,
    )
    risks = Risks(
        base=0.0132,
        causes={
            Cause.PRICE_RISE: Risk(onset=0.0, days=(30, 60), multiplier=3.2, traced=1.0),
            Cause.UNANSWERED_MAILS: Risk(onset=0.028, days=(40, 75), multiplier=6.5, traced=0.85),
            Cause.LOST_CHAMPION: Risk(onset=0.014, days=(60, 150), multiplier=6.0, traced=0.8),
            Cause.FAILED_PAYMENTS: Risk(onset=0.0, days=(20, 40), multiplier=1.8, traced=1.0),
            Cause.BAD_ONBOARDING: Risk(onset=0.16, days=(90, 150), multiplier=4.0, traced=0.8),
            Cause.NEED_ENDED: Risk(onset=0.009, days=(60, 150), multiplier=14.0, traced=0.45),
        },
    )
    habits = Habits(
        monthly=0.55,
        topics=(
            (("mail", "in", "question"), 0.34),
            (("ticket", "in", "question"), 0.18),
            (("chat", "in", "question"), 0.14),
            (("call", "in", "call"), 0.12),
            (("mail", "in", "invoice"), 0.05),
            (("mail", "out", "follow_up"), 0.09),
            (("call", "out", "follow_up"), 0.08),
        ),
        kickoff="call",
        newsletter_months=(2, 5, 9, 11),
    )
    people = _PEOPLE
    customers = 4000
    returns = 0.09
    shows = False

    def arrivals(self, chance: Chance, until: date, customers: int) -> list[date]:
        """Return joining days over the three years: growing, and with the seasons."""
        first = Month.of(until).plus(-MONTHS)
        months = [first.plus(nth) for nth in range(MONTHS + 1)]
        weights = [(month, self._pull(month, nth, until)) for nth, month in enumerate(months)]
        return sorted(self._joining_day(chance, chance.weigh(weights), until) for _ in range(customers))

    @staticmethod
    def _pull(month: Month, nth: int, until: date) -> float:
        share = min(1.0, max(0.0, (until - month.first_day).days / 30))
        return SEASON[month.number - 1] * (1 + GROWTH * nth / MONTHS) * share

    @staticmethod
    def _joining_day(chance: Chance, month: Month, until: date) -> date:
        end = min(month.plus(1).first_day, until)
        return month.first_day + timedelta(days=int(chance.draw() * (end - month.first_day).days))

    def meet(
        self, registry: Registry, chance: Chance, number: int, joined_on: date
    ) -> tuple[Customer, list[Contact]]:
        """Return a company (two in three) or a self-employed person; most are Dutch."""
        kind = chance.weigh((("company", 0.66), ("person", 0.34)))
        language = chance.weigh((("nl", 0.92), ("en", 0.05), ("sv", 0.03)))
        customer = Customer(
            customer_id=f"K{number:05d}",
            name="",
            kind=kind,
            email="",
            phone=phone_number(chance, COUNTRIES[language]),
            city=chance.pick(words.CITIES[COUNTRIES[language]]),
            country=COUNTRIES[language],
            language=language,
            joined_on=joined_on,
            owner="",
            acquisition_source=chance.weigh(SOURCES),
            sector=chance.pick(tuple(words.COMPANY_KINDS)),
            size=chance.weigh(SIZES) if kind == "company" else "1",
        )
        return customer, self._introduce(registry, chance, customer)

    @staticmethod
    def _introduce(registry: Registry, chance: Chance, customer: Customer) -> list[Contact]:
        """Name the customer; return the contacts of a company."""
        if customer.kind == "person":
            name = registry.person(chance, customer.language)
            customer.name, customer.email = name.full, registry.address(name.mailbox, "post.example")
            return []
        customer.name = registry.company(chance, customer.language, customer.sector, customer.city)
        customer.email = registry.address("info", company_domain(customer.name))
        return meet_contacts(registry, chance, customer, chance.weigh(((1, 0.6), (2, 0.33), (3, 0.07))))

    def begin(self, life: Life, starts_on: date, *, again: bool) -> None:
        """Begin with a trial or at once; some persons withdraw within the fourteen days."""
        customer, chance = life.customer, life.chance
        if not again:
            self._get_to_know(life)
            begin_relation(life, starts_on)
        life.anchor, life.renewed_at, life.discount_until = starts_on, 0, None
        nth = len(life.agreements) + 1
        life.sign(Agreement(f"{customer.customer_id}-{nth}", customer.customer_id, "EUR"))
        life.price_version = version_for(starts_on, life.until)
        price = self._first_price(life)
        if not again and chance.happens(TRIALS):
            self._try_out(life, starts_on, price)
            return
        self._commit(life, starts_on, price)
        if not again and chance.happens(WITHDRAWS[customer.kind]):
            self._withdraw(life, starts_on + timedelta(days=chance.whole(2, 13)))

    @staticmethod
    def _get_to_know(life: Life) -> None:
        life.talkative = life.chance.spread(0.7)
        life.shaky = life.chance.happens(0.09)
        life.pays_after = life.chance.weigh(((8, 0.72), (15, 0.2), (34, 0.08)))
        life.factor = SOURCE_FACTORS[life.customer.acquisition_source]
        life.factor *= 1.15 if life.customer.kind == "person" else 0.95

    def _first_price(self, life: Life) -> Price:
        chance, company = life.chance, life.customer.kind == "company"
        plan = chance.weigh(
            ((0, 0.42), (1, 0.42), (2, 0.16)) if company else ((0, 0.68), (1, 0.29), (2, 0.03))
        )
        interval = chance.weigh((("month", 0.72), ("year", 0.24), ("quarter", 0.04 if company else 0.0)))
        quantity = chance.weigh(((1, 0.7), (2, 0.16), (3, 0.08), (5, 0.04), (8, 0.02))) if company else 1
        price = Price(PLANS[plan], list_price(PLANS[plan], life.price_version, interval), interval, quantity)
        if chance.happens(0.14):
            months = 12 if interval == "year" else chance.weigh(((3, 0.7), (6, 0.3)))
            life.discount_until = months
            price = replace(price, discount=chance.weigh(((10, 0.2), (20, 0.4), (25, 0.25), (50, 0.15))))
        return price

    def _try_out(self, life: Life, starts_on: date, price: Price) -> None:
        life.agreement.put(starts_on, replace(price, amount=0, discount=0, status="trial"))
        ends_on = starts_on + timedelta(days=TRIAL_DAYS)
        life.anchor = ends_on
        if ends_on >= life.until:
            life.agreement.contract_ends_on = ends_on
        elif life.chance.happens(CONVERTS):
            self._commit(life, ends_on, price)
        else:
            life.agreement.end(ends_on, "term_ended")

    @staticmethod
    def _withdraw(life: Life, day: date) -> None:
        if day < life.until:
            close(life, day, "withdrawal", Cause.NOISE, notice_on=day)
            life.anchor = day

    @staticmethod
    def _commit(life: Life, day: date, price: Price) -> None:
        life.anchor = day
        life.agreement.put(day, price)
        _renew(life, 0)

    def turn(self, life: Life, step: Step) -> None:
        """Resume, renew, end discounts, raise prices and change plans, where an invoice is due."""
        if life.agreement.ends_on is not None or life.owes_since is not None:
            return
        price = life.agreement.price
        if price.status == "paused" and price.resumes_on is not None and step.starts_on >= price.resumes_on:
            life.agreement.change(step.starts_on, status="active", resumes_on=None)
            life.renewed_at = step.number
        if step.number and self._is_due(life, step):
            self._reprice(life, step)
            reconsider(life, step)
            _renew(life, step.number)

    @staticmethod
    def _is_due(life: Life, step: Step) -> bool:
        price = life.agreement.price
        return price.status == "active" and (step.number - life.renewed_at) % price.months == 0

    @staticmethod
    def _reprice(life: Life, step: Step) -> None:
        price = life.agreement.price
        if life.discount_until is not None and step.number >= life.discount_until:
            life.discount_until = None
            life.agreement.change(step.starts_on, discount=0)
            if life.chance.happens(0.5):
                days = life.chance.whole(*life.trade.risks.causes[Cause.PRICE_RISE].days)
                life.suffer(Cause.PRICE_RISE, step.starts_on, days, traced=True)
        if life.rise is not None and life.rise.effective_on <= step.starts_on:
            life.rise = None
            life.price_version += 1
            amount = list_price(price.plan, life.price_version, price.interval)
            life.agreement.change(step.starts_on, amount=amount)

    def announce(self, life: Life, step: Step) -> None:
        """Announce each new price list six weeks before this customer's first invoice on it."""
        if life.agreement.ends_on is not None or life.rise is not None or life.owes_since is not None:
            return
        for on in rise_days(life.until)[life.price_version :]:
            if announcement_of(on) >= step.ends_on:
                return
            effective_on = self._first_invoice_from(life, step, on)
            if (
                effective_on is not None
                and step.holds(told_on := announcement_of(effective_on))
                and told_on >= life.anchor
            ):
                if not life.chance.happens(SPARED):
                    announce_rise(
                        life, told_on, Rise(effective_on, 0), bulk=True, hurts=life.chance.happens(0.8)
                    )
                return

    @staticmethod
    def _first_invoice_from(life: Life, step: Step, day: date) -> date | None:
        """Return the first invoice day from `day` on, where it can lie six weeks after a day of this step."""
        if life.agreement.contract_ends_on is not None:
            return life.agreement.contract_ends_on if life.agreement.contract_ends_on >= day else None
        if day < step.starts_on:
            return None
        return next(due for ahead in range(4) if (due := add_months(life.anchor, step.number + ahead)) >= day)

    def ordinary(self, life: Life, step: Step) -> float:
        """Return the factor of source, kind, plan, interval, age of the relation and season."""
        price = life.agreement.price
        factor = life.factor * PLAN_FACTORS[price.plan]
        factor *= YEARLY_FACTOR if price.interval == "year" else 1.0
        factor *= 1.5 if step.number < 3 else 1.0 if step.number < 12 else 0.8
        return factor * (
            1.2 if step.starts_on.month in {1, 12} else 0.9 if step.starts_on.month in {7, 8} else 1.0
        )

    def ends_after(self, life: Life, notice_on: date) -> date:
        """Return the end of the interval that is paid for, or will have been."""
        months, number = life.agreement.price.months, life.renewed_at
        while (end := add_months(life.anchor, number)) <= notice_on:
            number += months
        return end

    def bill(self, life: Life, step: Step) -> None:
        """Invoice each interval; larger customers pay by transfer, the others by direct debit."""
        if life.owes_since is not None or not self._is_due(life, step):
            return
        if life.customer.size in {"10-49", "50+"}:
            transfer(life, step, due_days=14)
        else:
            debit(life, step)


def _renew(life: Life, number: int) -> None:
    """Set the terms: a year is a term with an end and thirty days' notice, a month runs on."""
    agreement, yearly = life.agreement, life.agreement.price.interval == "year"
    life.renewed_at = number
    agreement.term_months, agreement.notice_days = (12, 30) if yearly else (None, None)
    agreement.contract_ends_on = add_months(life.anchor, number + 12) if yearly else None
