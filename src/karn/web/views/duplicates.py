"""Customers who may be the same: the queue, both side by side, merged and taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from karn.apps.customers.actions.duplicates import (
    choose_automatic,
    decide_pair,
    decide_pairs,
    undo_verdicts,
)
from karn.apps.customers.actions.merges import merge_customers, undo_merge
from karn.apps.customers.holders import rows_of
from karn.apps.customers.jobs import begin_search
from karn.apps.customers.models import Customer, DuplicateSearch, Likeness, Merge, Verdict
from karn.apps.customers.queries.customers import customers_visible_to
from karn.apps.customers.queries.duplicates import (
    alike_customers,
    duplicate_search,
    is_searching,
    likeness_between,
    pairs_seen_by,
    queue_for,
)
from karn.apps.customers.queries.merging import better_first, pair_for
from karn.apps.customers.rules.likeness import EXACT_KEYS
from karn.apps.desk.queries.search import customers_found, hit_of
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput, KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of
from karn.web.templatetags.karn_format import count
from karn.web.undo import micros_of, moment_of, offer_undo
from karn.web.words.likeness import REASONS

_OFFERED = 8


@needs(Deed.MERGE_CUSTOMERS)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Show the pairs to be looked at, or those put off."""
    if (opens := opening(request, "duplicates")) is not None:
        return opens
    verdict = _verdict(request)
    queue = queue_for(person_of(request), verdict=verdict)
    keys = [(key, REASONS[key], key in queue.search.automatic) for key in EXACT_KEYS]
    pairs = [(one, *better_first(one), [REASONS[reason] for reason in one.reasons]) for one in queue.pairs]
    shown = {"queue": queue, "pairs": pairs, "put_off": verdict == Verdict.LATER, "keys": keys}
    shown |= {
        "views": views_of(request, "duplicates"),
        "searching": is_searching(),
        "interrupted": _is_interrupted(queue.search),
    }
    return render(request, "duplicates/list.html", shown)


def _verdict(request: HttpRequest) -> Verdict:
    return Verdict.LATER if request.GET.get("put") == "off" else Verdict.OPEN


def _is_interrupted(search: DuplicateSearch) -> bool:
    """Whether the last search neither ended nor runs."""
    begun, ended = search.begun_at, search.searched_at
    return begun is not None and (ended is None or ended < begun) and not is_searching()


@require_POST
@needs(Deed.MERGE_CUSTOMERS)
def look_for_duplicates(request: HttpRequest) -> HttpResponse:
    """Compare all customers."""
    try:
        search = begin_search(by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("duplicates")
    if search is not None:
        said = ngettext(
            "%(customers)s customers compared: one pair looks alike.",
            "%(customers)s customers compared: %(found)s pairs look alike.",
            search.found,
        )
        told = {"customers": count(search.customers), "found": count(search.found)}
        messages.success(request, said % told)
    return redirect("duplicates")


@needs(Deed.MERGE_CUSTOMERS)
def duplicates_progress(request: HttpRequest) -> HttpResponse:
    """Say how far a search for duplicates is; make the page load again once it is no longer running."""
    if not is_searching():
        return HttpResponseClientRefresh()
    return render(request, "duplicates/progress.html", {"search": duplicate_search()})


@needs(Deed.MERGE_CUSTOMERS)
def merge_with(request: HttpRequest, number: int) -> HttpResponse:
    """Look for the other one, whom nobody found to be alike: by hand, before both are seen side by side."""
    person = person_of(request)
    customer = get_object_or_404(customers_visible_to(person), pk=number)
    search = request.GET.get("q", "")
    if search.strip():
        found = customers_found(search, person=person, limit=_OFFERED + 1)
        hits = [hit for hit in found if hit.customer_id != customer.pk][:_OFFERED]
    else:
        hits = [hit_of(other) for other, _alike in alike_customers(customer, person=person)]
    shown = {"customer": customer, "search": search, "found": hits}
    name = "duplicates/choices.html" if request.htmx else "duplicates/choose.html"  # type: ignore[attr-defined]
    return render(request, name, shown)


@needs(Deed.MERGE_CUSTOMERS)
def pair(request: HttpRequest, kept: int, lost: int) -> HttpResponse:
    """Show two customers side by side, and what would become of them."""
    both = pair_for(person_of(request), kept=kept, lost=lost)
    if both is None:
        raise Http404
    found = likeness_between(kept, lost)
    reasons = [REASONS[reason] for reason in found.reasons] if found else []
    shown = {"pair": both, "likeness": found, "reasons": reasons, "rows": (rows_of(kept), rows_of(lost))}
    return render(request, "duplicates/pair.html", shown)


@require_POST
@needs(Deed.MERGE_CUSTOMERS)
def merge(request: HttpRequest, kept: int, lost: int) -> HttpResponse:
    """Merge two customers."""
    try:
        done = merge_customers(kept=kept, lost=lost, by=person_of(request), at=timezone.now())
    except Customer.DoesNotExist:
        raise Http404 from None
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("duplicates")
    said = _("%(lost)s is now part of %(kept)s.") % {"lost": done.lost.name, "kept": done.kept.name}
    offer_undo(request, said, reverse("undo_merge", args=[done.pk]))
    return redirect("customer", kept)


@require_POST
@needs(Deed.MERGE_CUSTOMERS)
def take_apart(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a merge."""
    try:
        undone = undo_merge(merge=number, by=person_of(request), at=timezone.now())
    except Merge.DoesNotExist:
        raise Http404 from None
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("duplicates")
    said = _("%(lost)s and %(kept)s are two customers again.")
    messages.success(request, said % {"lost": undone.lost.name, "kept": undone.kept.name})
    return redirect("customer", undone.kept_id)


@require_POST
@needs(Deed.MERGE_CUSTOMERS)
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Remember what somebody says of a pair."""
    told, now = request.POST.get("verdict", ""), timezone.now()
    try:
        before = decide_pair(pair=number, verdict=told, by=person_of(request), at=now)
    except Likeness.DoesNotExist:
        raise Http404 from None
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("duplicates")
    words = {
        Verdict.DIFFERENT: _("Remembered: these are two."),
        Verdict.LATER: _("Put off."),
        Verdict.OPEN: _("Back in the list."),
    }
    _offer_way_back(request, words[Verdict(told)], before, now)
    return redirect("duplicates")


@require_POST
@needs(Deed.MERGE_CUSTOMERS)
def decide_ticked(request: HttpRequest) -> HttpResponse:
    """Remember the same of all pairs that are ticked: each is seen side by side on the page itself."""
    told, before, now = request.POST.get("verdict", ""), _verdict(request), timezone.now()
    ticked = [int(one) for one in request.POST.getlist("pair") if _is_number(one)]
    try:
        done = decide_pairs(pairs=ticked, verdict=told, by=person_of(request), at=now)
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("duplicates")
    if not done:
        messages.error(request, _("Tick at least one."))
        return redirect("duplicates")
    words = {
        Verdict.DIFFERENT: ngettext("%(n)s pair: not the same.", "%(n)s pairs: not the same.", done),
        Verdict.LATER: ngettext("%(n)s pair put off.", "%(n)s pairs put off.", done),
        Verdict.OPEN: ngettext("%(n)s pair is back in the list.", "%(n)s pairs are back in the list.", done),
    }
    _offer_way_back(request, words[Verdict(told)] % {"n": count(done)}, before, now)
    return redirect("duplicates")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _offer_way_back(request: HttpRequest, said: str, before: str, at: datetime) -> None:
    if before == Verdict.DIFFERENT:  # seen nowhere any more
        messages.success(request, said)
    else:
        offer_undo(
            request,
            said,
            reverse("undo_pairs", args=[micros_of(at)]) + ("?put=off" if before == Verdict.LATER else ""),
        )


@require_POST
@needs(Deed.MERGE_CUSTOMERS)
def undo_decided(request: HttpRequest, moment: int) -> HttpResponse:
    """Put back the pairs about which somebody decided at that moment."""
    person, decided_at = person_of(request), moment_of(moment)
    back = undo_verdicts(decided_at=decided_at, before=_verdict(request), by=person)
    said = ngettext("%(n)s pair is back in the list.", "%(n)s pairs are back in the list.", back)
    messages.success(request, said % {"n": count(back)})
    return redirect("duplicates")


def _keys_in_words(keys: Iterable[str]) -> str:
    return ", ".join(str(REASONS[key]) for key in EXACT_KEYS if key in keys) or _("Nothing")


@require_POST
@needs(Deed.CHANGE_COMPANY)
def merging_rules(request: HttpRequest) -> HttpResponse:
    """Choose which exact keys merge by themselves."""
    try:
        seen, keys = request.POST.get("seen", ""), request.POST.getlist("key")
        choose_automatic(keys=keys, by=person_of(request), at=timezone.now(), seen=seen)
    except ChangedMeanwhile as error:
        theirs = _keys_in_words(getattr(error.stored, "automatic", ()))
        both = {"theirs": theirs, "mine": _keys_in_words(keys)}
        messages.error(request, _("Stored meanwhile: %(theirs)s. You asked for: %(mine)s.") % both)
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("Stored. It holds from the next search on."))
    return redirect("duplicates")


def _pairs(request: HttpRequest) -> Iterator[tuple[Likeness, Customer, Customer]]:
    pairs = pairs_seen_by(person_of(request), verdict=_verdict(request))
    return ((one, *better_first(one)) for one in pairs.iterator(chunk_size=2_000))


DUPLICATES = list_as_file(
    Listing[tuple[Likeness, Customer, Customer]](
        name="duplicates",
        address="customers/duplicates/duplicates",
        rows=_pairs,
        also=Deed.MERGE_CUSTOMERS,
        columns=[
            (gettext_lazy("Customer"), lambda row: row[1].name),
            (gettext_lazy("Id"), lambda row: row[1].source_id),
            (gettext_lazy("The same as"), lambda row: row[2].name),
            (gettext_lazy("Its id"), lambda row: row[2].source_id),
            (gettext_lazy("Likeness"), lambda row: row[0].score),
            (gettext_lazy("Why"), lambda row: [str(REASONS[reason]) for reason in row[0].reasons]),
            (gettext_lazy("Found"), lambda row: row[0].found_at),
        ],
    )
)
