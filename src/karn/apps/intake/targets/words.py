"""The words that files in English, Dutch and Swedish use where Karn knows a fixed set.

In lower case, with an underscore for blanks and hyphens, as the reader hands choices over.
"""

from __future__ import annotations

from collections.abc import Mapping

from karn.apps.intake.targets.rows import Rows
from karn.engine.billing import INTERVALS as BILLED_EVERY

CUSTOMER_KINDS = {
    "company": "company", "business": "company", "organisation": "company", "organization": "company",
    "bedrijf": "company", "zakelijk": "company", "organisatie": "company", "företag": "company",
    "person": "person", "consumer": "person", "individual": "person", "private": "person",
    "persoon": "person", "particulier": "person", "consument": "person", "privat": "person",
    "privatperson": "person", "konsument": "person",
}  # fmt: skip
INTERVALS = {word: "4-week" if unit == "four_weeks" else unit for word, unit in BILLED_EVERY.items()}
PAYMENT_STATUSES = {
    "paid": "paid", "succeeded": "paid", "betaald": "paid", "voldaan": "paid", "betald": "paid",
    "failed": "failed", "uncollectible": "failed", "mislukt": "failed", "gestorneerd": "failed",
    "misslyckad": "failed", "misslyckades": "failed",
    "open": "open", "unpaid": "open", "pending": "open", "late": "open", "openstaand": "open",
    "onbetaald": "open", "te_laat": "open", "öppen": "open", "obetald": "open", "förfallen": "open",
}  # fmt: skip
CHANNELS = {
    "call": "call", "phone": "call", "telephone": "call", "bellen": "call", "telefoon": "call",
    "gebeld": "call", "telefon": "call", "samtal": "call",
    "mail": "mail", "email": "mail", "e_mail": "mail", "e_post": "mail", "epost": "mail", "mejl": "mail",
    "meeting": "meeting", "visit": "meeting", "afspraak": "meeting", "gesprek": "meeting",
    "bezoek": "meeting", "möte": "meeting", "besök": "meeting",
    "chat": "chat", "chatt": "chat", "whatsapp": "whatsapp", "ticket": "ticket", "melding": "ticket",
    "ärende": "ticket",
}  # fmt: skip
DIRECTIONS = {
    "in": "in", "incoming": "in", "inbound": "in", "inkomend": "in", "ontvangen": "in", "inkommande": "in",
    "mottaget": "in",
    "out": "out", "outgoing": "out", "outbound": "out", "uit": "out", "uitgaand": "out", "verzonden": "out",
    "ut": "out", "utgående": "out", "skickat": "out",
}  # fmt: skip
DEPARTURE_KINDS = {
    "voluntary": "voluntary", "vrijwillig": "voluntary", "opgezegd": "voluntary", "frivillig": "voluntary",
    "payment_failure": "payment_failure", "wanbetaling": "payment_failure",
    "utebliven_betalning": "payment_failure",
    "ended_by_us": "ended_by_us", "door_ons": "ended_by_us", "av_oss": "ended_by_us",
    "term_ended": "term_ended", "afgelopen": "term_ended", "avtalstid_slut": "term_ended",
    "withdrawal": "withdrawal", "herroepen": "withdrawal", "herroeping": "withdrawal", "ånger": "withdrawal",
    "unknown": "unknown", "onbekend": "unknown", "okänd": "unknown", "okänt": "unknown",
}  # fmt: skip

PARTIES = {
    "consumer": "consumer", "consument": "consumer", "konsument": "consumer", "particulier": "consumer",
    "privatperson": "consumer", "person": "consumer", "persoon": "consumer",
    "small_business": "small_business", "klein_bedrijf": "small_business", "zzp": "small_business",
    "småföretag": "small_business",
    "business": "business", "company": "business", "bedrijf": "business", "zakelijk": "business",
    "företag": "business",
}  # fmt: skip
DEALS = {
    "goods": "goods", "goederen": "goods", "varor": "goods",
    "service": "service", "dienst": "service", "tjänst": "service",
    "digital": "digital", "digitaal": "digital", "digitalt": "digital",
    "financial": "financial", "financieel": "financial", "finansiell": "financial",
}  # fmt: skip
TERM_KINDS = {
    "open": "open", "onbepaalde_tijd": "open", "tills_vidare": "open",
    "fixed": "fixed", "bepaalde_tijd": "fixed", "tidsbestämt": "fixed",
    "renewing": "renewing", "stilzwijgend": "renewing", "verlengt": "renewing", "förlängs": "renewing",
}  # fmt: skip
CONCLUDED = {
    "online": "online", "web": "online", "internet": "online", "webb": "online",
    "distance": "distance", "phone": "distance", "letter": "distance", "telefoon": "distance",
    "telefon": "distance", "brief": "distance", "brev": "distance",
    "in_person": "in_person", "shop": "in_person", "winkel": "in_person", "butik": "in_person",
}  # fmt: skip


def put_in_words(rows: Rows, name: str, words: Mapping[str, str]) -> None:
    """Replace each word in the field `name` by Karn's own."""
    if name in rows.columns:
        rows.columns[name] = [words.get(value) if value else None for value in rows.columns[name]]
