from karn.web.charts.rates import rate_by_month

POINTS = [
    {"month": "2026-02-01", "value": None, "low": None, "high": None},
    {"month": "2026-03-01", "value": 0.04, "low": 0.02, "high": 0.07},
]


def test_a_rate_is_drawn_with_its_band_and_a_month_without_one_stays_empty() -> None:
    spec = rate_by_month(POINTS)
    assert spec["data"]["values"] == POINTS
    band, line, _ = spec["layer"]
    assert (band["encoding"]["y"]["field"], band["encoding"]["y2"]["field"]) == ("low", "high")
    assert (line["mark"]["type"], line["encoding"]["y"]["field"]) == ("line", "value")


def test_the_last_month_alone_has_a_dot() -> None:
    *_, last = rate_by_month(POINTS)["layer"]
    assert last["transform"] == [{"filter": "datum.month == '2026-03-01'"}]


def test_the_axis_begins_at_nought_so_that_no_change_looks_larger_than_it_is() -> None:
    assert [layer["encoding"]["y"]["scale"]["zero"] for layer in rate_by_month(POINTS)["layer"]] == [True] * 3


def test_without_months_nothing_has_a_dot() -> None:
    *_, last = rate_by_month([])["layer"]
    assert last["transform"] == []
