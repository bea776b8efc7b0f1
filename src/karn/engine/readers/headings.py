"""Which heading holds which field: by name, by alias, by what Dutch, Swedish and English exports write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from karn.engine.tables import Column, Type

# How headings in Dutch, Swedish and English end that name a number: Klantnr., Abonnementsnummer, Order no.
NUMBER_ENDINGS = ("nummer", "number", "code", "kod", "num", "nr", "no", "id")

# Per field, other headings, as people and programs write them, with commas between. Compared like all
# headings: lower case, letters and digits only.
SYNONYMS: dict[str, str] = {
    "customer_id": (
        "customer number, customer no, client id, client number, cust id, company id, organisation id, "
        "customer, client, klantnummer, klantnr, klant id, klantcode, klant, relatienummer, relatiecode, "
        "debiteurnummer, debiteurnr, debiteur, kundnummer, kundnr, kund id, kundid, kund, contact id"
    ),
    "subscription_id": (
        "subscription, subscription number, contract id, contract number, contract, agreement id, "
        "abonnement, abonnementsnummer, abonnementnummer, abonnement id, contractnummer, overeenkomst, "
        "prenumeration, prenumerationsnummer, prenumerations id, abonnemang, abonnemangsnummer, "
        "avtalsnummer, avtal, avtals id"
    ),
    "order_id": (
        "order, order number, order no, ordernummer, ordernr, bestelnummer, bestelling, bestelnr, "
        "beställningsnummer, orderid"
    ),
    "event_id": "event, gebeurtenis, händelse, händelse id",
    "departure_id": "departure, cancellation id, opzegging, opzegnummer, uppsägning, uppsägningsnummer",
    "payment_id": "payment, transaction id, betaling, betalingsnummer, betalning, betalningsnummer",
    "invoice_id": "invoice, invoice number, factuurnummer, factuur, fakturanummer, faktura, fakturanr",
    "contact_id": "contact, contact number, contactpersoon, contactnummer, kontakt, kontaktnummer",
    "name": (
        "customer name, company, company name, client name, full name, naam, klantnaam, bedrijf, "
        "bedrijfsnaam, relatienaam, namn, kundnamn, företag, företagsnamn"
    ),
    "starts_on": (
        "start, start date, started at, starts at, begin, from, valid from, ingangsdatum, startdatum, "
        "begindatum, vanaf, ingang, start datum, från, från och med, fr o m, giltig från"
    ),
    "ends_on": (
        "end, end date, ended at, ends at, until, valid to, canceled at, cancelled at, einddatum, eind "
        "datum, einde, tot, beëindigd op, slutdatum, slut, till, till och med, t o m, giltig till, upphör"
    ),
    "mrr": (
        "monthly recurring revenue, monthly amount, monthly price, monthly fee, price per month, "
        "maandbedrag, bedrag per maand, prijs per maand, maandprijs, maandelijks bedrag, månadsavgift, "
        "månadsbelopp, belopp per månad, pris per månad, månadspris, amount, bedrag, belopp"
    ),
    "amount": (
        "total, value, price, order total, net sales, bedrag, totaal, totaalbedrag, belopp, summa, "
        "totalt, orderbelopp"
    ),
    "currency": "currency code, valuta, munt, muntsoort, valutakod",
    "quantity": "qty, pieces, number, aantal, antal",
    "plan": "plan name, product, product name, tier, pakket, abonnementsvorm, paket, produkt",
    "ordered_on": (
        "order date, date, ordered at, created at, orderdatum, besteldatum, datum, beställningsdatum"
    ),
    "happened_at": (
        "timestamp, time, event time, date, created at, occurred at, tijdstip, datum, moment, tidpunkt, tid"
    ),
    "notice_on": "notice date, cancelled on, opzegdatum, opgezegd op, uppsägningsdatum, uppsagd",
    "contract_ends_on": "contract end, contract end date, einde contract, contracteinde, avtalet upphör",
    "kind": "type, soort, typ, slag",
    "reason": "cancellation reason, churn reason, reden, opzegreden, orsak, anledning",
    "email": "e-mail, mail, email address, e-mailadres, mailadres, e-post, e-postadress, epost",
    "phone": "telephone, phone number, telefoon, telefoonnummer, telefon, telefonnummer",
    "country": "country code, land, landkod, landcode",
    "city": "town, plaats, woonplaats, stad, ort",
}


def plain(heading: str) -> str:
    """Return the heading as it is compared: lower case, letters and digits only."""
    return "".join(character for character in heading.casefold() if character.isalnum())


def guess_mapping(upload_columns: Iterable[str], columns: Sequence[Column]) -> dict[str, str]:
    """Guess under which heading each field stands: field name → heading. What nobody can guess is left out.

    A field's own name goes before its aliases, those before the synonyms, those before what ends as a
    number does (`Abonnementsnr.`); a heading serves one field.
    """
    free = {plain(heading): heading for heading in reversed(list(upload_columns))}
    found: dict[str, str] = {}
    for names_of in (_own_name, _aliases, _synonyms):
        for column in columns:
            if column.name not in found:
                name = next((name for name in map(plain, names_of(column)) if name and name in free), None)
                if name is not None:
                    found[column.name] = free.pop(name)
    for column in columns:
        if column.type is Type.ID and column.name not in found and (name := _numbered(column, free)):
            found[column.name] = free.pop(name)
    return {column.name: found[column.name] for column in columns if column.name in found}


def _numbered(column: Column, free: Iterable[str]) -> str | None:
    """Return the first of the plain headings that is one of the column's names with another ending."""
    names = (column.name, *column.aliases, *_synonyms(column))
    known = {_stem(plain(name)) or plain(name) for name in names} - {""}
    return next((heading for heading in reversed(list(free)) if _stem(heading) in known), None)


def _stem(heading: str) -> str:
    """Return a plain heading without its ending, and without the s that joins them; "" without one."""
    for ending in NUMBER_ENDINGS:
        if heading.endswith(ending) and len(heading) > len(ending):
            return heading.removesuffix(ending).removesuffix("s")
    return ""


def _own_name(column: Column) -> Iterator[str]:
    yield column.name


def _aliases(column: Column) -> Iterator[str]:
    yield from column.aliases


def _synonyms(column: Column) -> Iterator[str]:
    yield from SYNONYMS.get(column.name, "").split(",")
