"""Looking back: who left, nearly left, or came from elsewhere; what was known then, what it taught."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.queries.independence import independent_people
from karn.apps.company.rules.trades import Station
from karn.apps.lessons.actions import near_misses as near_actions
from karn.apps.lessons.actions import post_mortems as actions
from karn.apps.lessons.actions.lessons import Learnt, write_lesson
from karn.apps.lessons.models import PostMortem, PostMortemVoice
from karn.apps.lessons.models.post_mortems import Cause, Side
from karn.apps.lessons.queries.near_misses import near_miss_named, near_misses
from karn.apps.lessons.queries.post_mortems import (
    PAGE,
    address_of_link,
    all_looks,
    are_few,
    look_for,
    looks_of,
    voices_of,
)
from karn.apps.lessons.queries.then import known_then
from karn.apps.lessons.rules.post_mortems import ASKED, ASKED_ELSEWHERE, LINK_DAYS, QUESTIONS
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.forms.lessons import AuditorForm, LessonForm, NewLookForm, texts_of_auditor
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo
from karn.web.views.look_voices import store_said, voice_page
from karn.web.words.journal import history_in_words

STATES = ("open", "done")


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def looking_back(request: HttpRequest) -> HttpResponse:
    """Show who is to be looked back at by when, or was; and who nearly left."""
    person, state, today = person_of(request), _state(request), timezone.localdate()
    rows = list(all_looks(person, state=state)[: PAGE + 1])
    page: dict[str, Any] = {"looks": rows[:PAGE], "more": len(rows) > PAGE, "state": state, "today": today}
    if state == "open":
        page |= {"near": near_misses(person, on=today), "is_few": are_few()}
    return render(request, "looking_back/list.html", page)


def _state(request: HttpRequest) -> str:
    state = word_asked(request.GET, "state")
    return state if state in STATES else "open"


def _rows(request: HttpRequest) -> Iterable[PostMortem]:
    return all_looks(person_of(request), state=_state(request))


LOOKS = list_as_file(
    Listing[PostMortem](
        name="looking_back",
        address="looking-back/looking-back",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("Why"), lambda one: one.get_cause_display()),
            (gettext_lazy("When it happened"), lambda one: one.happened_on),
            (gettext_lazy("By when"), lambda one: one.due_on),
            (gettext_lazy("Who looks back"), lambda one: one.auditor.name if one.auditor else one.guest),
            (gettext_lazy("Everybody asked"), lambda one: one.held_at),
            (gettext_lazy("Closed"), lambda one: one.closed_at),
            (gettext_lazy("Why it taught nothing"), lambda one: one.no_lesson),
            (gettext_lazy("Exception"), lambda one: one.excepted),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def customer_looks(request: HttpRequest, number: int) -> HttpResponse:
    """Show the looks back at one customer, planned and closed."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="looking back")
    today = timezone.localdate().isoformat()
    form = NewLookForm(version="", texts={"cause": Cause.HAND, "happened_on": today})
    page = {"customer": customer, "looks": looks_of(customer), "form": form}
    return render(request, "looking_back/customer.html", page)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def new_look(request: HttpRequest, number: int) -> HttpResponse:
    """Plan a look back at a customer by hand."""
    customer = customer_or_404(request, number)
    form = NewLookForm(request.POST, version="", texts={})
    look = None
    if form.is_valid():
        subject = actions.Subject(**form.cleaned_data)
        try:
            look = actions.plan_look(
                customer=customer, subject=subject, by=person_of(request), at=timezone.now()
            )
        except BadInput as error:
            form.add_error(None, in_words(error))
    if look is None:
        page = {"customer": customer, "looks": looks_of(customer), "form": form}
        return render(request, "looking_back/customer.html", page, status=400)
    offer_undo(request, _("The look back is planned."), reverse("remove_look", args=[look.pk]))
    return redirect("look", look.pk)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def near_miss(request: HttpRequest) -> HttpResponse:
    """Plan a look back at who nearly left, or say why not."""
    person, today, now = person_of(request), timezone.localdate(), timezone.now()
    near = near_miss_named(person, word_asked(request.POST, "near"), on=today)
    if near is None:
        raise Http404
    try:
        if word_asked(request.POST, "do") == "pass":
            why = word_asked(request.POST, "why")
            look = near_actions.pass_over(near=near, why=why, by=person, on=today, at=now)
            offer_undo(request, _("Nobody looks back at it."), reverse("remove_look", args=[look.pk]))
            return redirect("looking_back")
        look = near_actions.take_up(near=near, by=person, on=today, at=now)
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("looking_back")
    offer_undo(request, _("The look back is planned."), reverse("remove_look", args=[look.pk]))
    return redirect("look", look.pk)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Show one look back: who holds it, what was said, what it taught."""
    its = _look(request, number)
    note_seen(request, its.customer, what="look back")
    return _page(request, its)


def _page(
    request: HttpRequest,
    its: PostMortem,
    *,
    form: AuditorForm | None = None,
    lesson: LessonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person, today = person_of(request), timezone.localdate()
    may_change = may(person.role, Deed.CHANGE_CUSTOMERS) and its.sees_customer  # type: ignore[attr-defined]
    asked = ASKED if its.is_about_us else ASKED_ELSEWHERE
    page: dict[str, Any] = {
        "look": its, "today": today, "is_auditor": its.auditor_id == person.pk, "may_change": may_change,
        "changes": history_in_words(its),
        "voices": [_voice(voice, asked) for voice in voices_of(its)],
        "lessons": list(its.lessons.filter(removed_at__isnull=True)),
    }  # fmt: skip
    if its.is_open and may_change:
        texts = {"sentence": its.sentence, "question": its.question}
        page["lesson"] = lesson or LessonForm(person=person, texts=texts)
        if its.held_at is None:
            independent = independent_people(its.customer, on=today) if its.is_about_us else []
            page["form"] = form or AuditorForm(look=its, independent=independent)
            page["nobody"] = its.is_about_us and not independent
    return render(request, "looking_back/look.html", page, status=status)


def _voice(voice: PostMortemVoice, asked: Any) -> dict[str, Any]:
    said = [(code, asked[code], voice.words[code]) for code in QUESTIONS if voice.words.get(code)]
    who = voice.contact.name if voice.contact else voice.name
    return {"voice": voice, "who": who, "said": said, "is_client": voice.side == Side.CLIENT}


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def choose_auditor(request: HttpRequest, number: int) -> HttpResponse:
    """Say who looks back; who was on the account is refused, and told why."""
    its = _of_customer(request, number)
    independent = independent_people(its.customer, on=timezone.localdate()) if its.is_about_us else []
    form = AuditorForm(request.POST, look=its, independent=independent)
    if not form.is_valid():
        return _page(request, its, form=form, status=400)
    told = {"excepted": "", **form.cleaned_data}
    try:
        actions.choose_auditor(look=its, **told, by=person_of(request), at=timezone.now(), seen=form.seen)
    except ChangedMeanwhile as error:
        if isinstance(error.stored, PostMortem):
            form.meet(error.stored.version, texts_of_auditor(error.stored))
        return _page(request, its, form=form, status=409)
    except BadInput as error:
        form.add_error("auditor", in_words(error))
        return _page(request, its, form=form, status=400)
    messages.success(request, _("Stored."))
    return redirect("look", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def look_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make the outsider's link, and show it this once."""
    its = _of_customer(request, number)
    try:
        secret = actions.make_guest_link(look=its, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("look", number)
    page = {"look": its, "address": address_of_link(secret), "days": LINK_DAYS}
    return render(request, "looking_back/link.html", page)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def end_look_link(request: HttpRequest, number: int) -> HttpResponse:
    """Let the outsider's link open nothing more."""
    actions.end_guest_link(look=_of_customer(request, number), by=person_of(request), at=timezone.now())
    messages.success(request, _("The link opens nothing more."))
    return redirect("look", number)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def look_ask(request: HttpRequest, number: int) -> HttpResponse:
    """Let who looks back write down, person by person, what was said, and what there is to learn."""
    its, person = _look(request, number), person_of(request)
    if its.auditor_id != person.pk or its.held_at is not None or not its.is_open:
        raise Http404
    if request.method != "POST":
        return render(request, "looking_back/ask.html", voice_page(request, its))
    try:
        is_done = store_said(request, its, person)
    except BadInput as error:
        page = voice_page(request, its) | {"wrong": in_words(error)}
        return render(request, "looking_back/ask.html", page, status=400)
    messages.success(request, _("Everybody was asked.") if is_done else _("Stored."))
    return redirect("look" if is_done else "look_ask", number)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def look_then(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was known of the client at the start, a year before, and the day before."""
    its = _look(request, number)
    note_seen(request, its.customer, what="what we knew then")
    page = {"look": its, "thens": known_then(its.customer, its.happened_on)}
    return render(request, "looking_back/then.html", page)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def look_lesson(request: HttpRequest, number: int) -> HttpResponse:
    """Make a lesson of a look back; that closes it."""
    its, person = _of_customer(request, number), person_of(request)
    form = LessonForm(request.POST, person=person)
    made = None
    if form.is_valid():
        try:
            made = write_lesson(learnt=Learnt(**form.cleaned_data), by=person, at=timezone.now(), look=its)
        except BadInput as error:
            form.add_error(None, in_words(error))
    if made is None:
        return _page(request, its, lesson=form, status=400)
    offer_undo(request, _("The lesson is stored."), reverse("remove_lesson", args=[made.pk]))
    return redirect("lesson", made.pk)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def close_look(request: HttpRequest, number: int) -> HttpResponse:
    """Close a look back that taught nothing, with the reason."""
    its = _of_customer(request, number)
    try:
        actions.close_look(
            look=its, no_lesson=word_asked(request.POST, "no_lesson"), by=person_of(request),
            at=timezone.now(), seen=word_asked(request.POST, "seen") or None,
        )  # fmt: skip
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("look", number)
    offer_undo(request, _("The look back is closed."), reverse("reopen_look", args=[number]))
    return redirect("look", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def reopen_look(request: HttpRequest, number: int) -> HttpResponse:
    """Open a look back again."""
    try:
        actions.reopen_look(look=_of_customer(request, number), by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
    return redirect("look", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def look_expect(request: HttpRequest, number: int) -> HttpResponse:
    """Make expectations of what a client said of where it came from."""
    its = _of_customer(request, number)
    told = word_asked(request.POST, "voice")
    voice = next((one for one in voices_of(its) if str(one.pk) == told), None)
    if voice is None:
        raise Http404
    texts = {code: word_asked(request.POST, f"expect-{code}") for code in QUESTIONS}
    try:
        rows = near_actions.expect_from(voice=voice, texts=texts, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("look", number)
    messages.success(request, _("Expectations written down: %(count)s") % {"count": len(rows)})
    return redirect("expectations", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def remove_look(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a look back away; it can be brought back."""
    its = _of_customer(request, number)
    actions.remove_look(look=its, by=person_of(request), at=timezone.now())
    offer_undo(request, _("The look back is gone."), reverse("restore_look", args=[number]))
    return redirect("customer_looks", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def restore_look(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a look back back."""
    its = look_for(person_of(request), number, removed=True)
    if its is None:
        raise Http404
    try:
        actions.restore_look(look=its, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("customer_looks", its.customer_id)
    messages.success(request, _("The look back is there again."))
    return redirect("look", number)


def _look(request: HttpRequest, number: int) -> PostMortem:
    found = look_for(person_of(request), number)
    if found is None:
        raise Http404
    return found


def _of_customer(request: HttpRequest, number: int) -> PostMortem:
    """Return the look back; 404 also for an auditor who does not see the customer otherwise."""
    found = _look(request, number)
    if not found.sees_customer:  # type: ignore[attr-defined]  # annotated by the query
        raise Http404
    return found
