"""The web of influence as a picture: our people left, theirs right, a line for each tie."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from karn.apps.care.rules.ties import WIDTHS, Node, Tie, Web

MOST = 14
"""So many people are drawn on a side: those with the warmest ties; the table has all."""

_WIDE, _HIGH, _STEP, _TOP = 148, 42, 52, 6
_LEFT, _RIGHT, _WHOLE = 2, 222, 372
_LETTERS, _SMALL_LETTERS = 16, 20


def draw_web(web: Web) -> SafeString:
    """Draw a web as SVG: its colours are the page's own, its sizes fit a telephone."""
    ours = _chosen(web.ours, [tie.ours for tie in web.ties])
    theirs = _chosen(web.theirs, [str(tie.theirs) for tie in web.ties])
    left = {node.key: place for place, node in enumerate(ours)}
    right = {node.key: place for place, node in enumerate(theirs)}
    high = _TOP * 2 + _STEP * max(len(ours), len(theirs), 1) - (_STEP - _HIGH)
    lines = [_line(tie, left, right) for tie in reversed(web.ties) if tie.drawn != "none" or tie.is_warm]
    return format_html(
        '<svg class="karn-web" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        _WHOLE,
        high,
        told(web),
        format_html_join("", "{}", ((line,) for line in lines)),
        format_html_join("", "{}", ((bond,) for bond in _bonds(web, right))),
        format_html_join("", "{}", ((_person(node, _LEFT, place),) for place, node in enumerate(ours))),
        format_html_join("", "{}", ((_person(node, _RIGHT, place),) for place, node in enumerate(theirs))),
    )


def told(web: Web) -> str:
    """Say in a sentence what the picture shows."""
    cold = sum(tie.is_cold for tie in web.ties)
    counts = {"ours": len(web.ours), "theirs": len(web.theirs), "warm": len(web.warm), "cold": cold}
    text = _(
        "%(ours)s of us and %(theirs)s of them; %(warm)s warm and %(cold)s cold ties. The table has each."
    )
    return text % counts


def _chosen(nodes: Sequence[Node], in_order: Sequence[str]) -> list[Node]:
    """Return the people who are drawn: those with ties first, as warm as these are."""
    place = {key: number for number, key in reversed(list(enumerate(in_order)))}
    return sorted(nodes, key=lambda node: place.get(node.key, len(in_order)))[:MOST]


def _middle(place: int) -> float:
    return _TOP + place * _STEP + _HIGH / 2


def _line(tie: Tie, left: dict[str, int], right: dict[str, int]) -> SafeString | str:
    if tie.ours not in left or str(tie.theirs) not in right:
        return ""
    state = "warm" if tie.is_warm else "cold"
    return format_html(
        '<line class="karn-tie karn-tie-{}" x1="{}" y1="{}" x2="{}" y2="{}" stroke-width="{}"{}></line>',
        state,
        _LEFT + _WIDE,
        _middle(left[tie.ours]),
        _RIGHT,
        _middle(right[str(tie.theirs)]),
        WIDTHS[tie.drawn],
        "" if tie.is_warm else format_html(' stroke-dasharray="{} {}"', 5, 5),
    )


def _bonds(web: Web, right: dict[str, int]) -> list[SafeString]:
    """Draw what ties their people to each other, right of them: from who reports to whom they report to."""
    edge = _RIGHT + _WIDE
    drawn = []
    for contact, other, bond, _number in web.bonds:
        if str(contact) not in right or str(other) not in right:
            continue
        start, end = _middle(right[str(contact)]), _middle(right[str(other)])
        bend = edge + min(24, 8 + abs(end - start) / 10)
        shape = f"M{edge} {start} C{bend} {start} {bend} {end} {edge + 5} {end}"
        head = f"M{edge + 7} {end - 4} L{edge} {end} L{edge + 7} {end + 4}"
        kind = format_html("karn-bond karn-bond-{}", bond)
        drawn.append(format_html_join("", '<path class="{}" d="{}"></path>', ((kind, shape), (kind, head))))
    return drawn


def _person(node: Node, x: int, place: int) -> SafeString:
    y = _TOP + place * _STEP
    beside = _("decides") if node.decides else node.role
    mark = "karn-node karn-node-decides" if node.decides else "karn-node"
    return format_html(
        '<g><title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="6"></rect>'
        '<text class="karn-node-name" x="{}" y="{}">{}</text>'
        '<text class="karn-node-role" x="{}" y="{}">{}</text></g>',
        " · ".join(part for part in (node.name, node.role) if part),
        mark,
        x,
        y,
        _WIDE,
        _HIGH,
        x + 8,
        y + (18 if beside else 26),
        _cut(node.name, _LETTERS),
        x + 8,
        y + 34,
        _cut(beside, _SMALL_LETTERS),
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
