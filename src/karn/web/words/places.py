"""The pages and actions one can go to by name, from the search and the palette."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station
from karn.apps.company.rules.words import say
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may


@dataclass(frozen=True, slots=True)
class Place:
    """A page, or an action: its name among the addresses, its icon, what it is called, its key.

    An action that `posts` is a button; the one that `logs` opens the dialog. `text` says which of the
    company's own texts is its name; without its `station` it is hidden.
    """

    name: str
    icon: str
    words: Promise | str
    key: str = ""
    posts: bool = False
    logs: bool = False
    text: str = ""
    station: str = ""

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(self.name)

    def as_called_by(self, company: Company | None) -> Place:
        """Return the place under the name that the company's word for a customer gives it."""
        if company is None or not self.text:
            return self
        return replace(self, words=say(self.text, company.word))

    def is_open_to(self, person: Person) -> bool:
        """Say whether this person may go there: the page itself says which deed it takes."""
        deed: Deed | None = getattr(resolve(self.address).func, "deed", None)  # see karn.web.access.needs
        return deed is None or may(person.role, deed)


ACTIONS = (
    Place("new_conversation", "plus", _("Log a conversation"), key="l", logs=True),
    Place("new_customer", "plus", _("New customer"), text="new"),
    Place("new_task", "plus", _("New task")),
    Place("enter_notice", "plus", _("Write down a notice"), station=Station.GOODBYE),
    Place("new_import", "upload", _("Import a file")),
    Place("refresh", "refresh", _("Refresh the figures"), posts=True),
    Place("new_cover", "users", _("Arrange cover")),
    Place("invite", "user", _("Invite somebody")),
)
PAGES = (
    Place("day", "check", _("My day"), key="g d"),
    Place("dashboard", "chart-line", _("Dashboard"), key="g h"),
    Place("customers", "users", _("Customers"), key="g c", text="many"),
    Place("unanswered", "messages", _("Unanswered"), key="g u", station=Station.UNANSWERED),
    Place("renewals", "calendar-event", _("Renewals ahead"), station=Station.RENEWALS),
    Place("rhythm", "phone", _("Contact rhythm"), station=Station.RHYTHM),
    Place("promises", "check", _("Promises"), station=Station.EXPECTATIONS),
    Place("start_ups", "trending-up", _("Start-ups"), station=Station.START_UP),
    Place("products", "file-invoice", _("Products"), station=Station.PRODUCTS),
    Place("margins", "cash", _("Margins"), station=Station.MARGINS),
    Place("wishes", "star", _("Wishes"), station=Station.WISHES),
    Place("recaps", "cash", _("Recaps of what they got"), station=Station.VALUE),
    Place("reviews", "eye", _("Reviews"), station=Station.REVIEWS),
    Place("problems", "alert-triangle", _("Problems"), station=Station.PROBLEMS),
    Place("normal", "star", _("What is normal to us"), station=Station.PROBLEMS),
    Place("thin_clients", "users", _("Web of influence"), station=Station.INFLUENCE),
    Place("week", "calendar-event", _("Weekly meeting"), key="g w"),
    Place("cases", "message", _("Cases")),
    Place("lights", "eye", _("Five lights")),
    Place("signals", "alert-triangle", _("Signals")),
    Place("fit", "check", _("Right clients"), station=Station.CRITERIA),
    Place("tasks", "check", _("Tasks"), key="g t"),
    Place("surveys", "message", _("Surveys")),
    Place("mails", "mail", _("Outbox")),
    Place("looking_back", "eye", _("Looking back"), station=Station.LESSONS),
    Place("lessons", "help", _("Lessons"), station=Station.LESSONS),
    Place("lesson_round", "check", _("Lesson round"), station=Station.LESSONS),
    Place("improvements", "check", _("Improvements"), station=Station.LESSONS),
    Place("why", "door-exit", _("Why they leave")),
    Place("reasons", "settings", _("Reasons for leaving")),
    Place("notices", "door-exit", _("Notices"), station=Station.GOODBYE),
    Place("farewells", "mail", _("Goodbyes"), station=Station.GOODBYE),
    Place("exit_answers", "message", _("What leavers say"), station=Station.GOODBYE),
    Place("renewal_reminders", "clock", _("Reminders of renewals"), station=Station.GOODBYE),
    Place("failed_payments", "credit-card-off", _("Failed payments"), station=Station.PAYMENTS),
    Place("win_back", "refresh", _("Win-back"), station=Station.WIN_BACK),
    Place("segments", "filter", _("Segments"), key="g s"),
    Place("duplicates", "users", _("Duplicates")),
    Place("customer_bin", "x", _("Bin")),
    Place("figures", "table", _("Figures"), key="g f"),
    Place("imports", "upload", _("Imports"), key="g i"),
    Place("me", "key", _("Your own page")),
    Place("tokens", "key", _("Tokens for programs")),
    Place("people", "user", _("People")),
    Place("personal", "key", _("Personal data")),
    Place("audit", "clock", _("Audit log")),
    Place("company", "settings", _("Company settings")),
    Place("attributes", "settings", _("Your own attributes")),
    Place("mail_settings", "settings", _("Mail settings")),
    Place("mail_words", "mail", _("Words of mails")),
    Place("day_settings", "settings", _("Your day by mail and in your calendar")),
    Place("start_up_plans", "settings", _("Plans of start-ups"), station=Station.START_UP),
    Place("rhythm_settings", "settings", _("How often who wants to be heard"), station=Station.RHYTHM),
    Place("hour_rates", "cash", _("What an hour costs"), station=Station.MARGINS),
    Place("runs", "refresh", _("Background work")),
    Place("state", "database", _("State of the system")),
)

LISTED = {"segment": "segments", "task": "tasks", "survey": "surveys", "lesson": "lessons", "wish": "wishes"}
"""In which of PAGES each kind is listed that is found by name; the page of one is called as its kind."""


def places_named(
    text: str, among: tuple[Place, ...], *, person: Person, company: Company | None = None
) -> list[Place]:
    """Return the places this person may go to that have every word of `text` in their name.

    They are called as the company calls its customers; what it does not need is left out.
    """
    words = text.casefold().split()
    return [
        place
        for place in (one.as_called_by(company) for one in among)
        if (company is None or not place.station or company.has(place.station))
        and place.is_open_to(person)
        and all(word in str(place.words).casefold() for word in words)
    ]
