"""A Dutch agency with retainers: six people, some forty clients."""

from __future__ import annotations

from datetime import date, timedelta

from karn.kernel.month import Month, add_months, whole_months
from karn.simulator import words
from karn.simulator.acquaintances import meet_contacts
from karn.simulator.agreements import Agreement, Price
from karn.simulator.chance import Chance
from karn.simulator.collecting import open_invoice, transfer
from karn.simulator.life import Life, Rise, Step, Trade
from karn.simulator.mishaps import announce_rise, begin_relation
from karn.simulator.names import COUNTRIES, Registry, company_domain, phone_number
from karn.simulator.profile import Craft, Habits, Profile
from karn.simulator.rows import Contact, Customer, Employee, Order
from karn.simulator.troubles import Cause, Risk, Risks

MONTHS = 36
FOUNDERS, FOUNDING_MONTHS = 0.4, 9  # share of clients the founders brought along, and how fast
DUE_DAYS, NOTICE_DAYS, TERM_MONTHS = 30, 60, 12
ANNOUNCED_DAYS = 42  # before a rise
FELT_PERCENT = 6.0  # a rise from here on hurts
RISE_PERCENTS = ((2.5, 0.3), (3.5, 0.35), (4.5, 0.15), (8.0, 0.12), (12.0, 0.08))
PROJECTS = 0.03  # chance of a project in a month
SOURCES = (("aanbeveling", 0.45), ("netwerk", 0.25), ("zoekmachine", 0.15), ("pitch", 0.15))
SIZES = (("2-9", 0.2), ("10-49", 0.5), ("50-249", 0.25), ("250+", 0.05))
# Retainers: name, lowest and highest price a month in euros, weight.
RETAINERS = (
    (("Website-onderhoud", 400, 900), 0.24),
    (("Social media", 750, 1800), 0.24),
    (("Content", 900, 2400), 0.22),
    (("Campagnes", 1500, 4000), 0.2),
    (("Merk en campagnes", 3000, 6000), 0.1),
)

_PEOPLE = (
    Employee("marieke.vanveen@zandlicht.example", "Marieke van Veen", "administrator"),
    Employee("sjoerd.nauta@zandlicht.example", "Sjoerd Nauta", "account_manager"),
    Employee("aylin.yilmaz@zandlicht.example", "Aylin Yilmaz", "account_manager"),
    Employee("bram.oosterhuis@zandlicht.example", "Bram Oosterhuis", "account_manager"),
    Employee("lieke.hofman@zandlicht.example", "Lieke Hofman", "account_manager"),
    Employee("ravi.elzinga@zandlicht.example", "Ravi Elzinga", "account_manager"),
)

# What its people write hours for, and what an hour of it costs in cents.
CRAFTS = (
    Craft("ontwerp", 5200, ("Ontwerp", "Correcties", "Beeldbewerking")),
    Craft("tekst", 4600, ("Teksten", "Redactie", "Plaatsen")),
    Craft("techniek", 5800, ("Onderhoud", "Aanpassing site", "Meting")),
    Craft("advies", 6900, ("Overleg", "Planning", "Rapportage")),
)


class Agency(Trade):
    """Yearly retainers invoiced by the month and paid by bank, several contacts a client, some projects."""

    profile = Profile(
        name="Bureau Zandlicht",
        trade="agency",
        zone="Europe/Amsterdam",
        currency="EUR",
        language="nl",
        gross_margin="0.55",
        winning_cost="4500.00",
        answer_days=2,
        rhythm_days=45,
    )
    risks = Risks(
        base=0.0016,
        causes={
            Cause.PRICE_RISE: Risk(onset=0.0, days=(40, 80), multiplier=6.0, traced=1.0),
            Cause.UNANSWERED_MAILS: Risk(onset=0.02, days=(50, 90), multiplier=9.0, traced=0.85),
            Cause.LOST_CHAMPION: Risk(onset=0.009, days=(90, 180), multiplier=9.0, traced=0.8),
            Cause.FAILED_PAYMENTS: Risk(onset=0.0014, days=(60, 100), multiplier=2.0, traced=1.0),
            Cause.BAD_ONBOARDING: Risk(onset=0.14, days=(150, 270), multiplier=5.0, traced=0.8),
            Cause.NEED_ENDED: Risk(onset=0.003, days=(90, 180), multiplier=30.0, traced=0.45),
        },
    )
    habits = Habits(
        monthly=2.3,
        topics=(
            (("mail", "in", "brief"), 0.34),
            (("mail", "out", "follow_up"), 0.16),
            (("call", "in", "call"), 0.14),
            (("call", "out", "follow_up"), 0.12),
            (("meeting", "out", "meeting"), 0.14),
            (("whatsapp", "in", "brief"), 0.07),
            (("mail", "in", "invoice"), 0.03),
        ),
        kickoff="meeting",
        newsletter_months=(3, 6, 9, 12),
        asks=("mail", "brief"),
    )
    people = _PEOPLE
    customers = 48
    returns = 0.04
    shows = True
    crafts = CRAFTS

    def arrivals(self, chance: Chance, until: date, customers: int) -> list[date]:
        """Return joining days, each a first of the month: many at the founding, then one now and then."""
        first = Month.of(until).plus(-MONTHS)
        founding = round(FOUNDERS * customers)
        months = [chance.whole(0, FOUNDING_MONTHS - 1) for _ in range(founding)]
        months += [chance.whole(FOUNDING_MONTHS, MONTHS - 1) for _ in range(customers - founding)]
        return [first.plus(nth).first_day for nth in sorted(months)]

    def meet(
        self, registry: Registry, chance: Chance, number: int, joined_on: date
    ) -> tuple[Customer, list[Contact]]:
        """Return a company with two to five contacts and one of the six as its owner."""
        language = chance.weigh((("nl", 0.9), ("en", 0.06), ("sv", 0.04)))
        country = COUNTRIES[language]
        sector, city = chance.pick(tuple(words.COMPANY_KINDS)), chance.pick(words.CITIES[country])
        name = registry.company(chance, language, sector, city)
        customer = Customer(
            customer_id=f"{1000 + number}",
            name=name,
            kind="company",
            email=registry.address("info", company_domain(name)),
            phone=phone_number(chance, country),
            city=city,
            country=country,
            language=language,
            joined_on=joined_on,
            owner=chance.pick(self.people[1:]).email if chance.happens(0.94) else "",
            acquisition_source=chance.weigh(SOURCES),
            sector=sector,
            size=chance.weigh(SIZES),
        )
        return customer, meet_contacts(
            registry, chance, customer, chance.weigh(((2, 0.4), (3, 0.35), (4, 0.15), (5, 0.1)))
        )

    def begin(self, life: Life, starts_on: date, *, again: bool) -> None:
        """Sign a retainer for a year."""
        customer, chance = life.customer, life.chance
        if not again:
            life.talkative = chance.spread(0.55)
            life.factor = 0.7 if customer.acquisition_source == "aanbeveling" else 1.15
            life.pays_after = chance.weigh(((12, 0.4), (22, 0.42), (33, 0.13), (55, 0.05)))
        begin_relation(life, starts_on)
        life.anchor, life.renewed_at = starts_on.replace(day=1), 0
        agreement = Agreement(
            subscription_id=f"R{customer.customer_id}-{len(life.agreements) + 1}",
            customer_id=customer.customer_id,
            currency="EUR",
            term_months=TERM_MONTHS,
            notice_days=NOTICE_DAYS,
            contract_ends_on=add_months(life.anchor, TERM_MONTHS),
        )
        plan, lowest, highest = chance.weigh(RETAINERS)
        agreement.put(life.anchor, Price(plan, chance.whole(lowest // 50, highest // 50) * 5000))
        life.sign(agreement)

    def turn(self, life: Life, step: Step) -> None:
        """Renew for a year and index the price on the anniversary; now and then a project is ordered."""
        if life.agreement.ends_on is None and step.number and step.number % TERM_MONTHS == 0:
            life.agreement.contract_ends_on = add_months(life.anchor, step.number + TERM_MONTHS)
            self._reprice(life, step)
        if life.chance.happens(PROJECTS * step.share):
            self._order_project(life, step.day(life.chance))

    @staticmethod
    def _reprice(life: Life, step: Step) -> None:
        price = life.agreement.price
        if life.shrinks:
            life.shrinks = False
            life.agreement.change(step.starts_on, amount=_tens(price.amount * 0.7))
        elif life.rise is not None:
            life.agreement.change(step.starts_on, amount=_tens(price.amount * (1 + life.rise.percent / 100)))
        life.rise = None

    @staticmethod
    def _order_project(life: Life, day: date) -> None:
        amount = life.chance.whole(5, 50) * 50_000
        order = Order("", life.customer.customer_id, day, amount, "EUR", 1)
        life.books.orders.append(order)

    def announce(self, life: Life, step: Step) -> None:
        """Announce the indexation in a personal mail, six weeks before the anniversary."""
        if life.agreement.ends_on is not None:
            return
        effective_on = add_months(life.anchor, (step.number // TERM_MONTHS + 1) * TERM_MONTHS)
        told_on = effective_on - timedelta(days=ANNOUNCED_DAYS)
        if step.holds(told_on):
            percent = life.chance.weigh(RISE_PERCENTS)
            announce_rise(
                life, told_on, Rise(effective_on, percent), bulk=False, hurts=percent >= FELT_PERCENT
            )

    def ordinary(self, life: Life, step: Step) -> float:
        """Return the factor of the source and of the age of the relation."""
        return life.factor * (1.3 if step.number < TERM_MONTHS else 0.9)

    def ends_after(self, life: Life, notice_on: date) -> date:
        """Return the first of the month after sixty days' notice, not before the first year is over."""
        earliest = notice_on + timedelta(days=NOTICE_DAYS)
        end = add_months(life.anchor, whole_months(life.anchor, earliest) + 1)
        return max(end, add_months(life.anchor, TERM_MONTHS))

    def bill(self, life: Life, step: Step) -> None:
        """Invoice each month; a client in trouble stops paying, one invoice after the other."""
        if not life.unpaid and not life.chance.happens(self.risks.causes[Cause.FAILED_PAYMENTS].onset):
            transfer(life, step, due_days=DUE_DAYS)
            return
        if not life.unpaid:
            days = life.chance.whole(*self.risks.causes[Cause.FAILED_PAYMENTS].days)
            life.suffer(Cause.FAILED_PAYMENTS, step.starts_on, days, traced=True)
        life.unpaid.append(open_invoice(life, step, due_days=DUE_DAYS))
        life.books.payments.append(life.unpaid[-1])


def _tens(cents: float) -> int:
    """Return an amount rounded to ten euros."""
    return round(cents / 1000) * 1000
