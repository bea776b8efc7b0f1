import pytest

from karn.apps.customers.rules.domains import domain_of_mail, domain_of_website, own_domain
from karn.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.Acme.nl/over?x=1", "acme.nl"),
        ("acme.nl", "acme.nl"),
        ("HTTP://user@shop.acme.se:8080/", "shop.acme.se"),
        ("åhus.se", "xn--hus-tla.se"),
        ("", ""),
    ],
)
def test_a_website_is_kept_as_its_domain(typed: str, kept: str) -> None:
    assert domain_of_website(typed) == kept


@pytest.mark.parametrize("typed", ["acme", "a b.nl", "http://", "1.2.3.4", "x" * 300 + ".nl", "..nl"])
def test_what_is_no_website_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        domain_of_website(typed)


def test_free_mail_says_nothing_about_whose_it_is() -> None:
    assert domain_of_mail("jan@gmail.com") == ""
    assert domain_of_mail("Jan@Acme.nl") == "acme.nl"
    assert own_domain("", "jan@acme.nl") == "acme.nl"
    assert own_domain("other.nl", "jan@acme.nl") == "other.nl"
