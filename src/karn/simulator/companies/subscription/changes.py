"""What customers change themselves: plan, number, interval, a pause."""

from __future__ import annotations

from karn.kernel.month import add_months
from karn.simulator.agreements import Price
from karn.simulator.companies.subscription.prices import PLANS, list_price
from karn.simulator.life import Life, Step

# Chances in a month, for those whom it may happen to.
CHANGES = {"up": 0.007, "down": 0.004, "more": 0.012, "fewer": 0.007, "yearly": 0.004, "pause": 0.004}
ANY_CHANGE = sum(CHANGES.values())
MONTHS_OF_CHANGES = {"month": 1, "quarter": 3, "year": 8}  # that an invoice day stands for
PAUSE_MONTHS = (1, 3)


def reconsider(life: Life, step: Step) -> None:
    """Let the customer change something on a day on which an invoice is due; a faded need makes it less."""
    price = life.agreement.price
    if life.shrinks:
        life.shrinks = False
        _apply(life, step, "fewer" if price.quantity > 1 else "down")
    elif life.chance.happens(ANY_CHANGE * MONTHS_OF_CHANGES[price.interval]):
        change = life.chance.weigh(tuple(CHANGES.items()))
        if _may(life, price, change):
            _apply(life, step, change)


def _may(life: Life, price: Price, change: str) -> bool:
    company, free = life.customer.kind == "company", price.interval == "month" and not price.discount
    allowed = {"more": company, "fewer": price.quantity > 1, "yearly": free, "pause": free}
    return allowed.get(change, True)


def _apply(life: Life, step: Step, change: str) -> None:
    price, on = life.agreement.price, step.starts_on
    if change in {"up", "down"}:
        _move(life, step, PLANS.index(price.plan) + (1 if change == "up" else -1))
    elif change in {"more", "fewer"}:
        life.agreement.change(on, quantity=price.quantity + (1 if change == "more" else -1))
    elif change == "yearly":
        amount = list_price(price.plan, life.price_version, "year")
        life.agreement.change(on, interval="year", amount=amount)
    else:
        resumes_on = add_months(life.anchor, step.number + life.chance.whole(*PAUSE_MONTHS))
        life.agreement.change(on, status="paused", resumes_on=resumes_on)


def _move(life: Life, step: Step, plan: int) -> None:
    """Put the customer on a higher or lower plan, where there is one."""
    if 0 <= plan < len(PLANS):
        amount = list_price(PLANS[plan], life.price_version, life.agreement.price.interval)
        life.agreement.change(step.starts_on, plan=PLANS[plan], amount=amount)
