"""Writes: the list of reasons, the reason of a departure, and what its words are about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from karn.apps.care.actions.following import align_task
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.actions.changes import row_to_change
from karn.apps.contracts.actions.departures import change_departure
from karn.apps.contracts.models import Departure
from karn.apps.exits.rules.lexicon import VERSION, find_themes
from karn.apps.farewell.models import Axis, Coding, CommentTheme, How, ReasonVersion, ReasonWord
from karn.apps.farewell.models.goodbyes import Whose
from karn.apps.farewell.queries.goodbyes import habits_of_goodbyes
from karn.apps.farewell.queries.reasons import reason_list, uncoded_departures
from karn.apps.farewell.rules.reasons import CODE_REASON, READY, WHERE, WHY, Reason, ReasonList
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions.asked import Asked, keep_tasks
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

LONGEST = 40
LONGEST_WORDS = 10_000


def add_reason(*, axis: str, text: str, by: Person, at: datetime) -> Reason:
    """Add a reason of one's own to a list. Raises BadInput for one there is already."""
    listed = reason_list(_axis(axis))
    told = _text(text, listed)
    code = _code_for(told, listed)
    _store(Reason(axis, code, 1, told), by, at)
    return Reason(axis, code, 1, told)


def reword_reason(*, axis: str, code: str, text: str, by: Person, at: datetime, seen: int) -> Reason:
    """Word a reason otherwise: that is a new version, and what was coded before keeps the old one.

    `seen` is the version it is based on. Raises BadInput.
    """
    listed = reason_list(_axis(axis))
    held = _held(listed, code)
    told = _text(text, listed, but=code)
    if told == held.text:
        return held
    return _follow(held, told, is_retired=held.is_retired, by=by, at=at, seen=seen)


def retire_reason(*, axis: str, code: str, is_retired: bool, by: Person, at: datetime) -> Reason:
    """Offer a reason no more, or again. Departures keep it. Raises BadInput."""
    held = _held(reason_list(_axis(axis)), code)
    if held.is_retired == is_retired:
        return held
    return _follow(held, held.own_text, is_retired=is_retired, by=by, at=at, seen=held.number)


def map_word(*, axis: str, word: str, code: str, by: Person, at: datetime) -> None:
    """Let a word of imports stand for a reason; without a code for none again. Raises BadInput."""
    listed = reason_list(_axis(axis))
    told = one_line(word)[:LONGEST].casefold()
    if not told:
        raise BadInput("Choose a word.")
    with transaction.atomic():
        if code:
            _held(listed, code)
            ReasonWord.objects.update_or_create(axis=axis, word=told, defaults={"code": code})
        else:
            ReasonWord.objects.filter(axis=axis, word=told).delete()
        record(by=by, deed=Event.REASON_CHANGED, about=None, at=at, detail=f"{axis} word to {code or '-'}")


@dataclass(frozen=True, slots=True)
class Said:
    """Why somebody left and where to (codes; empty: not asked), who asked, how, and their words."""

    why: str = ""
    destination: str = ""
    how: str = ""
    asker: Person | None = None
    asker_name: str = ""
    words: str = ""


def code_departure(
    *, departure: int, said: Said, by: Person, at: datetime, seen: str | None = None
) -> Coding:
    """Put down why somebody left. What was put down before stays readable; the latest stands.

    It is written at the departure, too. Raises ChangedMeanwhile where `seen` is not the version stored
    now, BadInput, and Departure.DoesNotExist for one that `by` may not see.
    """
    lists = {axis: reason_list(axis) for axis in (WHY, WHERE)}
    with transaction.atomic():
        held: Departure = row_to_change(Departure.objects.all(), departure, by=by, seen=seen)
        before = Coding.objects.filter(departure=held).order_by("-pk").first()
        why = _chosen(lists[WHY], said.why, before.why if before else lists[WHY].code_of(held.reason))
        gone = before.destination if before else lists[WHERE].code_of(held.destination)
        where = _chosen(lists[WHERE], said.destination, gone)
        coding = _coding(held, said, why, where)
        coding.by, coding.at = by, at
        facts = {
            "reason": why.written if why else "",
            "destination": where.written if where else "",
            "asked_by": (said.asker.name if said.asker else coding.asker_name)[:120],
        }
        change_departure(departure=held.pk, facts=facts, by=by, at=at)
        coding.save()
        record(by=by, deed=Event.DEPARTURE_CODED, about=held, at=at, detail=coding.how)
        align_task(kind=CODE_REASON.code, number=held.pk, is_done=True, by=by, at=at)
    return coding


def judge_words(
    *, departure: int, codes: Collection[str], by: Person, at: datetime, first: bool = False
) -> None:
    """Say which themes a departure's comment is about; what the lexicon proposed is kept beside it.

    `first` says that its judge saw no judgement. Raises BadInput for a theme there is not, and with both
    where somebody judged it meanwhile; Departure.DoesNotExist.
    """
    listed = reason_list(WHY)
    for code in codes:
        _held(listed, code)
    with transaction.atomic():
        held: Departure = row_to_change(Departure.objects.all(), departure, by=by)
        if first:
            _refuse_judged(held, codes, listed)
        proposed = {one.code: one.phrase for one in find_themes(held.comment)}
        CommentTheme.objects.filter(departure=held).delete()
        rows = [
            CommentTheme(
                departure=held, code=code, phrase=proposed.get(code, "")[:200], lexicon=VERSION,
                is_proposed=code in proposed, is_confirmed=not code or code in codes, by=by, at=at,
            )
            for code in sorted({*proposed, *codes}) or [""]
        ]  # fmt: skip
        CommentTheme.objects.bulk_create(rows)
        record(by=by, deed=Event.DEPARTURE_CODED, about=held, at=at, detail="words")


def _refuse_judged(held: Departure, codes: Collection[str], listed: ReasonList) -> None:
    stands = CommentTheme.objects.filter(departure=held)
    if not stands.exists():
        return
    theirs = sorted(stands.filter(is_confirmed=True).exclude(code="").values_list("code", flat=True))
    raise _meanwhile(*(", ".join(map(listed.text_of, its)) or "–" for its in (theirs, sorted(codes))))


def _meanwhile(theirs: str, mine: str) -> BadInput:
    return BadInput("Stored meanwhile: %(theirs)s. You asked for: %(mine)s.", theirs=theirs, mine=mine)


def forget_judgement(*, departure: int, by: Person, at: datetime) -> None:
    """Take back what was said of a comment's themes: it is to be judged again."""
    with transaction.atomic():
        held: Departure = row_to_change(Departure.objects.all(), departure, by=by)
        if CommentTheme.objects.filter(departure=held).delete()[0]:
            record(by=by, deed=Event.DEPARTURE_CODED, about=held, at=at, detail="words taken back")


def keep_coding_tasks(*, on: date, at: datetime, among: Collection[int] | None = None) -> None:
    """Ask who looks after a customer to put down why it left, two weeks after the notice; as habits say."""
    whose = habits_of_goodbyes().tasks_for
    asked = []
    if current_company().has(Station.GOODBYE) and whose != Whose.NOBODY:
        its = uncoded_departures(on, among)
        its = its.filter(customer__is_key=True) if whose == Whose.KEY else its
        asked = [
            Asked(one.pk, on, one.customer_id, one.customer.owner_id, {"name": one.customer.name})
            for one in its
        ]
    keep_tasks(kind=CODE_REASON.code, asked=asked, at=at, among=among)


def _coding(held: Departure, said: Said, why: Reason | None, where: Reason | None) -> Coding:
    if said.how not in How.values:
        raise BadInput("Say how you know it.")
    if why is None and where is None:
        raise BadInput("Say why they left, or where to.")
    name = "" if said.asker else one_line(said.asker_name)[:120]
    if said.how != How.GUESS and said.asker is None and not name:
        raise BadInput("Say who asked.")
    return Coding(
        departure=held, how=said.how, asker=said.asker, asker_name=name, words=said.words[:LONGEST_WORDS],
        why=why.code if why else "", why_number=why.number if why else 0,
        destination=where.code if where else "", destination_number=where.number if where else 0,
    )  # fmt: skip


def _chosen(listed: ReasonList, code: str, before: str) -> Reason | None:
    if not code:
        return None
    held = _held(listed, code)
    if held.is_retired and code != before:
        raise BadInput("This reason is retired: choose another one.")
    return held


def _held(listed: ReasonList, code: str) -> Reason:
    found = listed.reasons.get(code)
    if found is None:
        raise BadInput("There is no such reason.")
    return found


def _axis(axis: str) -> str:
    if axis not in READY:
        raise BadInput("There is no such list.")
    return axis


def _text(text: str, listed: ReasonList, but: str = "") -> str:
    told = one_line(text)
    if not told or len(told) > LONGEST:
        raise BadInput("Give it a short name, at most 40 characters.")
    if listed.words.get(told.casefold(), but) != but:
        raise BadInput("There is a reason of this name already.")
    return told


def _code_for(text: str, listed: ReasonList) -> str:
    base = f"own-{slugify(text)[:28]}".rstrip("-")
    codes = (base if place == 1 else f"{base}-{place}" for place in range(1, len(listed.reasons) + 2))
    return next(code for code in codes if code not in listed.reasons)


def _follow(held: Reason, text: str, *, is_retired: bool, by: Person, at: datetime, seen: int) -> Reason:
    if seen != held.number:
        raise _meanwhile(held.text, text)
    its = Reason(held.axis, held.code, held.number + 1, text, is_retired)
    _store(its, by, at)
    return its


def _store(its: Reason, by: Person, at: datetime) -> None:
    try:
        with transaction.atomic():
            ReasonVersion.objects.create(
                axis=Axis(its.axis), code=its.code, number=its.number, text=its.own_text,
                is_retired=its.is_retired, made_at=at, made_by=by,
            )  # fmt: skip
            what = "retired" if its.is_retired else f"version {its.number}"
            record(
                by=by, deed=Event.REASON_CHANGED, about=None, at=at, detail=f"{its.axis} {its.code} {what}"
            )
    except IntegrityError:
        stands = reason_list(its.axis).text_of(its.code)
        raise _meanwhile(stands or "–", its.text) from None
