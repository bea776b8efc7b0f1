"""How strong a tie between two people is, and what a web of them asks for. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

YEAR_DAYS: Final = 365
_STRONG, _FAIR = 12, 4
"""So many conversations in a year make a strong tie, and a fair one."""

WIDTHS: Final = {"strong": 5.0, "fair": 3.0, "weak": 1.5, "none": 1.5}
"""How broad a line of each strength is drawn."""


def strength_of(times: int) -> str:
    """Return how strong a tie with so many conversations in the last year is: once a month is strong."""
    if times >= _STRONG:
        return "strong"
    if times >= _FAIR:
        return "fair"
    return "weak" if times else "none"


def is_recent(last_on: date | None, on: date, rhythm: int) -> bool:
    """Say whether something on `last_on` is at most `rhythm` days ago on `on`."""
    return last_on is not None and 0 <= (on - last_on).days <= rhythm


@dataclass(frozen=True, slots=True)
class Tie:
    """How one of us (`ours`) and one of theirs (`theirs`, the contact's id) know each other.

    `times` and `last_on` come from conversations: how often in the last year, and when last. `judged` is
    what somebody of us says, on `judged_on`, with a `note`; it changes nothing of the other two.
    """

    ours: str
    theirs: int
    times: int = 0
    last_on: date | None = None
    is_warm: bool = False
    judged: str = ""
    judged_on: date | None = None
    judged_by: str = ""
    note: str = ""

    @property
    def strength(self) -> str:
        """How strong conversations make it."""
        return strength_of(self.times)

    @property
    def drawn(self) -> str:
        """How strong it is drawn: as conversations make it; where there were none, as it was judged."""
        return self.judged or "none" if self.last_on is None else self.strength

    @property
    def is_cold(self) -> bool:
        """Whether they know each other, and had nothing to do with each other for longer than the rhythm."""
        return not self.is_warm and (self.last_on is not None or self.judged in ("strong", "fair", "weak"))

    @property
    def disagrees(self) -> bool:
        """Whether somebody judged it warm and it is cold, or the other way round."""
        return (self.judged == "strong" and not self.is_warm) or (self.judged == "none" and self.is_warm)


def warms(judged: str, judged_on: date | None, on: date, rhythm: int) -> bool:
    """Say whether a judgement alone keeps a tie warm: strong or fair, and not longer ago than the rhythm."""
    return judged in ("strong", "fair") and is_recent(judged_on, on, rhythm)


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody on either side: how they are called, and what is beside the name."""

    key: str
    name: str
    role: str = ""
    decides: bool = False
    champion: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Web:
    """People on both sides and the ties between them, as of a day; `bonds` tie theirs to each other."""

    ours: list[Node]
    theirs: list[Node]
    ties: list[Tie]
    bonds: list[tuple[int, int, str, int]] = field(default_factory=list)
    rhythm: int = 90

    @property
    def warm(self) -> list[Tie]:
        """The ties that are warm."""
        return [tie for tie in self.ties if tie.is_warm]

    @property
    def is_single_threaded(self) -> bool:
        """Whether one tie holds everything."""
        return len(self.warm) == 1

    def name_of_ours(self, key: str) -> str:
        """Return the name of one of us."""
        return next((node.name for node in self.ours if node.key == key), "")

    def name_of_theirs(self, number: int) -> str:
        """Return the name of one of theirs."""
        return next((node.name for node in self.theirs if node.number == number), "")


@dataclass(frozen=True, slots=True)
class Advice:
    """What stands out, and what to do next, in words; `task` is what somebody would be asked to do."""

    code: str
    text: str
    task: str = ""


def advice_for(web: Web) -> list[Advice]:
    """Return what stands out of a web, the most pressing first; one line that all is well, if it is."""
    if not web.theirs:
        return [Advice("nobody", _("We know nobody there yet: add a contact."))]
    first = _first(web)
    found = [first] if first else []
    found += [_decider(node) for node in web.theirs if node.decides and not _knows(web, node)]
    return found or [Advice("well", _("Several people on both sides know each other. Keep it so."))]


def _first(web: Web) -> Advice | None:
    warm = web.warm
    ours, theirs = {tie.ours for tie in warm}, {tie.theirs for tie in warm}
    if not warm:
        return _cold(web)
    us, them = web.name_of_ours(warm[0].ours), web.name_of_theirs(warm[0].theirs)
    told = {"us": us, "them": them}
    if len(warm) == 1:
        text = _(
            "Everything hangs on %(us)s and %(them)s. Introduce somebody else of us to %(them)s, "
            "and ask whom else there we should know."
        )
        return Advice("single", text % told, _("Introduce somebody else of us to %(them)s") % told)
    if len(ours) == 1:
        text = _("Only %(us)s speaks with them. Introduce a colleague at the next talk.")
        return Advice("one_of_us", text % told, _("Introduce a colleague to %(them)s") % told)
    if len(theirs) == 1:
        text = _("We speak with %(them)s only. Ask %(them)s who else there uses or decides about what we do.")
        return Advice("one_of_them", text % told, _("Ask %(them)s whom else we should know there") % told)
    return None


def _cold(web: Web) -> Advice:
    whom = _best(web.theirs)
    told = {"them": whom.name, "days": web.rhythm}
    text = ngettext(
        "Nobody of us spoke with anybody there for more than %(days)d day. Call %(them)s this week.",
        "Nobody of us spoke with anybody there for more than %(days)d days. Call %(them)s this week.",
        web.rhythm,
    )
    return Advice("cold", text % told, _("Call %(them)s: nobody of us spoke with them for long") % told)


def _decider(node: Node) -> Advice:
    told = {"them": node.name}
    text = _("%(them)s decides, and nobody of us has a warm tie there. Have somebody introduced.")
    return Advice(f"decider-{node.number}", text % told, _("Get to know %(them)s, who decides") % told)


def _knows(web: Web, node: Node) -> bool:
    return not web.warm or any(tie.theirs == node.number for tie in web.warm)


def _best(theirs: Sequence[Node]) -> Node:
    """Return whom to call first: who speaks up for us, who decides, then by name."""
    return min(theirs, key=lambda node: (not node.champion, not node.decides, node.name))
