"""What a signal says to people: one plain sentence with the value and what is usual here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from django.utils.translation import gettext, ngettext

from karn.apps.threats.rules.finding import Facts
from karn.apps.threats.rules.lights import LIGHT_NAMES
from karn.platform.amounts import amount_words, percent_words, reader_locale


def sentence(rule: str, facts: Facts, *, on: date) -> str:
    """Return what a signal of `rule` with these facts says on `on`, in the language in force.

    A rule this version does not know (from a newer one, or retired) says its own code.
    """
    say = _SENTENCES.get(rule)
    return say(facts, on) if say else rule


def _unanswered(facts: Facts, on: date) -> str:
    said = {
        "what": _channel(facts["channel"]),
        "day": _day(facts["day"], on),
        "days": _days(_since(facts["day"], on)),
    }
    waiting = int(facts["waiting"])
    first = (
        gettext("%(what)s of %(day)s unanswered for %(days)s") % said
        if waiting == 1
        else gettext("%(waiting)d messages unanswered, the oldest (%(day)s) for %(days)s")
        % {**said, "waiting": waiting}
    )
    return _joined(first, _answer_habit(facts))


def _answer_habit(facts: Facts) -> str:
    if facts.get("usual") is None:
        return gettext("you mean to answer within %(days)s") % {"days": _days(_most(facts))}
    return gettext("you usually answer within %(days)s") % {"days": _days(facts["usual"])}


def _silent(facts: Facts, on: date) -> str:
    if facts["never"]:
        return _joined(
            gettext("No personal contact since they joined on %(day)s") % {"day": _day(facts["day"], on)},
            _rhythm(facts),
        )
    first = gettext("No personal contact for %(days)s") % {"days": _days(_since(facts["day"], on))}
    if facts.get("usual") is None:
        return _joined(first, _rhythm(facts))
    return _joined(first, gettext("usual here is %(days)s") % {"days": _days(facts["usual"])})


def _rhythm(facts: Facts) -> str:
    return gettext("your rhythm is %(days)s") % {"days": _days(_most(facts))}


def _most(facts: Facts) -> int:
    """Return the limit; what earlier versions kept names it otherwise."""
    return int(facts["most"] if "most" in facts else facts["limit"])


def _payment(facts: Facts, on: date) -> str:
    said = {
        "amount": _money(facts["amount"], facts["currency"]),
        "day": _day(facts["day"], on),
        "days": _days(_since(facts["day"], on)),
    }
    if facts["failed"]:
        first = gettext("Payment of %(amount)s failed on %(day)s and is not yet paid") % said
    else:
        first = gettext("Invoice of %(amount)s is %(days)s overdue") % said
    return _joined(first, _payment_habit(facts.get("usual")))


def _payment_habit(late: int | None) -> str:
    if late is None:
        return ""
    if late <= 0:
        return gettext("they usually pay in time")
    return gettext("they usually pay %(days)s late") % {"days": _days(late)}


def _price_rise(facts: Facts, on: date) -> str:
    before, after = Decimal(facts["before"]), Decimal(facts["after"])
    said = {
        "percent": percent_words(after / before - 1),
        "day": _day(facts["day"], on),
        "before": _money(before, facts["currency"]),
        "after": _money(after, facts["currency"]),
    }
    if facts.get("discount_ends"):
        if date.fromisoformat(facts["day"]) <= on:
            return gettext("Discount ended on %(day)s: from %(before)s to %(after)s a month.") % said
        return gettext("Discount ends on %(day)s: from %(before)s to %(after)s a month.") % said
    if date.fromisoformat(facts["day"]) > on:
        return gettext("Price goes up %(percent)s on %(day)s: from %(before)s to %(after)s a month.") % said
    return gettext("Price went up %(percent)s on %(day)s: from %(before)s to %(after)s a month.") % said


def _lost_contact(facts: Facts, on: date) -> str:
    said = {"name": facts["name"], "day": _day(facts["day"], on)}
    if facts["nobody_left"]:
        return gettext("%(name)s, our last contact, left on %(day)s: we know nobody there now.") % said
    return gettext("%(name)s, who spoke up for us, left on %(day)s: nobody has taken over that role.") % said


def _contract_end(facts: Facts, on: date) -> str:
    ends = date.fromisoformat(facts["day"])
    said = {"day": _day(facts["day"], on), "days": _days((ends - on).days)}
    return gettext("Contract ends on %(day)s, in %(days)s, and no renewal is recorded.") % said


def _something_changed(facts: Facts, on: date) -> str:
    return _quoted(gettext("Something changed there, noticed on %(day)s") % _noticed(facts, on), facts)


def _named_competitor(facts: Facts, on: date) -> str:
    first = (
        gettext("They named a competitor on %(day)s")
        if facts["times"] == 1
        else gettext("They named a competitor %(times)d times, last on %(day)s")
    )
    return _quoted(first % _noticed(facts, on), facts)


def _asked_notice(facts: Facts, on: date) -> str:
    first = (
        gettext("They asked about notice terms on %(day)s")
        if facts["times"] == 1
        else gettext("They asked about notice terms %(times)d times, last on %(day)s")
    )
    return _quoted(first % _noticed(facts, on), facts)


def _unhappy_answer(facts: Facts, on: date) -> str:
    said = {"survey": facts["survey"], "day": _day(facts["day"], on)}
    return gettext("Unhappy answer to “%(survey)s” on %(day)s, and nobody has come back to it yet.") % said


def _promise_overdue(facts: Facts, on: date) -> str:
    said = {"day": _day(facts["day"], on), "days": _days(_since(facts["day"], on))}
    if facts["promises"] == 1:
        return _quoted_first(gettext("A promise was due on %(day)s, %(days)s ago") % said, facts)
    first = gettext("%(promises)d promises are overdue, the oldest since %(day)s")
    return _quoted_first(first % {**said, "promises": facts["promises"]}, facts)


def _bulk_only(facts: Facts, on: date) -> str:
    said = {"mails": facts["mails"], "day": _day(facts["day"], on), "days": _days(_since(facts["day"], on))}
    if facts["never"]:
        return gettext("Only mail to many since they joined on %(day)s: %(mails)d lately.") % said
    return gettext("Only mail to many for %(days)s, and nobody spoke with them: %(mails)d lately.") % said


def _falling_use(facts: Facts, on: date) -> str:
    said = {"recent": facts["recent"], "usual": facts["usual"], "days": _days(facts["days"])}
    if facts["recent"] == 0:
        last = {**said, "day": _day(facts["day"], on)}
        return gettext("Not used for %(days)s, last on %(day)s; %(usual)d times is usual here.") % last
    return gettext("Used %(recent)d times in %(days)s; %(usual)d is usual here.") % said


def _falling_orders(facts: Facts, on: date) -> str:
    said = {"days": _days(_since(facts["day"], on)), "usual": _days(facts["usual"])}
    return gettext("No order for %(days)s; usual here is one every %(usual)s.") % said


def _open_ticket(facts: Facts, on: date) -> str:
    said = {
        "day": _day(facts["day"], on),
        "days": _days(_since(facts["day"], on)),
        "tickets": facts["tickets"],
    }
    if facts["again"]:
        return gettext("What had been answered is back: a ticket about the same on %(day)s.") % said
    if facts["tickets"] == 1:
        return gettext("Ticket of %(day)s open for %(days)s.") % said
    return gettext("%(tickets)d tickets open, the oldest (%(day)s) for %(days)s.") % said


def _high_invoice(facts: Facts, on: date) -> str:
    said = {
        "amount": _money(facts["amount"], facts["currency"]),
        "most": _money(facts["most"], facts["currency"]),
        "day": _day(facts["day"], on),
    }
    return gettext("Invoice of %(amount)s on %(day)s; the highest of the year before was %(most)s.") % said


def _downgrade(facts: Facts, on: date) -> str:
    said = {
        "day": _day(facts["day"], on),
        "before": _money(facts["before"], facts["currency"]),
        "after": _money(facts["after"], facts["currency"]),
    }
    if date.fromisoformat(facts["day"]) > on:
        return gettext("They go down on %(day)s: from %(before)s to %(after)s a month.") % said
    return gettext("They went down on %(day)s: from %(before)s to %(after)s a month.") % said


def _new_contact(facts: Facts, on: date) -> str:
    said = {"name": facts["name"], "day": _day(facts["day"], on)}
    return gettext("%(name)s is new there since %(day)s.") % said


def _one_contact(facts: Facts, on: date) -> str:
    said = {"day": _day(facts["day"], on)}
    return gettext("Only one contact is left there; the last to leave went on %(day)s.") % said


def _renamed(facts: Facts, on: date) -> str:
    said = {"was": facts["was"], "became": facts["became"] or "–", "day": _day(facts["day"], on)}
    if facts["what"] == "domain":
        return gettext("Another website since %(day)s: %(became)s in place of %(was)s.") % said
    return gettext("Another name since %(day)s: %(became)s in place of %(was)s.") % said


def _new_manager(facts: Facts, on: date) -> str:
    said = {"was": facts["was"], "became": facts["became"], "day": _day(facts["day"], on)}
    if not facts["became"]:
        return gettext("Nobody of us looks after them since %(day)s; before it was %(was)s.") % said
    return gettext("%(became)s looks after them since %(day)s, in place of %(was)s.") % said


def _disagree(facts: Facts, on: date) -> str:
    is_good = facts["says"] == "good"
    first = (
        gettext("Said to be well on %(day)s (%(about)s)")
        if is_good
        else gettext("Said not to be well on %(day)s (%(about)s)")
    ) % {"day": _day(facts["day"], on), "about": _about(facts["about"])}
    if facts["what"] == "use":
        said = {"recent": facts["recent"], "days": _days(facts["days"]), "usual": facts["usual"]}
        second = gettext("used %(recent)d times in %(days)s, %(usual)d is usual here") % said
    else:
        said = {
            "before": _money(facts["before"], facts["currency"]),
            "after": _money(facts["after"], facts["currency"]),
            "days": _days(facts["days"]),
        }
        second = gettext("and within %(days)s they went from %(before)s to %(after)s a month") % said
    return _joined(first, second)


def _about(code: str) -> str:
    return str(LIGHT_NAMES.get(code, gettext("the criteria")))


def _quoted_first(first: str, facts: Facts) -> str:
    return f"{first}: “{facts['words']}”." if facts.get("words") else f"{first}."


def _noticed(facts: Facts, on: date) -> Facts:
    return {"day": _day(facts["day"], on), "times": facts["times"]}


def _quoted(first: str, facts: Facts) -> str:
    return _quoted_first(first, facts)


_SENTENCES: dict[str, Callable[[Facts, date], str]] = {
    "unanswered": _unanswered,
    "silent": _silent,
    "payment": _payment,
    "price_rise": _price_rise,
    "lost_contact": _lost_contact,
    "contract_end": _contract_end,
    "something_changed": _something_changed,
    "named_competitor": _named_competitor,
    "asked_notice": _asked_notice,
    "unhappy_answer": _unhappy_answer,
    "promise_overdue": _promise_overdue,
    "bulk_only": _bulk_only,
    "falling_use": _falling_use,
    "falling_orders": _falling_orders,
    "open_ticket": _open_ticket,
    "high_invoice": _high_invoice,
    "downgrade": _downgrade,
    "new_contact": _new_contact,
    "one_contact": _one_contact,
    "renamed": _renamed,
    "new_manager": _new_manager,
    "disagree": _disagree,
}


def _channel(code: str) -> str:
    names = {
        "call": gettext("Call"),
        "mail": gettext("Mail"),
        "chat": gettext("Chat"),
        "whatsapp": gettext("WhatsApp"),
        "ticket": gettext("Ticket"),
    }
    return names.get(code, code)


def _joined(first: str, second: str) -> str:
    return f"{first}; {second}." if second else f"{first}."


def _since(day: str, on: date) -> int:
    return max(0, (on - date.fromisoformat(day)).days)


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _day(day: str, on: date) -> str:
    """Write a day as people say it: with its year only where that is not this one."""
    when = date.fromisoformat(day)
    if when.year == on.year:
        return format_skeleton("MMMMd", when, locale=reader_locale())
    return format_date(when, "long", locale=reader_locale())


def _money(amount: str | Decimal, currency: str) -> str:
    return amount_words(Decimal(amount), currency)
