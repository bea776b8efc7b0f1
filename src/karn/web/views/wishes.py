"""What customers ask for that we do not offer yet: noted, put together, ranked, built, and told who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from karn.apps.care.actions import wishes as actions
from karn.apps.care.models.wishes import Need, Wish, WishState
from karn.apps.care.queries.wishes import (
    Ranked,
    loose_needs,
    may_change_wish,
    need_for,
    needs_of,
    needs_of_wish,
    new_things,
    offered_by_surveys,
    open_wishes,
    ranked_wishes,
    to_ask_about,
    wish_for,
)
from karn.apps.company.rules.trades import Station
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput, KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.back import back
from karn.web.forms.wishes import TellForm, WishForm, texts_of_wish
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import micros_of, moment_of, offer_undo
from karn.web.words.journal import history_in_words

MOST_SHOWN = 100
MOST_PUT = 1000


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.WISHES)
def wishes(request: HttpRequest) -> HttpResponse:
    """Show the wishes, those of most customers first; what waits to be put to one; and what is new here."""
    person, now = person_of(request), timezone.now()
    state = word_asked(request.GET, "state")
    page = {
        "rows": ranked_wishes(person_of(request), on=timezone.localdate(now), state=state)[:MOST_SHOWN],
        "state": state if state in WishState.values else "",
        "states": WishState.choices,
        "needs": loose_needs(person),
        "offered": offered_by_surveys(person, at=now),
        "choices": open_wishes(),
        "new_things": new_things(person),
    }
    return render(request, "wishes/list.html", page)


def _rows(request: HttpRequest) -> Iterable[Ranked]:
    return ranked_wishes(person_of(request), on=timezone.localdate(), state=word_asked(request.GET, "state"))


WISHES = list_as_file(
    Listing[Ranked](
        name="wishes",
        address="wishes/wishes",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("What they wish for"), lambda row: row.wish.title),
            (gettext_lazy("State"), lambda row: row.wish.get_state_display()),
            (gettext_lazy("Customers"), lambda row: row.many),
            (gettext_lazy("MRR"), lambda row: [f"{amount:.2f} {code}" for code, amount in row.money.items()]),
            (gettext_lazy("Not told yet"), lambda row: row.untold),
            (gettext_lazy("Why"), lambda row: row.wish.because),
        ],
    )
)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def put_to_wish(request: HttpRequest) -> HttpResponse:
    """Put what was ticked to a wish there is, or to a new one."""
    person, now = person_of(request), timezone.now()
    told = request.POST.getlist("need")
    numbers = [_number(code) for code in told if not code.startswith("answer:")]
    answers = [_number(code.removeprefix("answer:")) for code in told if code.startswith("answer:")]
    title, known = word_asked(request.POST, "title"), wish_for(_number(word_asked(request.POST, "wish")))
    try:
        wish, put = actions.put_to_wish(
            wish=known, title=title, needs=numbers, answers=answers, by=person, at=now
        )
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        many = len(put)
        said = ngettext("%(count)d need put to “%(title)s”.", "%(count)d needs put to “%(title)s”.", many)
        which = urlencode({"needs": ",".join(map(str, put)), "new": "1" if known is None else ""})
        address = f"{reverse('unput_wish', args=[wish.pk])}?{which}"
        offer_undo(request, said % {"count": many, "title": wish.title}, address)
    return redirect("wishes")


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def unput_wish(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that needs were put to a wish."""
    which = [_number(text) for text in word_asked(request.GET, "needs").split(",")[:MOST_PUT]]
    is_new = bool(word_asked(request.GET, "new"))
    _do(request, actions.take_back_put, wish=_wish(number), needs=which, is_new=is_new)
    return redirect("wishes")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.WISHES)
def wish(request: HttpRequest, number: int) -> HttpResponse:
    """Show a wish, and who asked for it."""
    return _page(request, _wish(number))


WHO_ASKED = list_as_file(
    Listing[Need](
        name="wish_needs",
        address="wishes/<int:number>/needs",
        rows=lambda request, number: needs_of_wish(_wish(number), person_of(request)),
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda need: need.customer.name),
            (gettext_lazy("In their words"), lambda need: need.words),
            (gettext_lazy("Noted"), lambda need: need.noted_at),
            (gettext_lazy("Noted by"), lambda need: need.noted_by.name if need.noted_by else ""),
            (gettext_lazy("Told"), lambda need: need.told_at),
        ],
    )
)


def _page(request: HttpRequest, its: Wish, form: WishForm | None = None, status: int = 200) -> HttpResponse:
    asked = needs_of_wish(its, person_of(request))
    untold = {need.customer_id for need in asked if need.told_at is None and not need.is_on_its_way}
    page = {
        "wish": its,
        "form": form or WishForm(wish=its),
        "needs": asked,
        "untold": len(untold),
        "with_address": any(actions.can_be_mailed(need) for need in asked),
        "may_change": may_change_wish(its, person_of(request)),
        "changes": history_in_words(its),
    }
    return render(request, "wishes/wish.html", page, status=status)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def change_wish(request: HttpRequest, number: int) -> HttpResponse:
    """Call a wish something else, or say what we make of it."""
    its = _wish(number)
    form = WishForm(request.POST, wish=its)
    if not form.is_valid():
        return _page(request, its, form, 400)
    try:
        actions.change_wish(
            wish=its, **form.cleaned_data, by=person_of(request), at=timezone.now(), seen=form.seen
        )
    except ChangedMeanwhile as error:
        if isinstance(error.stored, Wish):
            form.meet(error.stored.version, texts_of_wish(error.stored))
        return _page(request, its, form, 409)
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("wish", number)
    messages.success(request, _("Stored."))
    return redirect("wish", number)


@require_POST
@needs(Deed.KEEP_TASKS)
@at_station(Station.WISHES)
def tell_who_asked(request: HttpRequest, number: int) -> HttpResponse:
    """Make a task for each customer who asked, was not told and has none yet."""
    its, now = _wish(number), timezone.now()
    try:
        made = actions.ask_to_tell(wish=its, by=person_of(request), at=now)
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("wish", number)
    if made:
        said = ngettext("%(count)d task to tell who asked.", "%(count)d tasks to tell who asked.", made)
        offer_undo(request, said % {"count": made}, reverse("untell_wish", args=[number, micros_of(now)]))
    else:
        messages.success(request, _("Everybody who waits to be told has a task already."))
    return redirect("wish", number)


@require_POST
@needs(Deed.KEEP_TASKS)
@at_station(Station.WISHES)
def untell_wish(request: HttpRequest, number: int, moment: int) -> HttpResponse:
    """Withdraw the tasks to tell who asked that were made at that moment."""
    person, asked_at = person_of(request), moment_of(moment)
    gone = actions.take_back_asking(wish=_wish(number), asked_at=asked_at, by=person, at=timezone.now())
    said = ngettext("%(count)d task taken back.", "%(count)d tasks taken back.", gone)
    messages.success(request, said % {"count": gone})
    return redirect("wish", number)


@needs(Deed.ASK_CUSTOMERS)
@at_station(Station.WISHES)
def mail_who_asked(request: HttpRequest, number: int) -> HttpResponse:
    """Write one mail to who asked and was not told; whether it may go to each is decided when it would."""
    its = _wish(number)
    asked = {need.customer for need in needs_of_wish(its, person_of(request)) if actions.can_be_mailed(need)}
    subject = _("You asked for it: %(title)s") % {"title": its.title}
    body = _(
        "Dear {{name}},\n\nYou asked us for this, and now it is there: %(title)s.\n\n"
        "Kind regards,\n{{sender}}"
    )
    form = TellForm(request.POST or None, subject=subject, body=body % {"title": its.title})
    if request.method == "POST" and form.is_valid():
        try:
            many = actions.mail_who_asked(
                wish=its, **form.cleaned_data, by=person_of(request), at=timezone.now()
            )
        except KarnError as error:
            form.add_error("body", in_words(error))
        else:
            said = ngettext("%(count)d mail waits to be sent.", "%(count)d mails wait to be sent.", many)
            messages.success(request, said % {"count": many})
            return redirect("wish", number)
    page = {
        "wish": its,
        "form": form,
        "readers": sorted(asked, key=lambda one: (one.name.casefold(), one.pk)),
    }
    return render(request, "wishes/mail.html", page, status=400 if form.errors else 200)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def offer_wish(request: HttpRequest, number: int) -> HttpResponse:
    """Make what was built one of the things that are new here, to be told to the others, too."""
    _do(request, actions.offer_to_others, wish=_wish(number))
    messages.success(request, _("It stands among what is new here."))
    return redirect("wishes")


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def remove_wish(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a wish away; it can be brought back."""
    its = _wish(number)
    try:
        actions.remove_wish(wish=its, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("wish", number)
    offer_undo(request, _("The wish is gone."), reverse("restore_wish", args=[number]))
    return redirect("wishes")


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def restore_wish(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a wish back."""
    its = _wish(number, removed=True)
    _do(request, actions.restore_wish, wish=its)
    return redirect("wish", number) if wish_for(number) else redirect("wishes")


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.WISHES)
def customer_wishes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what one customer asked for, and what one could ask them about."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="wishes")
    page = {
        "customer": customer,
        "needs": needs_of(customer),
        "like": to_ask_about(customer, on=timezone.localdate()),
    }
    return render(request, "wishes/customer.html", page)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def new_need(request: HttpRequest, number: int) -> HttpResponse:
    """Note what a customer asked for."""
    customer = customer_or_404(request, number)
    need = _do(request, actions.note_need, customer=customer, words=word_asked(request.POST, "words"))
    if need is not None:
        offer_undo(request, _("Noted: they ask for something."), reverse("remove_need", args=[need.pk]))
    return back(request, reverse("customer_wishes", args=[number]))


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def remove_need(request: HttpRequest, number: int) -> HttpResponse:
    """Throw away what was noted; it can be brought back."""
    its = _need(request, number)
    _do(request, actions.remove_need, need=its)
    offer_undo(request, _("It is gone."), reverse("restore_need", args=[number]))
    return back(request, reverse("customer_wishes", args=[its.customer_id]))


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def restore_need(request: HttpRequest, number: int) -> HttpResponse:
    """Bring back what was thrown away."""
    its = _need(request, number)
    _do(request, actions.restore_need, need=its)
    return redirect("customer_wishes", its.customer_id)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.WISHES)
def take_from_wish(request: HttpRequest, number: int) -> HttpResponse:
    """Take a need out of its wish again."""
    its = _need(request, number)
    _do(request, actions.take_from_wish, need=its)
    return redirect("wish", its.wish_id) if its.wish_id else redirect("wishes")


def _do(request: HttpRequest, act: Callable[..., Any], **given: Any) -> Any:
    """Do it now; where it cannot be done, say why and return None."""
    try:
        return act(**given, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return None


def _wish(number: int, *, removed: bool = False) -> Wish:
    found = wish_for(number, removed=removed)
    if found is None:
        raise Http404
    return found


def _need(request: HttpRequest, number: int) -> Need:
    found = need_for(person_of(request), number)
    if found is None:
        raise Http404
    return found
