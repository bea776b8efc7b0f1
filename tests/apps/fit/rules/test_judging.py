from hypothesis import given
from hypothesis import strategies as st

from karn.apps.fit.rules.judging import Met, answers_text, changed, judged, mark_of, met_in

answers = st.dictionaries(st.integers(1, 400), st.sampled_from(list(Met)), max_size=12)


def test_one_required_criterion_not_met_is_not_right_even_where_others_are_open():
    assert judged({1: Met.YES, 2: Met.NO, 3: Met.UNKNOWN}, [1, 2, 3]) == "not_right"


def test_an_open_required_criterion_leaves_it_unchecked():
    assert judged({1: Met.YES, 2: Met.UNKNOWN}, [1, 2]) == "unchecked"
    assert judged({1: Met.YES}, [1, 2]) == "unchecked"


def test_all_required_met_is_right_whatever_the_others_say():
    assert judged({1: Met.YES, 2: Met.NO}, [1]) == "right"


def test_without_a_required_criterion_nobody_is_right():
    assert judged({1: Met.YES}, []) == "unchecked"


@given(answers)
def test_what_is_written_down_is_read_back_and_each_mark_is_found_in_it_alone(met):
    text = answers_text(met)
    assert met_in(text) == met
    found = {number for number in range(1, 401) for one in Met if mark_of(number, one) in text}
    assert found == set(met)


@given(answers, st.sets(st.integers(1, 400), max_size=12))
def test_more_answers_that_are_met_never_make_a_right_one_wrong(met, required):
    better = dict.fromkeys(met, Met.YES)
    order = ["not_right", "unchecked", "right"]
    assert order.index(judged(better, required)) >= order.index(judged(met, required))


def test_a_new_criterion_is_no_change():
    assert changed({1: Met.YES}, {1: Met.NO, 2: Met.NO}, [1, 2]) == [1]
