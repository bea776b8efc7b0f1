"""The rules against companies whose leavers' causes are known: better than chance, and by how much."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from karn.apps.contracts.models import Departure, DepartureKind
from karn.apps.intake.actions.loads import Delivery, import_file
from karn.apps.intake.rules import Options
from karn.apps.measures.exporters.gathering import gather
from karn.apps.threats.rules.thresholds import AT_RISK_FROM
from karn.engine.signals.catalogue import SIGNALS
from karn.engine.signals.looking import Looker, tables_of
from karn.simulator.exports import write_exports
from karn.simulator.simulation import simulate

UNTIL = date(2026, 11, 22)
WINDOW, STEP = timedelta(days=60), timedelta(days=15)
LOOKS = [UNTIL - STEP * number for number in range(1, 21)]
FILES = ("customers", "contacts", "subscriptions", "payments", "conversations", "departures")
# A term's end is only known as it stands today: of leavers it stayed where it was, of others it moved on.
JUDGED = [code for code, one in SIGNALS.items() if one.is_on_at_first and code != "contract_end"]
UNFORESEEN = (DepartureKind.VOLUNTARY, DepartureKind.PAYMENT_FAILURE, DepartureKind.UNKNOWN)


@pytest.fixture
def service(tmp_path, world):
    world.company(zone="Europe/Amsterdam", answer_days=2, rhythm_days=90)
    write_exports(simulate("subscription", until=UNTIL, customers=1500), tmp_path)
    for name in FILES:
        delivery = Delivery(
            path=tmp_path / f"{name}.csv", target=name, source="truth", options=Options(date_order="dmy")
        )
        import_file(delivery, at=datetime.now(UTC))


def notices():
    given = defaultdict(list)
    for departure in Departure.objects.filter(kind__in=UNFORESEEN):
        given[departure.customer_id].append(departure.notice_on or departure.contract_ends_on)
    return given


def threatened():
    """Return who was at risk, and who was looked at, at each look."""
    at_risk, watched = {}, {}
    with Looker(gather(tables_of(JUDGED), zone="Europe/Amsterdam"), on=UNTIL) as looker:
        for on in LOOKS:
            looker.look_on(on)
            found = [finding for code in JUDGED for finding in looker.find(code)]
            at_risk[on] = {int(one.customer_id) for one in found if one.strength >= AT_RISK_FROM}
            watched[on] = [int(number) for number in looker.watched()]
    return at_risk, watched


@pytest.mark.slow
@pytest.mark.usefixtures("service")
def test_leavers_were_at_risk_before_they_left_far_more_often_than_stayers(record_property):
    given = notices()
    at_risk, watched = threatened()

    def was_at_risk(number, day):
        return any(number in at_risk[on] for on in LOOKS if day - WINDOW <= on < day)

    first = LOOKS[-1] + WINDOW
    left = [
        was_at_risk(number, day) for number, days in given.items() for day in days if first <= day < UNTIL
    ]
    stayed = [
        was_at_risk(number, on)
        for on in LOOKS[3 : -int(WINDOW / STEP) : 4]  # windows that touch, none ahead of the last day
        for number in watched[on]
        if not any(on <= day <= on + WINDOW for day in given[number])
    ]
    recall, false_alarms = sum(left) / len(left), sum(stayed) / len(stayed)
    figures = f"{len(left)} left, {recall:.1%} at risk before; of {len(stayed)} who stayed {false_alarms:.1%}"
    record_property("figures", figures)
    assert len(left) > 100
    assert recall > 0.3
    assert false_alarms < 0.2
    assert recall > 1.7 * false_alarms
