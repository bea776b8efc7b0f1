import pytest

from karn.web.charts.movements import COLOURS, ORDER, movements_by_month

NAMES = {movement: movement.upper() for movement in ORDER}
POINTS = [
    {"month": "2026-03-01", "movement": movement, "amount": amount}
    for movement, amount in zip(ORDER, (100.0, 100.0, 20.0, -20.0, -170.0), strict=True)
]


def test_each_movement_is_drawn_with_its_amount_its_name_and_its_place_in_the_stack() -> None:
    assert movements_by_month(POINTS, NAMES)["data"]["values"] == [
        {**point, "name": NAMES[point["movement"]], "rank": rank} for rank, point in enumerate(POINTS)
    ]


def test_each_movement_has_a_colour_of_its_own_named_as_the_reader_reads_it() -> None:
    bars, zero = movements_by_month(POINTS, NAMES)["layer"]
    assert bars["encoding"]["color"]["scale"] == {"domain": list(NAMES.values()), "range": list(COLOURS)}
    assert len(set(COLOURS)) == len(ORDER)
    assert zero["encoding"] == {"y": {"datum": 0}}


def test_a_movement_nobody_knows_is_not_drawn_as_another() -> None:
    with pytest.raises(KeyError):
        movements_by_month([{"month": "2026-03-01", "movement": "fx", "amount": 1.0}], NAMES)
