"""One mail, rendered: placeholders put in once, plain text, and HTML made of the same words.

A text is paragraphs with an empty line between. Lines that begin with "- " are a list. A line of its own
like `[Give your answer]({{link}})` is a button. `{{name}}` is a placeholder; what stands in its place is
never looked at again: a value that holds "{{link}}", "<b>" or "[x](http://…)" stays those signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACEHOLDERS: Final[dict[str, Promise]] = {
    "name": _("The reader's name"),
    "customer": _("The customer's name"),
    "company": _("Your company's name"),
    "sender": _("Who looks after the customer"),
    "link": _("The page this mail leads to"),
    "questions": _("The page with questions this mail leads to"),
    "matter": _("What it is about"),
    "day": _("The day it is about"),
    "amount": _("The amount it is about"),
    "lines": _("Lines, each on its own"),
    "code": _("A code to type in"),
}
"""All that can be put in, and what it is."""

LINKS: Final = ("link", "questions")
"""Those that may be secrets: kept sealed, and not at all once the mail is sent."""

_PLACE: Final = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_ANY_PLACE: Final = re.compile(r"\{\{(.*?)\}\}")
_BUTTON: Final = re.compile(r"\[([^\[\]\n]+)\]\((\{\{\s*(?:link|questions)\s*\}\}|https?://[^\s()]+)\)")
_FONT: Final = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_BODY: Final = (
    f"margin:0;padding:24px;background:#f4f6fa;color:#182433;{_FONT};font-size:16px;line-height:1.5"
)
_CARD: Final = "max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:6px"
_FOOT: Final = "max-width:560px;margin:16px auto 0;color:#49566c;font-size:13px"
_BUTTON_LOOK: Final = (
    "display:inline-block;padding:10px 18px;background:#0054a6;color:#ffffff;"
    "text-decoration:none;border-radius:4px"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail's words before its values are put in: the subject, and the text."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the words: whose mail it is, why somebody gets it, and how to get no more."""

    language: str
    company: str
    reason: str = ""
    stop_words: str = ""
    stop_link: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as it is read."""

    subject: str
    text: str
    html: str


def unknown_placeholders(text: str) -> list[str]:
    """Return what stands in double braces and is no placeholder, each once, in order."""
    found = (match[1].strip() for match in _ANY_PLACE.finditer(text))
    return list(dict.fromkeys(name for name in found if name not in PLACEHOLDERS))


def placeholders_in(text: str) -> set[str]:
    """Return the placeholders of a text."""
    return {match[1] for match in _PLACE.finditer(text)} & PLACEHOLDERS.keys()


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put the values in, once. A placeholder without a value is empty; what is none stays as it is."""
    return _PLACE.sub(lambda place: values.get(place[1], "") if place[1] in PLACEHOLDERS else place[0], text)


def rendered(parts: Parts, values: Mapping[str, str], frame: Frame) -> Rendered:
    """Return the mail as it is read."""
    known = {name: value.replace("\x00", "") for name, value in values.items()}
    return Rendered(
        subject=filled(parts.subject, known),
        text=_as_text(parts.body, known, frame),
        html=_as_html(parts.body, known, frame),
    )


def hidden_link(link: str) -> str:
    """Return an address without its last part: what is kept of a link that opens something."""
    split = urlsplit(link)
    if not split.scheme:
        return "…" if link else ""
    return f"{split.scheme}://{split.netloc}{split.path.rstrip('/').rpartition('/')[0]}/…"


def is_address_of_a_page(text: str) -> bool:
    """Say whether a link may lead there: HTTP or HTTPS, in one word."""
    try:
        split = urlsplit(text)
    except ValueError:
        return False
    return split.scheme in {"http", "https"} and bool(split.netloc) and not re.search(r"[\s<>\"]", text)


def _as_text(body: str, values: Mapping[str, str], frame: Frame) -> str:
    said = _BUTTON.sub(lambda button: f"{button[1]}:\n{button[2]}", _without_empty(_lines(body), values))
    foot = [frame.company, frame.reason]
    if frame.stop_link:
        foot.append(f"{frame.stop_words}: {frame.stop_link}")
    told = "\n".join(line for line in foot if line)
    return f"{filled(said, values).strip()}\n\n-- \n{told}\n"


def _as_html(body: str, values: Mapping[str, str], frame: Frame) -> str:
    blocks = "\n".join(_block(block, values) for block in _blocks(body, values))
    foot = "<br>".join(escape(line) for line in (frame.company, frame.reason) if line)
    if frame.stop_link:
        foot += (
            f'<br><a href="{escape(frame.stop_link)}" style="color:#49566c">{escape(frame.stop_words)}</a>'
        )
    return (
        f'<!doctype html>\n<html lang="{escape(frame.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>\n'
        f'<body style="{_BODY}">\n<div style="{_CARD}">\n{blocks}\n</div>\n'
        f'<p style="{_FOOT}">{foot}</p>\n</body></html>\n'
    )


def _lines(body: str) -> str:
    return body.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _blocks(body: str, values: Mapping[str, str]) -> list[str]:
    return re.split(r"\n\s*\n", _without_empty(_lines(body), values).strip())


def _without_empty(body: str, values: Mapping[str, str]) -> str:
    """Leave out lines that are a placeholder without a value, and nothing else."""
    lines = body.split("\n")
    return "\n".join(
        line for line in lines if not (_PLACE.fullmatch(line.strip()) and not filled(line, values).strip())
    )


def _block(block: str, values: Mapping[str, str]) -> str:
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{_inline(line[2:], values)}</li>" for line in lines)
        return f'<ul style="margin:0 0 16px;padding-left:20px">{items}</ul>'
    return f'<p style="margin:0 0 16px">{"<br>".join(_inline(line, values) for line in lines)}</p>'


def _inline(line: str, values: Mapping[str, str]) -> str:
    if button := _BUTTON.fullmatch(line.strip()):
        return _button(button[1], filled(button[2], values), values)
    return "".join(_pieces(line, values))


def _button(words: str, link: str, values: Mapping[str, str]) -> str:
    said = "".join(_pieces(words, values))
    if not is_address_of_a_page(link):
        return f"{said}: {escape(link)}"
    return f'<a href="{escape(link)}" style="{_BUTTON_LOOK}">{said}</a>'


def _pieces(line: str, values: Mapping[str, str]) -> Iterator[str]:
    """Yield a line's HTML: words escaped, values escaped, a link's address as a link."""
    end = 0
    for place in _PLACE.finditer(line):
        if place[1] not in PLACEHOLDERS:
            continue
        yield escape(line[end : place.start()])
        yield _value(place[1], values.get(place[1], ""))
        end = place.end()
    yield escape(line[end:])


def _value(name: str, value: str) -> str:
    if name in LINKS and is_address_of_a_page(value):
        return _anchor(value)
    lines = _lines(value).split("\n")
    # Of several lines, one that is nothing but an address leads there, as in every mail program.
    leads = [name == "lines" and is_address_of_a_page(line) for line in lines]
    told = zip(lines, leads, strict=True)
    return "<br>".join(_anchor(line) if is_address else escape(line) for line, is_address in told)


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}" style="color:#0054a6">{escape(address)}</a>'
