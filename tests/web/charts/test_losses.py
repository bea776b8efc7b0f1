import pytest

from karn.web.charts.losses import lost_by_month


def points(*lost: int) -> list[dict]:
    return [{"month": f"2026-0{number}-01", "lost": many} for number, many in enumerate(lost, start=1)]


def test_a_bar_stands_for_each_month_with_its_number() -> None:
    spec = lost_by_month(points(2, 0, 1))
    assert spec["data"]["values"] == points(2, 0, 1)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar"]


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(0, [0]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (5, [0, 2, 4]), (23, [0, 5, 10, 15, 20])],
)
def test_the_axis_counts_whole_customers_and_never_more_than_fit(most: int, ticks: list[int]) -> None:
    (bars,) = lost_by_month(points(0, most))["layer"]
    assert bars["encoding"]["y"]["axis"]["values"] == ticks


def test_without_months_there_is_nothing_to_count() -> None:
    assert lost_by_month([])["data"]["values"] == []
