"""Every address × method × role × own or foreign customer: who gets in, and that nothing foreign gets out.

The policy is declared once more, here: an address without a line fails, and so does a view that asks
for another deed than its line says. What must not get out are words planted in a foreign customer.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from karn.apps.contracts.models import (
    Cost,
    Departure,
    Edit,
    Hours,
    Invoice,
    Order,
    PriceState,
    Subscription,
)
from karn.apps.conversations.models import Conversation, Hint
from karn.apps.customers.models import Contact, Customer
from karn.apps.desk.actions import refresh_everything
from karn.apps.people.actions import create_person
from karn.apps.people.models import Person, Role
from karn.apps.people.rules import Deed, may
from karn.apps.segments.models import SavedView, Segment
from karn.apps.surveys.models import Response, Survey, Version
from karn.apps.surveys.rules.questions import as_json
from karn.apps.surveys.rules.ready import ready_form
from karn.apps.tasks.models import Task
from karn.apps.threats.models import Signal
from karn.platform.locks import hold
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
OPEN, EVERYBODY = "open", "everybody"

POLICY: dict[str, Deed | str] = {
    "login": OPEN,
    "forgotten": OPEN,
    "logout": EVERYBODY,
    "account_login": OPEN,
    "account_logout": EVERYBODY,
    "mfa_authenticate": OPEN,
    "mfa_login_webauthn": OPEN,
    "me": EVERYBODY,
    "own_password": EVERYBODY,
    "second_factor": EVERYBODY,
    "log_out_others": EVERYBODY,
    "account_reauthenticate": EVERYBODY,
    "mfa_reauthenticate": EVERYBODY,
    "mfa_reauthenticate_webauthn": EVERYBODY,
    "mfa_index": EVERYBODY,
    "mfa_list_webauthn": EVERYBODY,
    "mfa_activate_totp": EVERYBODY,
    "mfa_deactivate_totp": EVERYBODY,
    "mfa_view_recovery_codes": EVERYBODY,
    "mfa_generate_recovery_codes": EVERYBODY,
    "mfa_add_webauthn": EVERYBODY,
    "mfa_edit_webauthn": EVERYBODY,
    "mfa_remove_webauthn": EVERYBODY,
    "welcome": OPEN,
    "mails": Deed.SEE_CUSTOMERS,
    "mails_csv": Deed.EXPORT,
    "mails_xlsx": Deed.EXPORT,
    "mail": Deed.SEE_CUSTOMERS,
    "mail_body": Deed.SEE_CUSTOMERS,
    "mail_file": Deed.KEEP_MAIL,
    "send_mail_again": Deed.KEEP_MAIL,
    "take_mail_back": Deed.KEEP_MAIL,
    "settle_mail": Deed.KEEP_MAIL,
    "mail_goes_on": Deed.KEEP_MAIL,
    "mail_settings": Deed.KEEP_MAIL,
    "mail_settings_changes": Deed.KEEP_MAIL,
    "mail_word_changes": Deed.KEEP_MAIL,
    "mail_words": Deed.KEEP_MAIL,
    "mail_word": Deed.KEEP_MAIL,
    "mail_word_body": Deed.KEEP_MAIL,
    "ready_mail": Deed.KEEP_MAIL,
    "test_mail": Deed.KEEP_MAIL,
    "customer_mail": Deed.SEE_CUSTOMERS,
    "allow_mail": Deed.CHANGE_CUSTOMERS,
    "refuse_mail": Deed.CHANGE_CUSTOMERS,
    "undo_objection": Deed.CHANGE_CUSTOMERS,
    "lift_suppression": Deed.KEEP_MAIL,
    "restore_consent": Deed.CHANGE_CUSTOMERS,
    "withdraw_consent": Deed.CHANGE_CUSTOMERS,
    "mail_returns": OPEN,
    "stop_mail": OPEN,
    "tokens": EVERYBODY,
    "tokens_csv": EVERYBODY,
    "tokens_xlsx": EVERYBODY,
    "revoke_token": EVERYBODY,
    "health": OPEN,
    "language": OPEN,
    "theme": OPEN,
    "dashboard": Deed.SEE_FIGURES,
    "figures": Deed.SEE_FIGURES,
    "figure": Deed.SEE_FIGURES,
    "figure_answer": Deed.SEE_FIGURES,
    "figure_answer_xlsx": Deed.SEE_FIGURES,
    "figure_answer_json": Deed.SEE_FIGURES,
    "reasons_csv": Deed.SEE_FIGURES,
    "reasons_xlsx": Deed.SEE_FIGURES,
    "figure_rows": Deed.EXPORT,
    "figure_rows_xlsx": Deed.EXPORT,
    "customers_csv": Deed.EXPORT,
    "customers_xlsx": Deed.EXPORT,
    "unanswered_csv": Deed.EXPORT,
    "unanswered_xlsx": Deed.EXPORT,
    "customer_bin_csv": Deed.EXPORT,
    "customer_bin_xlsx": Deed.EXPORT,
    "duplicates_csv": Deed.EXPORT,
    "duplicates_xlsx": Deed.EXPORT,
    "timeline_csv": Deed.EXPORT,
    "timeline_xlsx": Deed.EXPORT,
    "contacts_csv": Deed.EXPORT,
    "contacts_xlsx": Deed.EXPORT,
    "customer_changes_csv": Deed.EXPORT,
    "customer_changes_xlsx": Deed.EXPORT,
    "contract_changes_csv": Deed.EXPORT,
    "contract_changes_xlsx": Deed.EXPORT,
    "products_csv": Deed.EXPORT,
    "products_xlsx": Deed.EXPORT,
    "segments_csv": Deed.EXPORT,
    "segments_xlsx": Deed.EXPORT,
    "search_csv": Deed.EXPORT,
    "search_xlsx": Deed.EXPORT,
    "refresh": Deed.REFRESH,
    "customers": Deed.SEE_CUSTOMERS,
    "customer": Deed.SEE_CUSTOMERS,
    "customer_changes": Deed.SEE_CUSTOMERS,
    "sheet": Deed.SEE_CUSTOMERS,
    "search": Deed.SEE_CUSTOMERS,
    "unanswered": Deed.SEE_CUSTOMERS,
    "save_view": Deed.SEE_CUSTOMERS,
    "first_view": Deed.SEE_CUSTOMERS,
    "remove_view": Deed.SEE_CUSTOMERS,
    "restore_view": Deed.SEE_CUSTOMERS,
    "segments": Deed.SEE_CUSTOMERS,
    "segment": Deed.SEE_CUSTOMERS,
    "segment_count": Deed.SEE_CUSTOMERS,
    "segment_changes": Deed.SEE_CUSTOMERS,
    "plan_changes": Deed.CHANGE_COMPANY,
    "company_changes": Deed.CHANGE_COMPANY,
    "attribute_changes": Deed.CHANGE_COMPANY,
    "person_changes": Deed.CHANGE_PEOPLE,
    "new_segment": Deed.KEEP_SEGMENTS,
    "edit_segment": Deed.KEEP_SEGMENTS,
    "count_draft": Deed.KEEP_SEGMENTS,
    "example_segment": Deed.KEEP_SEGMENTS,
    "remove_segment": Deed.KEEP_SEGMENTS,
    "restore_segment": Deed.KEEP_SEGMENTS,
    "new_customer": Deed.CHANGE_CUSTOMERS,
    "edit_customer": Deed.CHANGE_CUSTOMERS,
    "mark_key": Deed.CHANGE_CUSTOMERS,
    "unmark_key": Deed.CHANGE_CUSTOMERS,
    "remove_customer": Deed.CHANGE_CUSTOMERS,
    "restore_customer": Deed.CHANGE_CUSTOMERS,
    "customer_bin": Deed.CHANGE_CUSTOMERS,
    "customer_source_id": Deed.CHANGE_CUSTOMERS,
    "undo_change": Deed.CHANGE_CUSTOMERS,
    "new_contact": Deed.CHANGE_CUSTOMERS,
    "edit_contact": Deed.CHANGE_CUSTOMERS,
    "contact_left": Deed.CHANGE_CUSTOMERS,
    "remove_contact": Deed.CHANGE_CUSTOMERS,
    "restore_contact": Deed.CHANGE_CUSTOMERS,
    "remove_plan": Deed.CHANGE_COMPANY,
    "restore_plan": Deed.CHANGE_COMPANY,
    "restore_attribute": Deed.CHANGE_COMPANY,
    "contract_changes": Deed.SEE_CUSTOMERS,
    "new_subscription": Deed.CHANGE_CUSTOMERS,
    "edit_subscription": Deed.CHANGE_CUSTOMERS,
    "new_price": Deed.CHANGE_CUSTOMERS,
    "edit_price": Deed.CHANGE_CUSTOMERS,
    "pause_subscription": Deed.CHANGE_CUSTOMERS,
    "discount_subscription": Deed.CHANGE_CUSTOMERS,
    "new_departure": Deed.CHANGE_CUSTOMERS,
    "edit_departure": Deed.CHANGE_CUSTOMERS,
    "new_invoice": Deed.CHANGE_CUSTOMERS,
    "invoice_paid": Deed.CHANGE_CUSTOMERS,
    "invoice_credited": Deed.CHANGE_CUSTOMERS,
    "new_order": Deed.CHANGE_CUSTOMERS,
    "new_return": Deed.CHANGE_CUSTOMERS,
    "new_hours": Deed.CHANGE_CUSTOMERS,
    "edit_hours": Deed.CHANGE_CUSTOMERS,
    "remove_hours": Deed.CHANGE_CUSTOMERS,
    "new_cost": Deed.CHANGE_CUSTOMERS,
    "edit_cost": Deed.CHANGE_CUSTOMERS,
    "remove_cost": Deed.CHANGE_CUSTOMERS,
    "undo_edit": Deed.CHANGE_CUSTOMERS,
    "products": Deed.SEE_CUSTOMERS,
    "new_plan": Deed.CHANGE_COMPANY,
    "edit_plan": Deed.CHANGE_COMPANY,
    "plan_offered": Deed.CHANGE_COMPANY,
    "plan_retired": Deed.CHANGE_COMPANY,
    "renewals": Deed.SEE_CUSTOMERS,
    "renewals_csv": Deed.EXPORT,
    "renewals_xlsx": Deed.EXPORT,
    "margins": Deed.SEE_CUSTOMERS,
    "margins_csv": Deed.EXPORT,
    "margins_xlsx": Deed.EXPORT,
    "hour_rates": Deed.CHANGE_COMPANY,
    "hour_rates_csv": Deed.CHANGE_COMPANY,
    "hour_rates_xlsx": Deed.CHANGE_COMPANY,
    "choose_many": Deed.SEE_CUSTOMERS,
    "together": Deed.CHANGE_CUSTOMERS,
    "change_together": Deed.CHANGE_CUSTOMERS,
    "undo_together": Deed.CHANGE_CUSTOMERS,
    "chosen_csv": Deed.EXPORT,
    "chosen_xlsx": Deed.EXPORT,
    "duplicates": Deed.MERGE_CUSTOMERS,
    "duplicates_progress": Deed.MERGE_CUSTOMERS,
    "look_for_duplicates": Deed.MERGE_CUSTOMERS,
    "decide_pair": Deed.MERGE_CUSTOMERS,
    "merge_with": Deed.MERGE_CUSTOMERS,
    "pair": Deed.MERGE_CUSTOMERS,
    "merge": Deed.MERGE_CUSTOMERS,
    "undo_merge": Deed.MERGE_CUSTOMERS,
    "merging_rules": Deed.CHANGE_COMPANY,
    "new_conversation": Deed.LOG_CONVERSATIONS,
    "conversation": Deed.LOG_CONVERSATIONS,
    "undo_conversation_change": Deed.LOG_CONVERSATIONS,
    "mark_answered": Deed.LOG_CONVERSATIONS,
    "mark_waiting": Deed.LOG_CONVERSATIONS,
    "look_together": Deed.LOG_CONVERSATIONS,
    "mark_together": Deed.LOG_CONVERSATIONS,
    "unmark_together": Deed.LOG_CONVERSATIONS,
    "remove_conversation": Deed.LOG_CONVERSATIONS,
    "restore_conversation": Deed.LOG_CONVERSATIONS,
    "note_hint": Deed.LOG_CONVERSATIONS,
    "remove_hint": Deed.LOG_CONVERSATIONS,
    "tasks": Deed.SEE_CUSTOMERS,
    "new_task": Deed.KEEP_TASKS,
    "task": Deed.KEEP_TASKS,
    "finish_task": Deed.KEEP_TASKS,
    "reopen_task": Deed.KEEP_TASKS,
    "remove_task": Deed.KEEP_TASKS,
    "restore_task": Deed.KEEP_TASKS,
    "survey_public": OPEN,
    "tasks_csv": Deed.EXPORT,
    "tasks_xlsx": Deed.EXPORT,
    "surveys": Deed.SEE_CUSTOMERS,
    "survey_answer": Deed.SEE_CUSTOMERS,
    "new_survey": Deed.KEEP_SURVEYS,
    "use_ready_survey": Deed.KEEP_SURVEYS,
    "survey_habits": Deed.KEEP_SURVEYS,
    "survey": Deed.SEE_CUSTOMERS,
    "ask_survey": Deed.KEEP_SURVEYS,
    "close_survey": Deed.KEEP_SURVEYS,
    "edit_survey": Deed.KEEP_SURVEYS,
    "ask_one": Deed.ASK_CUSTOMERS,
    "open_survey": Deed.KEEP_SURVEYS,
    "new_survey_page": Deed.KEEP_SURVEYS,
    "survey_page": Deed.SEE_CUSTOMERS,
    "close_survey_page": Deed.KEEP_SURVEYS,
    "survey_page_code": Deed.SEE_CUSTOMERS,
    "plan_survey": Deed.KEEP_SURVEYS,
    "preview_survey": Deed.SEE_CUSTOMERS,
    "remove_survey": Deed.KEEP_SURVEYS,
    "restore_survey": Deed.KEEP_SURVEYS,
    "survey_answers_csv": Deed.EXPORT,
    "survey_answers_xlsx": Deed.EXPORT,
    "imports": Deed.IMPORT_FILES,
    "imports_csv": Deed.IMPORT_FILES,
    "imports_xlsx": Deed.IMPORT_FILES,
    "new_import": Deed.IMPORT_FILES,
    "import": Deed.IMPORT_FILES,
    "check_import": Deed.IMPORT_FILES,
    "discard_import": Deed.IMPORT_FILES,
    "load_import": Deed.IMPORT_FILES,
    "import_progress": Deed.IMPORT_FILES,
    "refused_csv": Deed.IMPORT_FILES,
    "refused_xlsx": Deed.IMPORT_FILES,
    "people": Deed.SEE_PEOPLE,
    "people_csv": Deed.SEE_PEOPLE,
    "people_xlsx": Deed.SEE_PEOPLE,
    "covers_csv": Deed.SEE_PEOPLE,
    "covers_xlsx": Deed.SEE_PEOPLE,
    "hand_overs_csv": Deed.SEE_PEOPLE,
    "hand_overs_xlsx": Deed.SEE_PEOPLE,
    "person": Deed.CHANGE_PEOPLE,
    "invite": Deed.CHANGE_PEOPLE,
    "new_link": Deed.CHANGE_PEOPLE,
    "reset_second_factor": Deed.CHANGE_PEOPLE,
    "person_off": Deed.CHANGE_PEOPLE,
    "person_on": Deed.CHANGE_PEOPLE,
    "new_cover": Deed.ARRANGE_COVER,
    "end_cover": Deed.ARRANGE_COVER,
    "new_hand_over": Deed.HAND_OVER,
    "hand_back": Deed.HAND_OVER,
    "audit": Deed.SEE_AUDIT,
    "audit_csv": Deed.SEE_AUDIT,
    "audit_xlsx": Deed.SEE_AUDIT,
    "personal": Deed.PERSONAL_DATA,
    "personal_csv": Deed.PERSONAL_DATA,
    "personal_xlsx": Deed.PERSONAL_DATA,
    "erasures_csv": Deed.PERSONAL_DATA,
    "erasures_xlsx": Deed.PERSONAL_DATA,
    "person_kept": Deed.PERSONAL_DATA,
    "person_zip": Deed.PERSONAL_DATA,
    "erasure": Deed.PERSONAL_DATA,
    "let_in": Deed.PERSONAL_DATA,
    "finish_erasing": Deed.PERSONAL_DATA,
    "company": Deed.CHANGE_COMPANY,
    "company_preset": Deed.CHANGE_COMPANY,
    "undo_preset": Deed.CHANGE_COMPANY,
    "runs": Deed.SEE_RUNS,
    "runs_under_way": Deed.SEE_RUNS,
    "cancel_run": Deed.SEE_RUNS,
    "retry_run": Deed.SEE_RUNS,
    "state": Deed.CHANGE_COMPANY,
    "quarantine": Deed.CHANGE_COMPANY,
    "attributes": Deed.CHANGE_COMPANY,
    "attributes_csv": Deed.CHANGE_COMPANY,
    "attributes_xlsx": Deed.CHANGE_COMPANY,
    "remove_attribute": Deed.CHANGE_COMPANY,
}
"""What each address takes. A new one without its line fails."""

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
        "tasks": Task.objects.create(
            customer=customer, text=f"{word} task", why=f"{word} why", made_at=NOON, changed_at=NOON
        ).pk,
        "surveys": answered(customer, f"{word} wish"),
    }
    segment, view = keep(f"{word} segment", owner), keep_view(f"{word} view", owner)
    return Side(customer, contact, said, hint, 0, bought, segment.pk, view.pk)


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


@pytest.fixture(scope="module")
def planted(
    unused_world: Any,
    django_db_setup: None,  # noqa: ARG001 (makes the database)
    django_db_blocker: Any,
    tmp_path_factory: Any,
) -> Iterator[Walked]:
    """Plant both sides and make the figures, once for all tests here; each takes back what it changes."""
    folder = tmp_path_factory.mktemp("walked")
    installed = override_settings(INSTALLATION=Installation(data=folder))
    with installed, django_db_blocker.unblock(), transaction.atomic():
        found = plant_both(unused_world)
        # Making the figures takes seconds and is not what is tested here: somebody else just does.
        with hold(folder / "refresh.lock", otherwise=""):
            yield found
        transaction.set_rollback(True)


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


@pytest.fixture
def walked(planted: Walked) -> Walked:
    """Return what was planted, with everybody newly logged in."""
    cache.clear()
    planted.client = {role: Client() for role in ("", *planted.people)}
    for role, person in planted.people.items():
        planted.client[role].force_login(Person.objects.get(pk=person.pk))
    return planted


@functools.cache
def addresses() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}

    def collect(patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.app_name != "api":  # walked in tests/api/test_access.py
                    collect(pattern.url_patterns)
            else:
                found[pattern.name or str(pattern.pattern)] = pattern

    collect(get_resolver().url_patterns)
    return found


def walked_names() -> list[str]:
    """Return the addresses to walk: a list's Excel file is the same view as its CSV file."""
    seen, names = addresses(), []
    for name in POLICY:
        twin = name.replace("_xlsx", "_csv")
        if twin == name or twin not in seen or seen[twin].callback is not seen[name].callback:
            names.append(name)
    return names


def numbers_of(name: str, side: Side, walked: Walked) -> dict[str, Any]:
    """Return what stands in the address `name` for one side: its own rows where there are any, else 1."""
    pattern = addresses()[name].pattern
    by_first_word = {
        "customers": side.customer.pk,
        "contacts": side.contact.pk,
        "conversations": side.conversation.pk,
        "hints": side.hint.pk,
        "segments": side.segment,
        "views": side.view,
        "people": walked.other.pk,
        "personal": side.contact.pk,
        **side.bought,
    }
    first = str(pattern).partition("/")[0]
    known = {
        "number": by_first_word.get(first, 1),
        "code": "quiet",
        "of": "customers",
        "change": 1,
        "moment": 1,
        "page": 1,
        "pk": 1,
        "kept": side.customer.pk,
        "lost": walked.sides["foreign"].customer.pk,
        "name": "customer_churn",
        "subject": "customer",
        "kind": "contact",
        "reference": "2026-ABCDEFGH",
        "token": "a" * 43,
    }
    return {place: known[place] for place in pattern.converters}


def asked(walked: Walked, name: str, side: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the addresses to ask under a name, with what is sent along: plain, and in ways that search."""
    address = reverse(name, kwargs=numbers_of(name, walked.sides[side], walked))
    customer = walked.sides[side].customer.pk
    shared = Segment.objects.get(shared=True).pk
    everybody = {"m.0": "all", "f.0-0": "customers.name", "o.0-0": "not_empty"}
    more: dict[str, list[dict[str, Any]]] = {
        "customers": [
            {"q": PART}, {"owner": walked.other.pk}, {"owner": "none"}, {"state": "risk"}, {"sort": "-mrr"},
            {"state": "left"}, {"segment": shared}, {"owner": "me"}, {"owner": "team"},
        ],
        "count_draft": [everybody],
        "new_segment": [
            everybody, {"from": walked.sides["foreign"].segment}, {"f.0-0": "customers.acquisition_source"},
        ],
        "customers_csv": [{"q": PART}, {"segment": shared}, {"owner": walked.other.pk}],
        "search": [{"q": PART}, {"q": "wnpearl"}],
        "figure": [
            {"from": "2026-03-01", "to": "2026-04-01"}, {"by": "sector"}, {"page": 2}, {"segment": shared},
        ],
        "figure_answer": [{"by": "sector"}],
        "figure_answer_json": [{"by": "sector"}],
        "figure_rows": [{"from": "2026-03-01", "to": "2026-04-01"}, {"by": "sector"}],
        "unanswered": [
            {"all": 1}, {"owner": walked.other.pk}, {"who": "all"}, {"whose": "all"}, {"age": "older"},
        ],
        "merge_with": [{"q": PART}],
        "new_conversation": [{"customer": customer}, {"q": PART}],
        "customer": [{"kind": "conversations"}],
        "new_hand_over": [{"taker": walked.people[Role.MANAGER].pk, "which": "all"}],
    }  # fmt: skip
    return [(address, given) for given in [{}, *more.get(name, [])]]


def body(response: HttpResponse) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content + repr(sorted(response.headers.items())).encode()


def tried(act: Callable[[], HttpResponse]) -> tuple[int, bytes]:
    """Ask, and take back whatever it changed."""
    with transaction.atomic():
        response = act()
        told = response.status_code, body(response)
        transaction.set_rollback(True)
    return told


OF_THE_MAKER = {"conversation"}
"""What only who made it may do, and administrators: others who may do such things get 403, too."""


TAKES_TWO = {"customer_bin_csv", "duplicates_csv"}
"""Lists for who may both export and do what their page is for: tests/web/test_listings.py."""

ENDS_SESSIONS = {"logout", "account_logout", "log_out_others"}

ASKS_AGAIN = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
"""Who has neither password nor second factor, as the people here, cannot prove again who it is: 403."""


def expected(role: str, name: str, method: str) -> set[int]:
    policy = POLICY[name]
    if policy == OPEN:
        return {200, 302, 404, 405}
    if not role:
        return {302}
    if policy != EVERYBODY and not may(role, Deed(policy)):
        return {403, 405} if method != "post" else {403}
    asks_more = OF_THE_MAKER | ASKS_AGAIN | TAKES_TWO
    return {200, 302, 400, 404, 405, 409} | ({403} if name in asks_more else set())


def test_every_address_has_its_line_and_asks_for_the_deed_it_says() -> None:
    said = {name: getattr(pattern.callback, "deed", None) for name, pattern in addresses().items()}
    assert {name: policy if isinstance(policy, Deed) else None for name, policy in POLICY.items()} == said


@pytest.mark.slow
@pytest.mark.parametrize("role", ["", *Role])
def test_each_role_gets_in_where_it_may_and_nowhere_else(walked: Walked, role: str) -> None:
    client, wrong = walked.client[role], []
    for name in walked_names():
        if name in ENDS_SESSIONS:
            continue  # tested with logging in
        for address in {asked(walked, name, side)[0][0] for side in walked.sides}:
            for method in ("get", "post"):
                status, _ = tried(lambda: getattr(client, method)(address))  # noqa: B023 (called at once)
                if status not in expected(role, name, method):
                    wrong.append((method, address, status))
    assert wrong == []


class ForeignRows:
    """Everything stored about the customers with the foreign word in their name.

    Asked some thousand times, so in SQL that the ORM wrote once.
    """

    MODELS = (
        Contact,
        Conversation,
        Hint,
        Subscription,
        Departure,
        Signal,
        Invoice,
        Order,
        Hours,
        Cost,
        Edit,
        Task,
        Response,
    )

    def __init__(self) -> None:
        its = list(Customer.everything.filter(name__startswith=CANARY.decode()).values_list("pk", flat=True))
        rows = [Customer.everything.filter(pk__in=its).order_by("pk").values_list()]
        rows += [
            model._base_manager.filter(customer__in=its).order_by("pk").values_list() for model in self.MODELS
        ]
        self._questions = [each.query.sql_with_params() for each in rows]

    def now(self) -> list[list[tuple[Any, ...]]]:
        """Return them as they stand."""
        with connection.cursor() as cursor:
            return [
                cursor.execute(text, values) and list(cursor.fetchall()) for text, values in self._questions
            ]


def messages_left(client: Client) -> bytes:
    """Return what the answers before left to be said on the next page."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    request.session = client.session
    return "".join(str(message) for message in FallbackStorage(request)).encode()


@pytest.mark.slow
def test_no_byte_of_a_foreign_customer_reaches_an_account_manager(walked: Walked) -> None:
    client, foreign, leaks, changes = walked.client[Role.ACCOUNT_MANAGER], ForeignRows(), [], []
    before, own = foreign.now(), set()

    def ask(method: str, address: str, given: dict[str, Any]) -> None:
        with transaction.atomic():
            told = body(getattr(client, method)(address, given))
            after = messages_left(client)
            if foreign.now() != before:
                changes.append((method, address, given))
            transaction.set_rollback(True)
        if CANARY.lower() in (told + after).lower():
            leaks.append((method, address, given))
        if OWN.lower() in told.lower():
            own.add(address)

    for name in set(walked_names()) - ENDS_SESSIONS:
        for side in walked.sides:
            for address, given in asked(walked, name, side):
                ask("get", address, given)
                ask("post", address, given | {"name": "Changed", "subject": "Changed", "kind": "competitor"})
    assert (leaks, changes) == ([], [])
    assert {reverse("dashboard"), reverse("customers"), reverse("customers_csv"), reverse("search")} <= own


@pytest.mark.slow
def test_the_same_words_do_reach_somebody_who_sees_every_customer(walked: Walked) -> None:
    """Or the test above could not fail."""
    client, found = walked.client[Role.MANAGER], set()
    for name in set(walked_names()) - ENDS_SESSIONS:
        for address, given in asked(walked, name, "foreign"):
            _, told = tried(lambda: client.get(address, given))  # noqa: B023 (called at once)
            if CANARY.lower() in told.lower():
                found.add(name)
    assert {
        "dashboard", "customers", "customers_csv", "customer", "sheet", "search", "unanswered", "figure",
        "figure_rows", "figure_answer", "reasons_csv", "edit_customer", "new_hand_over",
    } <= found  # fmt: skip


def test_who_has_none_of_the_leavers_in_care_is_not_told_that_nobody_left(walked: Walked) -> None:
    Customer.objects.filter(owner=walked.people[Role.ACCOUNT_MANAGER]).update(owner=walked.other)
    page = walked.client[Role.ACCOUNT_MANAGER].get("/").text
    # Lost in March, above and below, and leaving soon; in April nobody left at all.
    assert page.count("None of the customers in your care.") == 3
    assert page.count("Nobody left.") == 1
    assert "No warning signs among the customers in your care." in page
    figure = walked.client[Role.ACCOUNT_MANAGER].get("/figures/customer_churn/").text
    assert ("only customers in your care" in figure, "Break down by" in figure) == (True, False)


def test_who_may_not_reads_which_role_it_takes(walked: Walked) -> None:
    page = walked.client[Role.ANALYST].get("/imports/")
    assert page.status_code == 403
    assert "This takes one of these roles: administrator, manager." in page.text


def test_what_only_administrators_may_says_so(walked: Walked) -> None:
    page = walked.client[Role.MANAGER].get("/settings/company/")
    assert (page.status_code, "Only an administrator may do this." in page.text) == (403, True)
