"""The chain of the audit log: whole, or the first bad entry is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.people.rules.chain import (
    BEFORE_THE_FIRST,
    MAY_LAG,
    Anchor,
    Flaw,
    Link,
    first_flaw,
    sealed,
    sealed_anchor,
)

KEY = b"a key of the tests"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
texts = st.text(max_size=12)


@st.composite
def chains(draw: st.DrawFn) -> list[Link]:
    """A chain of one to twelve entries, each with whatever texts."""
    links: list[Link] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        link = Link(
            number=number,
            at=AT + timedelta(microseconds=draw(st.integers(0, 10**15))),
            person=draw(st.none() | st.integers(1, 9)),
            deed=draw(texts),
            kind=draw(texts),
            object=draw(texts),
            detail=draw(texts),
            previous=links[-1].seal if links else BEFORE_THE_FIRST,
        )
        links.append(sealed(link, KEY))
    return links


def head(links: list[Link]) -> Anchor:
    return Anchor(links[-1].number, links[-1].seal)


@given(chains())
def test_a_chain_as_it_was_written_has_no_flaw(links: list[Link]) -> None:
    assert first_flaw(links, head(links), KEY) is None


@given(chains(), st.data())
def test_any_changed_entry_is_named(links: list[Link], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    field = data.draw(
        st.sampled_from(["person", "deed", "kind", "object", "detail", "at", "previous", "seal"])
    )
    old = getattr(links[place], field)
    strategy = {
        "person": st.integers(10, 20),
        "at": st.just(old + timedelta(microseconds=1) if field == "at" else old),
    }
    new = data.draw(strategy.get(field, texts.filter(lambda text: text != old)))
    changed = [*links[:place], replace(links[place], **{field: new}), *links[place + 1 :]]
    assert first_flaw(changed, head(links), KEY) == Flaw(place + 1, "changed")


@given(chains(), st.data())
def test_any_removed_entry_is_named(links: list[Link], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(links) - 1))
    what = "cut" if place == len(links) - 1 else "missing"
    assert first_flaw(links[:place] + links[place + 1 :], head(links), KEY) == Flaw(place + 1, what)


@given(chains(), st.data())
def test_of_two_swapped_entries_the_first_is_named(links: list[Link], data: st.DataObject) -> None:
    """Whether only what they tell is swapped, or their numbers with it."""
    first, second = sorted(
        (data.draw(st.integers(0, len(links) - 1)), data.draw(st.integers(0, len(links) - 1)))
    )
    told = [*links]
    told[first] = replace(links[second], number=first + 1)
    told[second] = replace(links[first], number=second + 1)
    flaw = first_flaw(told, head(links), KEY)
    assert flaw == (None if first == second else Flaw(first + 1, "changed"))


@given(chains())
def test_somebody_without_the_key_cannot_write_a_chain(links: list[Link]) -> None:
    forged: list[Link] = []
    for link in links:
        previous = forged[-1].seal if forged else BEFORE_THE_FIRST
        forged.append(sealed(replace(link, previous=previous), b"another key"))
    assert first_flaw(forged, head(forged), KEY) == Flaw(1, "changed")


@given(chains(), st.integers(1, 12))
def test_a_chain_shorter_than_its_anchor_is_cut(links: list[Link], left: int) -> None:
    kept = links[:left]
    flaw = first_flaw(kept, head(links), KEY)
    assert flaw == (None if len(kept) == len(links) else Flaw(left + 1, "cut"))


@pytest.mark.parametrize("lag", [0, 1, MAY_LAG, MAY_LAG + 1])
def test_the_anchor_may_lag_as_far_as_a_kill_explains(lag: int) -> None:
    links: list[Link] = []
    for number in range(1, 21):
        previous = links[-1].seal if links else BEFORE_THE_FIRST
        links.append(sealed(Link(number, AT, 1, "seen", "", "", "", previous), KEY))
    anchored = links[19 - lag]
    flaw = first_flaw(links, Anchor(anchored.number, anchored.seal), KEY)
    assert flaw == (Flaw(20 - lag + 1, "unanchored") if lag > MAY_LAG else None)


def test_the_seal_does_not_depend_on_the_zone_a_time_is_read_in() -> None:
    link = Link(1, AT, None, "seen", "", "", "", BEFORE_THE_FIRST)
    elsewhere = replace(link, at=AT.astimezone(timezone(timedelta(hours=2))))
    assert sealed(link, KEY).seal == sealed(elsewhere, KEY).seal


def test_what_stands_in_one_field_cannot_be_moved_to_the_next() -> None:
    one = Link(1, AT, None, "seen", "ab", "c", "", BEFORE_THE_FIRST)
    other = replace(one, kind="a", object="bc")
    assert sealed(one, KEY).seal != sealed(other, KEY).seal


def test_an_anchor_is_sealed_apart_from_entries() -> None:
    assert sealed_anchor(Anchor(1, "x"), KEY) != sealed_anchor(Anchor(2, "x"), KEY)
