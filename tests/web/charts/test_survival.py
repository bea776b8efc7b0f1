import pytest

from karn.web.charts.survival import share_still_here


def points(last: int) -> list[dict]:
    return [{"t": t, "value": 1 - t / 200, "low": 0.1, "high": 1.0} for t in range(last + 1)]


def test_the_share_still_here_is_drawn_as_steps_with_its_band() -> None:
    spec = share_still_here(points(12), "months")
    assert spec["data"]["values"] == points(12)
    assert [layer["mark"]["interpolate"] for layer in spec["layer"]] == ["step-after"] * 2
    assert [layer["encoding"]["y"]["scale"]["domain"] for layer in spec["layer"]] == [[0, 1]] * 2


@pytest.mark.parametrize(
    ("last", "ticks"),
    [(0, [0]), (12, [0, 6, 12]), (60, [0, 12, 24, 36, 48, 60]), (121, [0, 24, 48, 72, 96, 120])],
)
def test_the_axis_has_a_tick_per_half_year_or_wider(last: int, ticks: list[int]) -> None:
    _, curve = share_still_here(points(last), "months")["layer"]
    assert curve["encoding"]["x"]["axis"]["values"] == ticks
    assert curve["encoding"]["x"]["axis"]["title"] == "months"


@pytest.mark.parametrize(
    ("of_ten", "written"),
    [(False, {"format": ".0%"}), (True, {"labelExpr": "format(datum.value * 10, 'd')"})],
)
def test_a_small_company_reads_customers_of_ten_and_no_percentages(of_ten: bool, written: dict) -> None:
    _, curve = share_still_here(points(3), "months", of_ten=of_ten)["layer"]
    axis = curve["encoding"]["y"]["axis"]
    assert {name: axis[name] for name in ("format", "labelExpr") if name in axis} == written
