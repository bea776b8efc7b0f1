from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.platform.timeline import Entry, Reach, place_token, reach_from

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST, LAST = datetime(2000, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001 (Hypothesis adds the zone)
moments = st.datetimes(FIRST, LAST, timezones=st.sampled_from((UTC, ZONE)))


@given(at=moments, code=st.sampled_from(("payment", "order")), number=st.integers(1, 2**63 - 1))
def test_a_place_comes_back_from_its_token(at, code, number):
    entry = Entry(at=at, code=code, number=number, icon="x", title="y")
    reach = reach_from(place_token(entry), ZONE)
    # Compared as instants: an hour that summer time skips equals nothing else.
    assert (reach.at.timestamp(), reach.code, reach.number) == (at.timestamp(), code, number)


@given(token=st.text(max_size=60))
def test_any_text_for_a_token_is_a_reach(token):
    assert reach_from(token, ZONE).zone is ZONE


@pytest.mark.parametrize("token", ["", "!!", "eHx5"])
def test_a_token_that_cannot_be_read_means_from_the_newest(token):
    assert reach_from(token, ZONE) == Reach(ZONE)
