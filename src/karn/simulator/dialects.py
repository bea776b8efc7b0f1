"""How a company's systems write their exports: separators, dates, numbers, headings, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ISO_DAY = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of writing rows; `headings` and `words` translate where the export is not in English."""

    delimiter: str = ","
    day: str = ISO_DAY
    comma: str = "."
    zone: str | None = None  # write moments with this zone's offset; None = local time
    headings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def heading(self, column: str) -> str:
        """Return the heading of a column."""
        return self.headings.get(column, column)

    def date(self, day: date) -> str:
        """Return a day."""
        return day.isoformat() if self.day == ISO_DAY else day.strftime(self.day)

    def money(self, cents: int) -> str:
        """Return an amount given in cents, with two decimals."""
        sign, cents = ("-", -cents) if cents < 0 else ("", cents)
        return f"{sign}{cents // 100}{self.comma}{cents % 100:02d}"

    def moment(self, moment: datetime) -> str:
        """Return a local moment, with the zone's offset where the export has one."""
        if self.zone is None:
            return f"{self.date(moment.date())} {moment.hour:02d}:{moment.minute:02d}"
        return f"{moment.isoformat()}{_offset(self.zone, moment.date())}"

    def flag(self, value: bool) -> str:
        """Return yes or no."""
        return self.word("yes" if value else "no")

    def word(self, word: str) -> str:
        """Return a word of a fixed list, in the export's language."""
        return self.words.get(word, word)


@cache
def _offset(zone: str, day: date) -> str:
    """Return the zone's offset at noon: clocks change at night, when nobody calls."""
    offset = ZoneInfo(zone).utcoffset(datetime.combine(day, time(12))) or timedelta(0)
    hours, minutes = divmod(int(offset.total_seconds()) // 60, 60)
    return f"{hours:+03d}:{minutes:02d}"


ENGLISH = Dialect()
ZONED = Dialect(zone="Europe/Amsterdam")
DUTCH = Dialect(
    delimiter=";",
    day="%d-%m-%Y",
    comma=",",
    headings={
        "customer_id": "klantnummer",
        "name": "naam",
        "kind": "soort",
        "email": "e-mailadres",
        "phone": "telefoon",
        "city": "plaats",
        "country": "land",
        "language": "taal",
        "joined_on": "klant sinds",
        "owner": "accountmanager",
        "acquisition_source": "herkomst",
        "sector": "branche",
        "size": "medewerkers",
        "contact_id": "contactnummer",
        "role": "functie",
        "champion": "ambassadeur",
        "starts_on": "startdatum",
        "ends_on": "einddatum",
        "payment_id": "betaling",
        "invoice_id": "factuurnummer",
        "subscription_id": "contract",
        "invoiced_on": "factuurdatum",
        "due_on": "vervaldatum",
        "amount": "bedrag",
        "currency": "valuta",
        "status": "status",
        "paid_on": "betaald op",
        "failed_on": "mislukt op",
        "order_id": "ordernummer",
        "ordered_on": "besteldatum",
        "quantity": "aantal",
        "hours_id": "boekingsnummer",
        "worked_on": "datum",
        "hours": "uren",
        "person": "medewerker",
        "rate": "kostprijs",
        "what": "omschrijving",
    },
    words={
        "yes": "ja",
        "no": "nee",
    },
)
