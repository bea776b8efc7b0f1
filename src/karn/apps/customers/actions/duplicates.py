"""Looking for duplicates, and what people say of a pair."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import transaction

from karn.apps.customers.actions.merges import merge_customers
from karn.apps.customers.actions.rows import refuse_unless
from karn.apps.customers.models import Customer, DuplicateSearch, Likeness, Merge, Verdict
from karn.apps.customers.queries.duplicates import (
    cards,
    duplicate_search,
    likeness_seen_by,
    likenesses_seen_by,
    search_lock,
)
from karn.apps.customers.rules.likeness import EXACT_KEYS, Alike, likely_pairs
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput, message
from karn.platform.locks import hold
from karn.platform.versions import refuse_unseen

_BATCH = 2_000
COMPARED = 90
"""So much of a search, in percent, is comparing; the rest is keeping what was found."""

Progress = Callable[[int], None]
"""Told how far a search is, in percent; what it raises ends the search, and nothing of it is kept."""

SEARCHING = message("Somebody looks for duplicates just now: wait until that is done.")


def find_duplicates(*, by: Person | None, at: datetime, progress: Progress | None = None) -> DuplicateSearch:
    """Compare all customers, bring the queue in step, merge what the company lets merge by itself.

    What people said of a pair stays. 100,000 customers take half a minute: its row says how far it is, and
    `progress` is told, in percent. One at a time: raises Held while another one runs.
    """
    refuse_unless(by, Deed.MERGE_CUSTOMERS)
    with hold(search_lock(), otherwise=SEARCHING):
        return _search(at, progress)


def _search(at: datetime, progress: Progress | None) -> DuplicateSearch:
    def tell(share: float) -> None:
        _tell(round(share * COMPARED))
        if progress:
            progress(round(share * COMPARED))

    _tell(0, begun_at=at)
    compared = list(cards())
    pairs = likely_pairs(compared, tell)
    with transaction.atomic():
        _keep(pairs, at)
    search = duplicate_search()
    merged = merge_exact(keys=search.automatic, at=at) if search.automatic else 0
    search.searched_at, search.customers, search.found, search.merged = at, len(compared), len(pairs), merged
    search.progress = 100
    search.save()
    return search


def _tell(percent: int, **told: datetime) -> None:
    DuplicateSearch.objects.update_or_create(pk=duplicate_search().pk, defaults={"progress": percent, **told})


def _keep(pairs: Sequence[Alike], at: datetime) -> None:
    known = {(one.first_id, one.second_id): one for one in Likeness.objects.all()}
    found = {(pair.first, pair.second): pair for pair in pairs}
    gone = [one.pk for key, one in known.items() if key not in found and one.verdict != Verdict.DIFFERENT]
    for start in range(0, len(gone), 500):
        Likeness.objects.filter(pk__in=gone[start : start + 500]).delete()
    new = [
        Likeness(first_id=first, second_id=second, score=pair.score, reasons=list(pair.reasons), found_at=at)
        for (first, second), pair in found.items()
        if (first, second) not in known
    ]
    Likeness.objects.bulk_create(new, batch_size=_BATCH)
    changed = [one for key, one in known.items() if key in found and _retold(one, found[key])]
    Likeness.objects.bulk_update(changed, ["score", "reasons"], batch_size=500)


def _retold(one: Likeness, pair: Alike) -> bool:
    """Give the row what is said of the pair now; say whether that is something else."""
    before = (one.score, one.reasons)
    one.score, one.reasons = pair.score, list(pair.reasons)
    return before != (one.score, one.reasons)


def merge_exact(*, keys: Sequence[str], at: datetime) -> int:
    """Merge the open pairs that share one of these exact keys; return how many were.

    Never one that a person looked at, and none that was merged before and taken apart. The customer
    that was there first is kept.
    """
    chosen = set(keys) & set(EXACT_KEYS)
    apart = set(Merge.objects.filter(undone_at__isnull=False).values_list("kept", "lost"))
    merged = 0
    for pair in Likeness.objects.filter(verdict=Verdict.OPEN).order_by("-score", "pk"):
        key = (pair.first_id, pair.second_id)
        if not chosen.intersection(pair.reasons) or key in apart or key[::-1] in apart:
            continue
        if Customer.objects.filter(pk__in=key).count() == len(key):
            merge_customers(kept=key[0], lost=key[1], by=None, at=at)
            merged += 1
    return merged


def decide_pair(*, pair: int, verdict: str, by: Person, at: datetime) -> str:
    """Remember that a pair (its id) is not the same, or that somebody looks at it later.

    Returns the verdict it had before. Raises Likeness.DoesNotExist for one that `by` may not see.
    """
    refuse_unless(by, Deed.MERGE_CUSTOMERS)
    if verdict not in Verdict.values:
        raise BadInput("Say whether they are the same.")
    with transaction.atomic():
        stored = likeness_seen_by(by, pair)
        if stored is None:
            raise Likeness.DoesNotExist
        before = stored.verdict
        stored.verdict, stored.decided_at, stored.decided_by = verdict, at, by
        stored.save(update_fields=["verdict", "decided_at", "decided_by"])
    return before


def decide_pairs(*, pairs: Collection[int], verdict: str, by: Person, at: datetime) -> int:
    """Remember the same of several pairs (ids); return of how many it is new. Those not seen are left out."""
    refuse_unless(by, Deed.MERGE_CUSTOMERS)
    if verdict not in Verdict.values:
        raise BadInput("Say whether they are the same.")
    with transaction.atomic():
        theirs = likenesses_seen_by(by, pairs).exclude(verdict=verdict)
        numbers = list(theirs.select_for_update(of=("self",)).values_list("pk", flat=True))
        decided = {"verdict": verdict, "decided_at": at, "decided_by": by}
        return Likeness.objects.filter(pk__in=numbers).update(**decided)


def undo_verdicts(*, decided_at: datetime, before: Verdict, by: Person) -> int:
    """Give the pairs that `by` decided about at that moment the verdict they had; return how many."""
    refuse_unless(by, Deed.MERGE_CUSTOMERS)
    its = Likeness.objects.filter(decided_at=decided_at, decided_by=by).exclude(verdict=before)
    return its.update(verdict=before)


def choose_automatic(
    *, keys: Sequence[str], by: Person, at: datetime, seen: str | None = None
) -> DuplicateSearch:
    """Choose the exact keys on which customers merge by themselves; none is the default.

    `seen` is the :attr:`DuplicateSearch.version` the changer read. Raises ChangedMeanwhile where another
    one stands there now, and BadInput.
    """
    refuse_unless(by, Deed.CHANGE_COMPANY)
    if set(keys) - set(EXACT_KEYS):
        raise BadInput("Only exact keys can merge by themselves.")
    with transaction.atomic():
        DuplicateSearch.objects.select_for_update().first()  # two who choose wait for each other
        search = duplicate_search()
        refuse_unseen(search, seen)
        before = {"automatic": search.automatic}
        search.automatic = [key for key in EXACT_KEYS if key in keys]
        search.save()
        keep_change(search, before, {"automatic": search.automatic}, by=by, at=at)
        record(by=by, deed=Event.COMPANY_CHANGED, about=search, at=at, detail=f"merge by {len(keys)} keys")
    return search
