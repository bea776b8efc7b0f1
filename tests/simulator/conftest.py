"""Simulated companies, made once for all tests that only read them."""

from datetime import date

import pytest

from karn.simulator.simulation import Simulation, simulate

UNTIL = date(2026, 11, 22)


@pytest.fixture(scope="session")
def agency() -> Simulation:
    return simulate("agency", until=UNTIL)


@pytest.fixture(scope="session")
def practice() -> Simulation:
    return simulate("practice", until=UNTIL)


@pytest.fixture(scope="session")
def service() -> Simulation:
    """A smaller subscription service: enough for shares, quick enough for every run."""
    return simulate("subscription", until=UNTIL, customers=700)
