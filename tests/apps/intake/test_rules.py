from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.intake.rules import Options, reason_of, signature_of

OPTIONS = st.builds(
    Options,
    encoding=st.none() | st.sampled_from(["utf-8", "cp1252"]),
    date_order=st.none() | st.sampled_from(["dmy", "mdy"]),
    on=st.none() | st.dates(),
    constants=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    batch=st.integers(1, 100),
)


@given(OPTIONS)
def test_options_come_back_from_what_is_stored(options: Options) -> None:
    assert Options.of(options.stored()) == options


@given(OPTIONS)
def test_options_that_say_nothing_overrule_nothing(options: Options) -> None:
    assert options.overruled_by(None) == options
    assert options.overruled_by(Options(batch=options.batch)) == options


def test_what_is_said_overrules_and_constants_are_joined() -> None:
    before = Options(
        date_order="dmy", on=date(2026, 1, 1), constants={"currency": "EUR", "interval": "month"}
    )
    after = before.overruled_by(Options(date_order="mdy", constants={"currency": "SEK"}))
    assert (after.date_order, after.on) == ("mdy", date(2026, 1, 1))
    assert after.constants == {"currency": "SEK", "interval": "month"}


def test_the_same_headings_in_another_order_and_case_have_one_signature() -> None:
    assert signature_of(["Customer ID", "Name"]) == signature_of(["name", "customer_id"])
    assert signature_of(["Customer ID", "Name"]) != signature_of(["Customer ID", "Naam"])


def test_a_reason_is_said_in_words_with_what_helps() -> None:
    assert reason_of("too_long", "200") == "too long (200)"
    assert reason_of("missing") == "empty, but needed"
    assert reason_of("from_the_future") == "from_the_future"
