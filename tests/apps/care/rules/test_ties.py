"""Ties between people: how strong, how warm, and what a web of them asks for."""

from datetime import date, timedelta

import pytest

from karn.apps.care.rules.ties import Node, Tie, Web, advice_for, is_recent, strength_of, warms

ON = date(2026, 4, 15)


@pytest.mark.parametrize(
    ("times", "strength"), [(0, "none"), (1, "weak"), (3, "weak"), (4, "fair"), (11, "fair"), (12, "strong")]
)
def test_more_conversations_make_a_stronger_tie(times: int, strength: str) -> None:
    assert strength_of(times) == strength


def test_recent_is_up_to_the_rhythm_and_never_ahead() -> None:
    days = [0, 90, 91, -1]
    assert [is_recent(ON - timedelta(days=days), ON, 90) for days in days] == [True, True, False, False]
    assert is_recent(None, ON, 90) is False


def test_a_judgement_warms_for_a_rhythm_when_it_is_fair_or_better() -> None:
    told = [("strong", ON), ("fair", ON), ("weak", ON), ("none", ON), ("strong", ON - timedelta(days=91))]
    assert [warms(judged, on, ON, 90) for judged, on in told] == [True, True, False, False, False]


def web(*ties: tuple[str, int, bool], decides: bool = False) -> Web:
    ours = [Node("1", "Eva"), Node("2", "Daan")]
    theirs = [Node("7", "Jo", number=7), Node("8", "Kim", number=8, decides=decides)]
    return Web(ours, theirs, [Tie(us, them, 3, ON, is_warm=warm) for us, them, warm in ties])


@pytest.mark.parametrize(
    ("ties", "codes"),
    [
        ((), ["cold"]),
        ((("1", 7, False),), ["cold"]),
        ((("1", 7, True), ("2", 8, False)), ["single"]),
        ((("1", 7, True), ("1", 8, True)), ["one_of_us"]),
        ((("1", 7, True), ("2", 7, True)), ["one_of_them"]),
        ((("1", 7, True), ("2", 8, True)), ["well"]),
    ],
)
def test_what_stands_out_of_a_web(ties: tuple[tuple[str, int, bool], ...], codes: list[str]) -> None:
    found = advice_for(web(*ties))
    assert [one.code for one in found] == codes
    assert web(*ties).is_single_threaded == (codes == ["single"])


def test_who_decides_and_is_not_known_stands_out_too() -> None:
    found = advice_for(web(("1", 7, True), decides=True))
    assert [one.code for one in found] == ["single", "decider-8"]
    assert found[0].task == "Introduce somebody else of us to Jo"
    assert advice_for(Web([], [], []))[0].code == "nobody"
