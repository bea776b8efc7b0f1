"""The columns that several kinds of file share."""

from __future__ import annotations

import dataclasses

from karn.engine.tables import Column, Type

CUSTOMER_ID = Column(
    "customer_id",
    Type.ID,
    "The customer's number or code.",
    required=True,
    aliases=(
        "customer",
        "customer number",
        "client",
        "client id",
        "klant",
        "klantnummer",
        "klant id",
        "klantnr",
        "debiteur",
        "debiteurnummer",
        "relatienummer",
        "lidnummer",
        "kund",
        "kundnummer",
        "kund id",
        "kundnr",
        "medlemsnummer",
    ),
)
# Where the file is about customers themselves, their number may simply be called id.
OWN_CUSTOMER_ID = dataclasses.replace(CUSTOMER_ID, aliases=(*CUSTOMER_ID.aliases, "id"))
SUBSCRIPTION_ID = Column(
    "subscription_id",
    Type.ID,
    "The subscription's or contract's number, where it is about one.",
    aliases=("subscription", "abonnement", "contract", "abonnemang", "avtal"),
)
CURRENCY = Column(
    "currency",
    Type.CURRENCY,
    "Three letters, such as EUR or SEK; without this column the company's own.",
    aliases=("valuta",),
)
EMAIL = Column(
    "email",
    Type.EMAIL,
    "E-mail address. What is none is left out; the row is stored.",
    aliases=("e-mail", "mail", "emailadres", "e-postadress", "epost"),
)
PHONE = Column(
    "phone",
    Type.TEXT,
    "Telephone number.",
    aliases=("telephone", "telefoon", "telefoonnummer", "telefon"),
)
