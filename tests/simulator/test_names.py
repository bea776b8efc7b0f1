import re

from karn.simulator.chance import Chance
from karn.simulator.names import COUNTRIES, Registry, company_domain, phone_number, plain


def test_an_address_has_plain_letters_only():
    assert plain("Åsa van den Bjørk-Öst") == "asavandenbjrkost"
    assert company_domain("Eethuis De Lindeboom B.V.") == "eethuisdelindeboom.example"


def test_a_taken_address_gets_a_number():
    registry = Registry()
    addresses = [registry.address("info", "linde.example") for _ in range(3)]
    assert addresses == ["info@linde.example", "info2@linde.example", "info3@linde.example"]


def test_no_two_companies_share_a_name():
    registry, chance = Registry(), Chance("names")
    names = [registry.company(chance, "nl", "zorg", "Utrecht") for _ in range(1500)]
    assert len(set(names)) == 1500


def test_numbers_lie_in_ranges_nobody_has():
    chance = Chance("phones")
    patterns = {
        "NL": r"\+31 6 0\d{7}",
        "SE": r"\+46 70 174 06 \d{2}",
        "GB": r"\+44 7700 900\d{3}",
    }
    for country in COUNTRIES.values():
        assert all(re.fullmatch(patterns[country], phone_number(chance, country)) for _ in range(50))
