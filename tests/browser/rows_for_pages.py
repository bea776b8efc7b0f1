"""Makes, in the installation that is served, the rows that pages are about; prints where they are as JSON.

Run by test_pages.py in a process of its own. What it prints goes by the names of the addresses: a number or
a token, what an address is filled with, or a list of either.
"""

# ruff: noqa: E402, T201
# (models are there once Django is set up; what is printed is read)

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

from django.utils import timezone

from karn.apps.care.actions import innovations, problems, reviews
from karn.apps.care.actions.boards import receive_board
from karn.apps.care.actions.confirmations import make_list_link
from karn.apps.care.actions.expectations import Expected, make_expectations
from karn.apps.care.actions.value import begin_recap
from karn.apps.care.models import Confirmation
from karn.apps.care.models.reviews import Cause, Review
from karn.apps.care.queries.boards import board_json
from karn.apps.care.queries.independence import independent_people
from karn.apps.contracts.actions.costs import add_cost, add_hours
from karn.apps.contracts.actions.products import keep_plan
from karn.apps.contracts.models import Cost, Departure, Hours, Plan
from karn.apps.conversations.actions import Said, log_conversation
from karn.apps.customers.actions.selections import choose_customers
from karn.apps.customers.models import Customer
from karn.apps.desk.actions import make_calendar
from karn.apps.exits.actions.invitations import exit_link
from karn.apps.farewell.actions.declarations import make_cancel_link, receive_declaration
from karn.apps.farewell.actions.goodbyes import begin_goodbye, hand_over_goodbye, make_goodbye_link
from karn.apps.farewell.models import Goodbye
from karn.apps.farewell.queries.declarations import NOTICE, audience_of
from karn.apps.farewell.queries.goodbyes import DATA_PURPOSE, audience_of_goodbye
from karn.apps.farewell.rules.declarations import Said as Declared
from karn.apps.lessons.actions import post_mortems as looking_back
from karn.apps.lessons.actions.improvements import Meant, decide_improvement
from karn.apps.lessons.models.post_mortems import OPEN_LOOK, PostMortem
from karn.apps.lessons.models.post_mortems import Cause as PostMortemCause
from karn.apps.mailing.actions.queueing import Parts, queue_mail
from karn.apps.mailing.actions.sending import UNSUBSCRIBE, send_due
from karn.apps.mailing.actions.templates import change_words
from karn.apps.people.actions.logins import make_link
from karn.apps.people.models import Person
from karn.apps.personal.actions.erasures import erase_person
from karn.apps.plays.actions.win_back import write_text
from karn.apps.plays.models import WinBackText
from karn.apps.segments.actions import segments
from karn.apps.surveys.actions.surveys import make_page, make_ready_survey
from karn.platform import links
from karn.web.forms.segments import examples


def people(by: Person, at: datetime) -> dict[str, Any]:
    who = {"name": "Wie Weg Wil", "kind": "person", "source": "karn", "source_id": f"{at}", "known_at": at}
    leaver = Customer.objects.create(**who)
    gone = erase_person(kind="customer", number=leaver.pk, by=by, on=at.date(), at=at)
    invited = Person.objects.exclude(pk=by.pk).order_by("pk")[0]
    return {
        "erasure": gone.reference,
        "welcome": make_link(invited, by=by, at=at),
        "calendar": make_calendar(person=by, at=at),
        **{file: {"kind": "people.person", "number": by.pk} for file in ["journal_csv", "journal_xlsx"]},
    }


def customers(acme: Customer, by: Person, at: datetime) -> dict[str, Any]:
    said = Said(channel="call", direction="in", happened_at=at, subject="Asked about the invoice")
    logged = log_conversation(customer=acme, said=said, by=by, at=at)
    chosen = choose_customers(numbers=[1, 2, 3], by=by, at=at)
    name, definition = next(iter(examples().values()))
    segment = segments.create_segment(said=segments.Said(name, definition), by=by, on=at.date(), at=at)
    of_segment = dict.fromkeys(["segment", "edit_segment", "segment_count"], segment.pk)
    return {"conversation": logged.pk, "together": chosen.pk, **of_segment}


def money(acme: Customer, by: Person, at: datetime) -> dict[str, Any]:
    day = at.date() - timedelta(days=2)
    add_hours(customer=acme.pk, by=by, at=at, worked_on=day, hours=Decimal(2))
    add_cost(customer=acme.pk, by=by, at=at, cost_on=day, amount=Decimal(20), currency="EUR")
    keep_plan(name=f"Prepared {at:%H%M%S}", currency="EUR", prices={}, by=by, at=at)
    return {
        "edit_hours": Hours.objects.latest("pk").pk,
        "edit_cost": Cost.objects.latest("pk").pk,
        "edit_plan": Plan.objects.latest("pk").pk,
    }


def mails(acme: Customer, by: Person, at: datetime) -> dict[str, Any]:
    told = {"link": "https://example.org/s/x", "matter": "working with us"}
    invitation: dict[str, Any] = {"to": "wie@example.org", "template": "survey_invitation", "values": told}
    queued = [
        queue_mail(key=f"{of} {at}", language=of, about=acme, by=by, at=at, **invitation)
        for of in ("en", "nl", "sv")
    ]
    send_due(at=at)
    words = Parts("A short question", "[Answer]({{link}})")
    change_words(code="survey_invitation", language="en", parts=words, by=by, at=at)
    ends: dict[str, Any] = {"purpose": UNSUBSCRIBE, "expires_at": at + timedelta(days=1), "at": at}
    return {
        **dict.fromkeys(["mail", "mail_body", "mail_file"], queued[0].pk),
        **{
            name: {"code": "survey_invitation"}
            for name in ("mail_word", "mail_word_body", "mail_word_changes")
        },
        "stop_mail": [links.make_link(audience=f"mail:{one.pk}", **ends) for one in queued],
    }


def surveys(by: Person, at: datetime) -> dict[str, Any]:
    survey = make_ready_survey(code="nps", language="en", by=by, at=at)
    hung = make_page(survey=survey, name="At the door", by=by, at=at)
    at_the_door = {"number": survey.pk, "page": hung.pk}
    return {
        "survey_page": at_the_door,
        "survey_page_code": at_the_door | {"kind": "svg"},
        "survey_public": hung.secret,
    }


def routine(acme: Customer, by: Person, at: datetime) -> dict[str, Any]:
    """Make what is done for clients one by one: expectations, a problem board, what is normal, a recap."""
    on = at.date()
    make_expectations(customer=acme, expected=[Expected("A report each month")], by=by, on=on, at=at)
    opened = make_list_link(customer=acme, contact=None, by=by, at=at)
    item = innovations.add_innovation(told=innovations.Described(f"Tests {at}", "Fewer calls"), by=by, at=at)
    innovations.tick(customer=acme, item=item, state="does", said=innovations.Said(), by=by, on=on, at=at)
    problems.add_problem(customer=acme, told=problems.Told("The form breaks"), by=by, on=on, at=at)
    zone = ZoneInfo("Europe/Amsterdam")
    board = json.dumps(board_json([acme], name=acme.name, zone=zone)).encode()
    received = receive_board(customer=acme, data=board, zone=zone, by=by, at=at)
    return {
        "expectations_public": opened,
        "expectation_list": Confirmation.objects.latest("pk").pk,
        **dict.fromkeys(["normal_item", "edit_normal", "ticks_csv", "ticks_xlsx"], item.pk),
        "tick_innovation": {"number": acme.pk, "item": item.pk},
        "board_import": received.pk,
        **dict.fromkeys(["recap", "recap_pdf"], begin_recap(customer=acme, by=by, at=at).pk),
        **looks(by, on, at),
        **{name: {"code": "unanswered"} for name in ("signal_rule", "signal_rule_csv", "signal_rule_xlsx")},
        "start_up_plan": {"code": "new"},
    }


def leaving(acme: Customer, at: datetime) -> dict[str, Any]:
    """Let somebody give notice whom nobody knows; the customer has a personal link and does not use it."""
    said = Declared("Jo Onbekend", "4711", "jo@example.org")
    made = receive_declaration(sort="cancel", said=said, language="en", at=at)
    known, number = make_cancel_link(customer=acme, at=at), made.declaration.pk
    until = at + timedelta(days=1)
    notice = links.make_link(purpose=NOTICE, audience=audience_of(number), expires_at=until, at=at)
    return {
        "cancel_known": known, "withdraw_known": known, "receipt": made.secret, "notice": notice,
        "notice_page": number,
    }  # fmt: skip


def looks(by: Person, on: date, at: datetime) -> dict[str, Any]:
    """Plan two reviews: one an outsider holds, one the administrator himself."""
    others = Customer.objects.exclude(pk__in=Review.objects.values("customer")).order_by("pk")
    strange = next(one for one in others if by in independent_people(one, on=on))
    guests = next(one for one in others if one != strange)
    planned = [
        reviews.plan_review(customer=one, cause=Cause.HAND, due_on=on, by=by, at=at)
        for one in (guests, strange)
    ]
    outside = reviews.choose_reviewer(review=planned[0], guest="Ans Buiten", by=by, at=at)
    own = reviews.choose_reviewer(review=planned[1], reviewer=by, by=by, at=at)
    return {"review_public": reviews.make_guest_link(review=outside, by=by, at=at), "review_client": own.pk}


def goodbyes(by: Person, at: datetime) -> dict[str, Any]:
    """Give a letter to who left, and links to the questions, to the page and to what they take along."""
    left = Departure.objects.filter(undone_on__isnull=True, goodbye__isnull=True).order_by("pk").first()
    if left is not None:
        begin_goodbye(customer=left.customer, by=by, at=at)
    letter = hand_over_goodbye(goodbye=Goodbye.objects.order_by("-pk")[0], by=by, at=at)
    theirs: dict[str, Any] = {"audience": audience_of_goodbye(letter.pk), "at": at}
    asked = exit_link(customer_id=letter.customer_id, left_on=at.date(), language="en", at=at)
    everybody = WinBackText.objects.filter(segment=None).first()
    text = everybody or write_text(text=None, segment=None, words={"en": "We miss you"}, by=by, at=at)
    meant = Meant("other", "Answer within a day", by, at.date() + timedelta(days=30))
    return {
        "exit_questions": asked.rpartition("/")[2],
        **dict.fromkeys(["goodbye_pdf", "finish_goodbye_step"], letter.pk),
        "goodbye_public": make_goodbye_link(goodbye=letter, by=by, at=at),
        "goodbye_data_public": links.make_link(
            purpose=DATA_PURPOSE, expires_at=at + timedelta(days=7), **theirs
        ),
        "win_back_text": text.pk,
        "improvement": decide_improvement(meant=meant, by=by, at=at).pk,
    }


def lessons(by: Person, at: datetime) -> dict[str, Any]:
    """Let an outsider look back, and the administrator, where he may."""
    looked_at = PostMortem.objects.filter(OPEN_LOOK).values("customer")
    others = Customer.objects.exclude(pk__in=looked_at).order_by("pk")
    strange = next(one for one in others if by in independent_people(one, on=at.date()))
    guests = next(one for one in others if one != strange)
    subject = looking_back.Subject(PostMortemCause.HAND, at.date())
    asked, own = (
        looking_back.plan_look(customer=one, subject=subject, by=by, at=at) for one in (guests, strange)
    )
    looking_back.choose_auditor(look=asked, guest="Bas Buiten", by=by, at=at)
    looking_back.choose_auditor(look=own, auditor=by, by=by, at=at)
    return {
        "look": own.pk,
        "look_ask": own.pk,
        "look_then": own.pk,
        "look_public": looking_back.make_guest_link(look=asked, by=by, at=at),
    }


def everything(at: datetime) -> dict[str, Any]:
    by = Person.objects.filter(role="administrator").order_by("pk")[0]
    acme = Customer.objects.get(pk=1)
    return {
        **people(by, at),
        **customers(acme, by, at),
        **money(acme, by, at),
        **mails(acme, by, at),
        **surveys(by, at),
        **routine(acme, by, at),
        **leaving(acme, at),
        **goodbyes(by, at),
        **lessons(by, at),
    }


print(json.dumps(everything(timezone.now())))
