"""A company in which an account manager has a customer in care, and a colleague another."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from karn.apps.care.models import (
    Benefit,
    BoardImport,
    Confirmation,
    ContactBond,
    Expectation,
    Innovation,
    Judgement,
    LearningGoal,
    Need,
    PaymentDecision,
    Problem,
    Promise,
    Recap,
    Review,
    StartUp,
    Step,
    Tick,
    Wish,
)
from karn.apps.contracts.models import (
    Cost,
    Departure,
    Edit,
    Hours,
    Invoice,
    Order,
    Payment,
    PriceState,
    Subscription,
)
from karn.apps.conversations.models import Conversation, Hint
from karn.apps.customers.models import Contact, Customer
from karn.apps.desk.actions import refresh_everything
from karn.apps.farewell.models import Declaration, Goodbye, Referral, RenewalReminder
from karn.apps.fit.models import Answer, Check, Criterion, Decision
from karn.apps.fit.models import Step as FitStep
from karn.apps.lessons.models import Finding, Lesson, PostMortem, PostMortemVoice, Round, Share
from karn.apps.people.actions import create_person
from karn.apps.people.models import Person, Role
from karn.apps.plays.models import Asking
from karn.apps.segments.models import SavedView, Segment
from karn.apps.surveys.models import Response, Survey, Version
from karn.apps.surveys.rules.questions import as_json
from karn.apps.surveys.rules.ready import ready_form
from karn.apps.tasks.models import Task
from karn.apps.threats.models import Case, Signal

# Typed nowhere below in whole, so that no page can merely echo it.
CANARY = b"Xanthippe77"
PART = "anthippe7"
OWN = b"Ownpearl"
AS_OF = date(2026, 4, 15)
NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)


@dataclass
class Side:
    """The rows of one customer: what the addresses name."""

    customer: Customer
    contact: Contact
    conversation: Conversation
    hint: Hint
    change: int
    bought: dict[str, int] = field(default_factory=dict)
    segment: int = 0
    view: int = 0


@dataclass
class Walked:
    """A company with a customer in the account manager's care and one in a colleague's."""

    people: dict[str, Person]
    other: Person
    sides: dict[str, Side]
    client: dict[str, Client] = field(default_factory=dict)


def plant(world: Any, word: str, owner: Person, **contract: Any) -> Side:
    """Make a customer with `word` in every place somebody could write it."""
    customer = world.customer(
        f"{word} name",
        owner=owner,
        email=f"{word}@example.org",
        phone=f"{word} phone",
        city=f"{word} city",
        attributes={"sector": f"{word} sector"},
        acquisition_source=f"{word} found",
        joined_on=date(2025, 1, 1),
    )
    contact = world.contact(customer, f"{word} contact", email=f"{word}c@example.org", role=f"{word} role")
    said = world.said(
        customer,
        NOON - timedelta(days=9),
        direction="in",
        source="karn",
        logged_by=owner,
        subject=f"{word} subject",
        notes=f"{word} notes",
    )
    hint = Hint.objects.create(
        **world.fact(), customer=customer, kind="competitor", noticed_at=NOON, words=f"{word} words"
    )
    subscription = Subscription.objects.create(**world.fact(), customer=customer, currency="EUR")
    price = {"starts_on": date(2025, 1, 1), "mrr": 50, "amount": 50, "known_at": NOON}
    state = PriceState.objects.create(subscription=subscription, **price, **contract)
    departure = Departure.objects.create(
        **world.fact(), customer=customer, notice_on=date(2026, 3, 1), reason=f"{word} reason",
        recognised_on=contract.get("ends_on"), asked_by=f"{word} asker",
    )  # fmt: skip
    money = {"customer": customer, "amount": 20, "currency": "EUR"}
    work = Hours.objects.create(
        **world.fact(), customer=customer, worked_on=date(2026, 3, 1), hours=2, rate=50, what=f"{word} work"
    )
    invoice = Invoice.objects.create(**world.fact(), **money)
    edit = Edit.objects.create(
        customer=customer, deed="invoice_added", at=NOON, by=owner,
        rows=[{"model": "hours", "id": work.pk, "before": None, "after": {"what": f"{word} edit"}}],
    )  # fmt: skip
    bought = {
        "contracts": subscription.pk,
        "prices": state.pk,
        "departures": departure.pk,
        "invoices": invoice.pk,
        "orders": Order.objects.create(**world.fact(), **money, ordered_on=date(2026, 3, 1)).pk,
        "hours": work.pk,
        "costs": Cost.objects.create(
            **world.fact(), **money, cost_on=date(2026, 3, 1), what=f"{word} cost"
        ).pk,
        "edits": edit.pk,
        **owing(invoice, subscription),
        "tasks": Task.objects.create(
            customer=customer, text=f"{word} task", why=f"{word} why", made_at=NOON, changed_at=NOON
        ).pk,
        "surveys": answered(customer, f"{word} wish"),
        **reviewed(customer, word),
        **parted(customer, word),
        **started(customer, contact, f"{word} promised"),
        **cared_for(customer, contact, owner, word),
        **misfit(customer, word),
        **learnt(customer, contact, owner, word),
        "cases": Case.objects.create(
            customer=customer,
            owner=owner,
            strength=2,
            words=f"{word} case",
            opened_on=date(2026, 3, 1),
            due_on=date(2026, 3, 8),
            changed_at=NOON,
        ).pk,
    }
    segment, view = keep(f"{word} segment", owner), keep_view(f"{word} view", owner)
    return Side(customer, contact, said, hint, 0, bought, segment.pk, view.pk)


def misfit(customer: Customer, word: str) -> dict[str, int]:
    """Let the customer not fit, and somebody decide to repair that."""
    asked = Criterion.objects.create(
        name="Fits", question="Fits?", kind="question", place=1, made_at=NOON, known_at=NOON
    )
    about = {"customer": customer, "on": NOON.date(), "at": NOON}
    Answer.objects.create(**about, criterion=asked, met="n", note=f"{word} note")
    check = Check.objects.create(**about, fit="not_right", answers=f" {asked.pk}n ", occasion="check")
    decision = Decision.objects.create(**about, check_made=check, course="repair", reason=f"{word} decision")
    step = FitStep.objects.create(decision=decision, place=1, text=f"{word} step", due_on=NOON.date())
    return {"fit-decisions": decision.pk, "fit-steps": step.pk, "criteria": asked.pk}


def owing(invoice: Invoice, subscription: Subscription) -> dict[str, int]:
    """Let a payment fail, somebody decide about it, and a renewal be told of; return the numbers."""
    of = {"customer_id": invoice.customer_id, "made_at": NOON}
    Payment.objects.create(
        invoice=invoice, status="failed", failed_on=AS_OF, source="test", source_id=f"p{invoice.pk}",
        known_at=NOON,
    )  # fmt: skip
    days = {"renews_on": AS_OF, "notice_by": AS_OF, "due_by": AS_OF}
    told = RenewalReminder.objects.create(**of, **days, subscription=subscription, country="SE")
    return {
        "failed-payments": invoice.pk,
        "payment-decisions": PaymentDecision.objects.create(**of, invoice=invoice, decided="quiet").pk,
        "renewal-reminders": told.pk,
    }


def learnt(customer: Customer, contact: Contact, owner: Person, word: str) -> dict[str, int]:
    """Look back at the customer, and answer a lesson's round about it; return the numbers."""
    look = PostMortem.objects.create(
        customer=customer, cause="departed", happened_on=AS_OF, due_on=AS_OF, guest=f"{word} outsider",
        competitor=f"{word} rival", sentence=f"{word} taught", made_at=NOON, changed_at=NOON,
    )  # fmt: skip
    PostMortemVoice.objects.create(
        post_mortem=look, side="client", contact=contact, told_on=AS_OF, at=NOON,
        words={"start": f"{word} start"},
    )  # fmt: skip
    lesson = Lesson.objects.create(
        sentence="Ask", question="Asked?", next_on=AS_OF, made_at=NOON, changed_at=NOON
    )
    held = Round.objects.create(lesson=lesson, begun_on=AS_OF, due_on=AS_OF)
    # Done: what is left to do is a task of the customer, and comes and goes with the company's lessons.
    finding = Finding.objects.create(
        round=held, customer=customer, answer="exposed", on=AS_OF, at=NOON, done_at=NOON
    )
    return {
        "looking-back": look.pk,
        "lessons": lesson.pk,
        "lesson-rounds": Share.objects.create(round=held, owner=owner).pk,
        "findings": finding.pk,
    }


def cared_for(customer: Customer, contact: Contact, owner: Person, word: str) -> dict[str, int]:
    """Keep a problem of the customer, a board, and what is said of the contact; return their numbers."""
    about = {"made_at": NOON, "made_by": owner}
    problem = Problem.objects.create(
        **about, changed_at=NOON, customer=customer, text=f"{word} problem", details=f"{word} details",
        brought=f"{word} brought", labels=[f"{word} label"], raised_on=AS_OF, voiced_by=contact,
        card="a" * 24,
    )  # fmt: skip
    card = {"id": "b" * 24, "name": f"{word} card", "desc": f"{word} desc", "column": "c" * 24}
    board = {"name": f"{word} board", "lists": {"c" * 24: f"{word} list"}, "cards": [card]}
    kept = BoardImport.objects.create(**about, customer=customer, name=f"{word} board", board=board)
    item = Innovation.objects.create(**about, changed_at=NOON, name="Normal")
    said = {"innovation": item, "customer": customer, "told": contact, "changed_at": NOON}
    Tick.objects.create(**said, state="declined", reason=f"{word} reason", proposed_on=AS_OF)
    judged = Judgement.objects.create(
        contact=contact, person=owner, strength="fair", judged_on=AS_OF, note=f"{word} note", made_at=NOON
    )
    other = Contact.objects.create(
        customer=customer, name=f"{word} other", source="test", source_id=f"o{contact.pk}", known_at=NOON
    )
    bond = ContactBond.objects.create(contact=contact, other=other, bond="reports_to", made_at=NOON)
    return {
        "problems": problem.pk, "boards": kept.pk, "normal": item.pk, "judgements": judged.pk,
        "bonds": bond.pk,
    }  # fmt: skip


def parted(customer: Customer, word: str) -> dict[str, int]:
    """Let the customer have a goodbye, a referral and an asking; return their numbers."""
    about = {"customer": customer, "made_at": NOON, "changed_at": NOON}
    goodbye = Goodbye.objects.create(language="en", words=f"{word} letter", **about)
    referral = Referral.objects.create(customer=customer, recommended_by=customer, noted_at=NOON)
    asking = Asking.objects.create(
        customer=customer, way="call", words=f"{word} asked", left_on=AS_OF, asked_on=AS_OF, asked_at=NOON
    )
    declared = Declaration.objects.create(
        sort="cancel", state="verified", reference=f"{customer.pk:08}", once=f"{customer.pk:032}",
        name=f"{word} name", contract=f"{word} contract", reason=f"{word} reason", receipt_to="a@b.example",
        received_at=NOON, made_at=NOON, changed_at=NOON, verified_at=NOON, customer=customer, language="en",
    )  # fmt: skip
    return {"goodbyes": declared.pk, "farewells": goodbye.pk, "referrals": referral.pk, "win-back": asking.pk}


def reviewed(customer: Customer, word: str) -> dict[str, int]:
    """Let the customer have a review, a recap, an extra, a goal and a need; return their numbers."""
    about = {"customer": customer, "made_at": NOON, "changed_at": NOON}
    wish = Wish.objects.create(title="Wish", state="built", made_at=NOON, changed_at=NOON)
    need = Need.objects.create(customer=customer, wish=wish, words=f"{word} need", noted_at=NOON)
    goal = LearningGoal.objects.create(customer=customer, words=f"{word} goal", made_at=NOON)
    benefit = Benefit.objects.create(customer=customer, what=f"{word} extra", given_on=AS_OF, made_at=NOON)
    day = {"due_on": AS_OF, **about}
    return {
        "reviews": Review.objects.create(cause="hand", guest=f"{word} guest", **day).pk,
        "recaps": Recap.objects.create(occasion="hand", since=date(2026, 1, 1), language="en", **day).pk,
        "benefits": benefit.pk,
        "goals": goal.pk,
        "needs": need.pk,
        "wishes": wish.pk,
    }


def answered(customer: Customer, words: str) -> int:
    """Let the customer answer a survey in words; return the survey's number."""
    about = {"made_at": NOON, "changed_at": NOON}
    survey = Survey.objects.create(name="Survey", ready="nps", **about)
    version = Version.objects.create(survey=survey, form=as_json(ready_form("nps")), made_at=NOON)
    Response.objects.create(
        survey=survey, version=version, customer=customer, language="en", said_at=NOON, changed_at=NOON,
        answers={"recommend": 3}, texts={"better": words}, unhappy=True, has_wish=True,
    )  # fmt: skip
    return survey.pk


def started(customer: Customer, contact: Contact, words: str) -> dict[str, int]:
    """Begin a start-up of the customer, with an expectation, a promise and a list; return their numbers."""
    made = {"customer": customer, "contact": contact, "made_at": NOON, "changed_at": NOON}
    begun = StartUp.objects.create(
        customer=customer, key=f"new:{customer.pk}", begun_on=AS_OF, made_at=NOON, changed_at=NOON
    )
    Step.objects.create(start_up=begun, words={"": words}, due_on=AS_OF, place=0)
    Confirmation.objects.create(
        customer=customer, contact=contact, language="en", asked_at=NOON, expires_at=NOON,
        answer={"lines": [{"was": words, "said": "right"}]},
    )  # fmt: skip
    return {
        "expectations": Expectation.objects.create(text=words, **made).pk,
        "promises": Promise.objects.create(text=words, promised_on=AS_OF, due_on=AS_OF, **made).pk,
        "start-ups": begun.pk,
    }


def keep(name: str, owner: Person, *, shared: bool = False) -> Segment:
    """Keep a segment of everybody who has a name."""
    everybody = {
        "match": "all",
        "parts": [{"field": "customers.name", "operator": "not_empty", "values": []}],
    }
    return Segment.objects.create(
        name=name, owner=owner, shared=shared, made_at=NOON, known_at=NOON,
        definition={"version": 1, "root": everybody},
    )  # fmt: skip


def keep_view(name: str, owner: Person) -> SavedView:
    """Keep a view of the list of customers that only who made it sees."""
    kept = SavedView.objects.filter(owner=owner, name=name).first()
    return kept or SavedView.objects.create(
        name=name, of="customers", asked={"q": name}, owner=owner, known_at=NOON
    )


def plant_both(world: Any) -> Walked:
    """Make a company whose account manager has a customer in care, and a colleague another."""
    world.company(zone="UTC")
    people = {
        role: create_person(email=f"{role}@example.nl", name=f"The {role}", password=None, role=role)
        for role in Role
    }
    other = create_person(email="other@example.nl", name="Other", password=None, role=Role.ACCOUNT_MANAGER)
    gone = {"ends_on": date(2026, 3, 20)}
    sides = {
        "own": plant(world, OWN.decode(), people[Role.ACCOUNT_MANAGER]),
        "foreign": plant(world, CANARY.decode(), other),
    }
    for word, owner in ((OWN, people[Role.ACCOUNT_MANAGER]), (CANARY, other)):
        plant(world, word.decode(), owner, **gone)
        plant(world, word.decode(), owner, ends_on=date(2026, 5, 20))
        plant_at_risk(world, word.decode(), owner)
    refresh_everything(as_of=AS_OF, at=NOON)
    assert Signal.objects.exists()
    for side in sides.values():
        seen = Signal.objects.filter(customer__owner=side.customer.owner, rule="unanswered")
        side.bought["signals"] = seen.values_list("pk", flat=True)[0]
    keep("Everybody", people[Role.MANAGER], shared=True)
    return Walked(people, other, sides)


def plant_at_risk(world: Any, word: str, owner: Person) -> None:
    """Make a customer who waits for an answer."""
    at_risk = world.customer(f"{word} risk", owner=owner)
    paid = Subscription.objects.create(**world.fact(), customer=at_risk, currency="EUR")
    PriceState.objects.create(subscription=paid, starts_on=date(2025, 1, 1), mrr=50, amount=50, known_at=NOON)
    at = NOON - timedelta(days=30)
    world.said(at_risk, at, direction="in", subject=f"{word} unanswered")
    world.said(at_risk, at - timedelta(days=9), direction="in", answered_at=at - timedelta(days=8))
