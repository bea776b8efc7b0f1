"""Which addresses take mail, and which two are the same."""

import pytest

from karn.apps.mailing.rules.addresses import breaks_a_line, is_machine, same_address, usable_address


@pytest.mark.parametrize(
    "address",
    [
        "", "jo", "jo@", "@example.org", "jo@localhost", "jo@exa mple.org", "jo@@example.org",
        "jo@example..org", "jo@example.org\r\nBcc: all@example.org", "a b@example.org",
        "Jo <jo@example.org>", "jo@example.org,mo@example.org", "jo@-example.org", ".jo@example.org",
        "jo..mo@example.org", '"jo"@example.org', "jo@[127.0.0.1]", "jó@example.org",
        f"{'x' * 65}@example.org", "jo@example.org\x00", f"jo@{'x.' * 130}org", "jo@example.org>",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_takes_no_mail(address: str) -> None:
    assert usable_address(address) is None


def test_a_plain_address_is_taken_with_its_domain_as_servers_say_it() -> None:
    assert usable_address(" jo.o'neil+shop@Example.org ") == "jo.o'neil+shop@example.org"
    assert usable_address("jo@bücher.example") == "jo@xn--bcher-kva.example"


@pytest.mark.parametrize("domain", ["faß.de", "FAẞ.de", "φως.gr", "a\u200cb.example", "a\u200db.example"])
def test_a_domain_that_two_rules_read_as_two_is_taken_for_neither(domain: str) -> None:
    assert usable_address(f"jo@{domain}") is None
    assert same_address(f"jo@{domain}").isascii() is False
    assert usable_address("jo@xn--fa-hia.de") == "jo@xn--fa-hia.de"


def test_the_same_address_is_found_whatever_its_case_and_script() -> None:
    assert same_address(" JO@BÜCHER.example") == same_address("jo@xn--bcher-kva.example")
    assert same_address("jo@example.org") != same_address("jo@example.com")


def test_machines_and_broken_lines_are_known() -> None:
    assert [is_machine(f"{name}@x.org") for name in ("Postmaster", "jo")] == [True, False]
    assert [breaks_a_line(text) for text in ("a\rb", "a\nb", "a\u2028b", "a\x00b", "a b")] == [True] * 4 + [
        False
    ]
