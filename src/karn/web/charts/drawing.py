"""Draws a chart as SVG on the server, once: the picture is kept until its figures change."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import vl_convert
from babel import Locale
from django.core.cache import cache
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from karn.platform.amounts import reader_locale
from karn.web.charts.palette import CONFIG, Spec

VERSION = version("vl-convert-python")
WIDE, NARROW = (540, 230), (320, 230)
NARROW_LEGEND = {"columns": 2, "labelFontSize": 12, "labelLimit": 145, "columnPadding": 4}
KEPT_SECONDS = 60 * 60 * 24 * 30
_TINY_DIGITS = re.compile(r"(\d\.\d\d)\d+")
_ATTRIBUTE = re.compile(r'="[^"]*"')
_OPENING = re.compile(r"<svg [^>]*?viewBox=\"([^\"]+)\">")
_INNER_ROLE = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')


@dataclass(frozen=True)
class Picture:
    """One chart for a page: in a wide and a narrow form, of which the page shows what fits."""

    wide: SafeString
    narrow: SafeString


def draw(spec: Spec, description: str) -> Picture:
    """Draw `spec` in the reader's language; `description` is what it shows, in words."""
    return Picture(*(_labelled(_drawn(spec, size), description) for size in (WIDE, NARROW)))


def _drawn(spec: Spec, size: tuple[int, int]) -> str:
    text = json.dumps(_sized(spec, size), sort_keys=True)
    digest = hashlib.sha256(f"{VERSION} {get_language()} {text}".encode()).hexdigest()
    found: str | None = cache.get(f"chart-{digest}")
    if found is None:
        found = _render(text)
        cache.set(f"chart-{digest}", found, KEPT_SECONDS)
    return found


def _render(text: str) -> str:
    locale = reader_locale()
    svg: str = vl_convert.vegalite_to_svg(
        text,
        vl_version="6.4",
        allowed_base_urls=[],
        format_locale=number_words(locale),
        time_format_locale=time_words(locale),
    )
    return _ATTRIBUTE.sub(lambda found: _TINY_DIGITS.sub(r"\1", found[0]), svg)


def _sized(spec: Spec, size: tuple[int, int]) -> Spec:
    width, height = size
    narrow = size == NARROW
    config = {**CONFIG, "legend": {**CONFIG["legend"], **(NARROW_LEGEND if narrow else {})}}
    fit = {"type": "fit", "contains": "padding"}
    return {**spec, "width": width, "height": height, "autosize": fit, "config": config, "padding": 2}


def _labelled(svg: str, description: str) -> SafeString:
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="\\1" class="karn-chart" role="img" '
        f'aria-label="{escape(description)}">'
    )
    # The picture is described as a whole; roles on its parts would each want a name of their own.
    whole = _INNER_ROLE.sub("", svg)
    return mark_safe(_OPENING.sub(lambda found: found.expand(opening), whole, count=1))  # noqa: S308 (drawn here)


def number_words(locale: Locale) -> dict[str, Any]:
    """Return how `locale` writes numbers, as d3 wants to know it."""
    symbols = locale.number_symbols["latn"]
    spaced = "\N{NO-BREAK SPACE}" in locale.percent_formats[None].pattern
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
        "percent": "\N{NO-BREAK SPACE}%" if spaced else "%",
        "minus": "\N{MINUS SIGN}",
    }


def time_words(locale: Locale) -> dict[str, Any]:
    """Return how `locale` names months and days, as d3 wants to know it."""
    months, days = locale.months["stand-alone"], locale.days["stand-alone"]
    sunday_first = (6, 0, 1, 2, 3, 4, 5)
    return {
        "dateTime": "%x %X",
        "date": "%Y-%m-%d",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": [days["wide"][day] for day in sunday_first],
        "shortDays": [days["abbreviated"][day] for day in sunday_first],
        "months": [months["wide"][month] for month in range(1, 13)],
        "shortMonths": [months["abbreviated"][month].rstrip(".") for month in range(1, 13)],
    }
