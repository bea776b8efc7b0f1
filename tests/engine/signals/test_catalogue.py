"""What every signal has, and that its SQL is what every engine does alike."""

import re

import pytest
import sqlglot
from sqlglot import exp

from karn.engine.guard import complaints_about
from karn.engine.signals.catalogue import FOLDER, MATERIAL, SIGNALS, STEPS, Signal, Threshold, signal_named
from karn.engine.signals.looking import COMPANY_WIDE, composition_of, material_of, step_named
from karn.engine.tables import TABLES
from karn.kernel.errors import BadInput, UnknownName

GIVEN = {"asked", "limits"}
EVERY = pytest.mark.parametrize("code", SIGNALS)


@EVERY
def test_the_sql_is_on_the_list_of_what_engines_do_alike(code):
    assert complaints_about(composition_of(code).text) == []


@EVERY
def test_a_definition_uses_the_thresholds_it_has_and_no_other(code):
    composition = composition_of(code)
    used = set(re.findall(r"\b[mn]\.([a-z_]+)", composition.text))
    names = {one.name for one in SIGNALS[code].thresholds}
    assert names <= used


def test_every_file_declares_what_it_reads():
    for path in sorted(FOLDER.rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        heads = [line for line in text.splitlines() if line.startswith(("-- uses:", "-- reads:"))]
        declared = {name.strip() for line in heads for name in line.partition(":")[2].split(",")}
        found = {table.name for table in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Table)}
        assert found == declared, path


def test_every_step_is_used_and_reads_declared_tables():
    used = {part.name for code in SIGNALS for part in composition_of(code).steps}
    used |= {"leavers", *(part.name for part in step_named("leavers").steps)}
    assert used == {path.stem for path in STEPS.glob("*.sql")}
    for code in SIGNALS:
        assert composition_of(code).reads <= {*TABLES, *GIVEN}
    assert set(COMPANY_WIDE) <= used


def test_what_a_signal_stands_on_is_counted_from_tables_it_reads():
    assert {one.stands_on for one in SIGNALS.values()} == {path.stem for path in MATERIAL.glob("*.sql")}
    for code, signal in SIGNALS.items():
        material = material_of(signal.stands_on)
        assert complaints_about(material.text) == []
        assert material.reads <= composition_of(code).reads | GIVEN, code


def test_five_are_on_at_first_and_evidence_is_of_a_declared_table():
    assert len([one for one in SIGNALS.values() if one.is_on_at_first]) == 5
    assert {one.evidence for one in SIGNALS.values()} <= set(TABLES)


def test_a_chosen_threshold_goes_before_the_companys_setting_and_that_before_the_default():
    signal = Signal("x", "events", (Threshold("days", 2, 0, 9, setting="answer_days"), Threshold("times", 3)))
    assert signal.values({}, {}) == {"days": 2, "times": 3}
    assert signal.values({}, {"answer_days": 5}) == {"days": 5, "times": 3}
    assert signal.values({"days": 7}, {"answer_days": 5}) == {"days": 7, "times": 3}


def test_thresholds_out_of_bounds_or_unknown_are_refused():
    with pytest.raises(BadInput, match="between 0 and 60"):
        signal_named("unanswered").check({"workdays": 61})
    with pytest.raises(UnknownName):
        signal_named("unanswered").check({"weeks": 1})
    with pytest.raises(UnknownName):
        signal_named("nonsense")
