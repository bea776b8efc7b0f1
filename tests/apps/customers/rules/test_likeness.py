from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.customers.rules.likeness import Alike, Card, compare, likely_pairs, pairs_with

ACME = Card(1, "Acme B.V.", email="info@acme.nl", registration="12345678", city="Utrecht")


def reasons(one: Card, other: Card) -> tuple[str, ...]:
    found = compare(one, other)
    return found.reasons if found else ()


def test_each_exact_key_is_a_reason() -> None:
    assert reasons(ACME, Card(2, "Other", registration="12345678")) == ("registration_number",)
    assert reasons(ACME, Card(2, "Other", email="INFO@acme.nl")) == ("email", "domain")
    assert reasons(ACME, Card(2, "Other", domain="acme.nl")) == ("domain",)


def test_free_mail_is_no_domain_in_common() -> None:
    assert reasons(Card(1, "Jansen", email="a@gmail.com"), Card(2, "Smit", email="b@gmail.com")) == ()


def test_names_that_are_alike_need_a_place() -> None:
    assert reasons(ACME, Card(2, "acme bv", city="utrecht")) == ("name_city",)
    assert reasons(ACME, Card(2, "Acme", city="Delft")) == ()
    assert reasons(ACME, Card(2, "Acme")) == ("name",)


def test_persons_of_one_name_in_one_town_are_two() -> None:
    one, other = (Card(number, "Jan Jansen", company=False, city="Utrecht") for number in (1, 2))
    assert reasons(one, other) == ()
    here, there = (
        Card(number, "Jan Jansen", company=False, postcode=postcode)
        for number, postcode in ((1, "3511 AB"), (2, "3511ab"))
    )
    assert reasons(here, there) == ("name_address",)


def test_two_registration_numbers_are_two_companies() -> None:
    other = Card(2, "Acme Holding BV", registration="87654321", domain="acme.nl", city="Utrecht")
    assert reasons(ACME, other) == ()


def test_the_queue_has_the_likeliest_first() -> None:
    cards = [ACME, Card(2, "Acme", city="Utrecht"), Card(3, "Zeta", registration="12345678"), Card(4, "Solo")]
    assert likely_pairs(cards) == [
        Alike(1, 3, ("registration_number",)),
        Alike(1, 2, ("name_city",)),
    ]
    assert pairs_with(ACME, cards) == likely_pairs(cards)


WORDS = st.sampled_from(["acme", "bakker", "bakkerij", "jansen", "delta", "noord", "bv"])
CARDS = st.builds(
    Card,
    number=st.just(0),
    name=st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    company=st.booleans(),
    email=st.sampled_from(["", "a@acme.nl", "b@acme.nl", "c@gmail.com"]),
    registration=st.sampled_from(["", "12345678", "87654321"]),
    phone=st.sampled_from(["", "020-1234567", "+31 20 1234567"]),
    postcode=st.sampled_from(["", "3511AB", "1011 CD"]),
    city=st.sampled_from(["", "Utrecht", "utrecht", "Delft"]),
)


@given(st.lists(CARDS, max_size=6))
def test_blocks_miss_no_pair_that_a_comparison_of_all_with_all_finds(drawn: list[Card]) -> None:
    cards = [Card(**{**{name: getattr(card, name) for name in Card.__dataclass_fields__}, "number": number})
             for number, card in enumerate(drawn)]  # fmt: skip
    every = [found for one, other in combinations(cards, 2) if (found := compare(one, other))]
    exact = {(one.first, one.second) for one in every if one.score >= 60 and _first_letters(cards, one)}
    assert exact <= {(one.first, one.second) for one in likely_pairs(cards)}
    assert {(one.first, one.second) for one in likely_pairs(cards)} <= {
        (one.first, one.second) for one in every
    }


def _first_letters(_cards: list[Card], found: Alike) -> bool:
    """Exact keys always share a block, whatever the names."""
    return bool({"registration_number", "email", "domain"} & set(found.reasons))
