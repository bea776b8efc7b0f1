"""Charts are drawn on the server, in the reader's language, once."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from babel import Locale
from django.core.cache import cache
from django.utils import translation

from karn.web.charts import drawing
from karn.web.charts.drawing import draw, number_words, time_words
from karn.web.charts.losses import lost_by_month
from karn.web.charts.movements import ORDER, movements_by_month
from karn.web.charts.rates import rate_by_month
from karn.web.charts.retention import retention_by_month
from karn.web.charts.survival import share_still_here

MONTHS = [date(2026, number, 1).isoformat() for number in range(1, 7)]
SPECS = {
    "rates": rate_by_month([{"month": m, "value": 0.04, "low": 0.02, "high": 0.07} for m in MONTHS]),
    "losses": lost_by_month([{"month": m, "lost": 2} for m in MONTHS]),
    "movements": movements_by_month(
        [{"month": m, "movement": kind, "amount": 5000.0} for m in MONTHS for kind in ORDER],
        {kind: kind for kind in ORDER},
    ),
    "retention": retention_by_month(
        [{"month": m, "kind": kind, "value": 0.9} for m in MONTHS for kind in ("gross", "net")],
        "Kept",
        "Grown",
    ),
    "survival": share_still_here(
        [{"t": t, "value": 1 - t / 50, "low": 0.1, "high": 1.0} for t in range(13)], "months"
    ),
}


@pytest.fixture(autouse=True)
def no_pictures_yet() -> None:
    cache.clear()


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_is_an_image_with_its_gist_and_nothing_a_policy_forbids(name: str) -> None:
    picture = draw(SPECS[name], 'Shares & "counts"')
    for svg in (picture.wide, picture.narrow):
        root = ET.fromstring(svg)  # noqa: S314 (drawn by ourselves)
        assert root.get("role") == "img"
        assert root.get("aria-label") == 'Shares & "counts"'
        assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
            "svg",
            "g",
            "path",
            "line",
            "text",
            "tspan",
        }
        assert [element for element in root.iter() if "style" in element.attrib] == []


def test_colours_are_those_of_the_page() -> None:
    assert "var(--tblr-primary)" in draw(SPECS["rates"], "x").wide


@pytest.mark.parametrize(
    ("language", "written"), [("en", "5,000"), ("nl", "5.000"), ("sv", "5\N{NO-BREAK SPACE}000")]
)
def test_amounts_are_written_as_the_reader_writes_them(language: str, written: str) -> None:
    with translation.override(language):
        assert f">{written}<" in draw(SPECS["movements"], "x").wide


def test_months_are_named_in_the_reader_s_language() -> None:
    with translation.override("nl"):
        assert ">apr<" in draw(SPECS["rates"], "x").wide
    assert time_words(Locale("sv"))["shortMonths"][:3] == ["jan", "feb", "mars"]
    assert number_words(Locale("sv"))["percent"] == "\N{NO-BREAK SPACE}%"


def test_a_chart_of_the_same_figures_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = draw(SPECS["losses"], "x")
    monkeypatch.setattr(drawing, "_render", lambda _: pytest.fail("drawn again"))
    assert draw(SPECS["losses"], "x") == first
