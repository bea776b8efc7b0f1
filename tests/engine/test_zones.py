import pytest

from karn.engine.zones import check_zone
from karn.kernel.errors import BadInput


@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "America/Argentina/Ushuaia"])
def test_a_zone_by_its_name_is_taken(zone: str) -> None:
    check_zone(zone)


@pytest.mark.parametrize(
    "zone",
    ["", "Mars", "europe/amsterdam", "Europe/Amsterdam ", "../../etc/passwd", "UTC'; DROP TABLE x; --"],
)
def test_anything_else_is_refused_by_name(zone: str) -> None:
    with pytest.raises(BadInput) as told:
        check_zone(zone)
    assert str(told.value) == f"There is no time zone “{zone}”. Use a name such as Europe/Amsterdam."
