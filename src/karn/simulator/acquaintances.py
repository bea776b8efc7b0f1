"""The persons at a customer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from karn.simulator import words
from karn.simulator.chance import Chance
from karn.simulator.names import Registry, company_domain, phone_number
from karn.simulator.rows import Contact, Customer

if TYPE_CHECKING:
    from karn.simulator.life import Life

SUCCESSOR_CHAMPIONS = 0.5  # share of successors who become a champion too


def meet_contacts(registry: Registry, chance: Chance, customer: Customer, number: int) -> list[Contact]:
    """Return so many contacts of a company, the first of whom is its champion."""
    return [
        new_contact(registry, chance, customer, nth, champion=nth == 1, starts_on=customer.joined_on)
        for nth in range(1, number + 1)
    ]


def new_contact(
    registry: Registry, chance: Chance, customer: Customer, nth: int, *, champion: bool, starts_on: date
) -> Contact:
    """Return the `nth` contact of a company."""
    name = registry.person(chance, customer.language)
    return Contact(
        contact_id=f"{customer.customer_id}-{nth}",
        customer_id=customer.customer_id,
        name=name.full,
        email=registry.address(name.mailbox, company_domain(customer.name)),
        phone=phone_number(chance, customer.country),
        role=chance.pick(words.ROLES[customer.language]),
        champion=champion,
        starts_on=starts_on,
    )


def succeed(life: Life, gone: Contact, starts_on: date) -> Contact:
    """Return whoever takes over from a contact who left."""
    champion = life.chance.happens(SUCCESSOR_CHAMPIONS)
    nth = len(life.contacts) + 1
    contact = new_contact(
        life.registry, life.chance, life.customer, nth, champion=champion, starts_on=starts_on
    )
    contact.role = gone.role
    return contact
