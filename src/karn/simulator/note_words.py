"""The words in which the made companies' people write things down: Dutch, as they would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteWords:
    """Texts of one trade: expectations by horizon, problems and what solving one brought, wishes by title."""

    expectations: Mapping[str, tuple[str, ...]]
    promises: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    results: tuple[str, ...]
    extras: tuple[str, ...]
    wishes: tuple[tuple[str, tuple[str, ...]], ...]
    hints: tuple[str, ...]


WORDS: Mapping[str, NoteWords] = {
    "agency": NoteWords(
        expectations={
            "now": (
                "Elke maandag een kort overzicht van wat er deze week gebeurt",
                "Eén vast aanspreekpunt, ook in de vakantie",
                "Binnen een dag antwoord op mail",
                "Eerst bellen als iets meer gaat kosten",
            ),
            "short": (
                "Meer aanvragen via de site dan vorig jaar",
                "De nieuwe huisstijl overal doorgevoerd voor de zomer",
                "Zelf teksten kunnen aanpassen zonder hulp",
                "Elk kwartaal cijfers die we zelf kunnen uitleggen",
            ),
            "long": (
                "In drie jaar het bekendste merk van de regio",
                "De helft van de klanten komt via aanbeveling",
                "Een partij die met ons meegroeit naar het buitenland",
            ),
        },
        promises=(
            "Voorstel voor de herfstcampagne sturen",
            "Cijfers van vorige maand toelichten",
            "Nieuwe foto's laten maken op locatie",
            "Terugbellen over de planning",
            "Offerte voor de vacaturesite",
            "Tekst voor de nieuwsbrief aanleveren",
            "Toegang tot de statistieken regelen",
        ),
        problems=(
            ("De site is traag op de telefoon", "Twee keer zo snel; 18 % meer aanvragen via mobiel"),
            ("Vacatures staan verouderd online", "Staan nu dezelfde dag online; drie sollicitanten extra"),
            ("Niemand vindt de productpagina's", "Eerste bladzijde in de zoekmachine voor vier zoekwoorden"),
            ("Foto's passen niet bij het merk", "Nieuwe beelden; minder retouren door verkeerde verwachting"),
            ("Het offerteformulier mailt niet altijd", "Elke aanvraag komt nu binnen"),
        ),
        results=(
            "27 aanvragen via de campagne, tegen 15 vorig kwartaal",
            "Bereik op sociale media verdubbeld in drie maanden",
            "Open dag uitverkocht na de advertentiereeks",
            "Kosten per aanvraag gedaald van 41 naar 29 euro",
        ),
        extras=(
            "Spoedaanpassing op zaterdag, niet gerekend",
            "Presentatie voor hun directie gemaakt",
            "Twee uur meegedacht over het jaarplan",
            "Kaart en bloemen bij hun jubileum",
        ),
        wishes=(
            (
                "Zelf berichten inplannen",
                ("We willen zelf posts kunnen klaarzetten", "Kan onze stagiair ook berichten plannen?"),
            ),
            ("Korte video's", ("Iedereen heeft video, wij niet", "Kunnen jullie ook filmpjes maken?")),
            (
                "Cijfers op één pagina",
                ("Ik wil alle cijfers op één plek zien", "Een dashboard zou fijn zijn"),
            ),
        ),
        hints=(
            "Nieuwe directeur per volgende maand",
            "Ze verhuizen naar een ander pand",
            "Fusie met een zusterbedrijf",
        ),
    ),
    "practice": NoteWords(
        expectations={
            "now": (
                "Altijd dezelfde behandelaar",
                "Afspraken na vijven",
                "Duidelijk horen wat ik thuis moet doen",
                "Bericht als een afspraak uitloopt",
            ),
            "short": (
                "Over drie maanden weer kunnen hardlopen",
                "Zonder pijn kunnen werken",
                "Weer een nacht doorslapen",
                "De trap op zonder leuning",
            ),
            "long": (
                "Niet meer terugvallen na het programma",
                "Fit blijven tot na mijn pensioen",
            ),
        },
        promises=(
            "Oefeningen op papier meegeven",
            "Terugbellen over de uitslag",
            "Verwijsbrief aan de huisarts sturen",
            "Een plek op de avond zoeken",
            "Filmpje van de oefeningen sturen",
        ),
        problems=(("Wachttijd bij aankomst", "Afspraken beginnen weer op tijd"),),
        results=(
            "Loopt weer drie kilometer zonder pijn",
            "Werkt weer halve dagen",
            "Bukken gaat zonder steun",
        ),
        extras=("Avondafspraak buiten de uren", "Belletje na de operatie", "Extra uitleg voor de partner"),
        wishes=(
            (
                "Online afspraken maken",
                ("Kan ik zelf een afspraak verzetten op internet?", "Bellen onder werktijd is lastig"),
            ),
            ("Groepsles in de avond", ("Ik zou graag met anderen trainen", "Is er een groep voor rug?")),
        ),
        hints=("Gaat verhuizen", "Begint een nieuwe baan", "Sport nu elders"),
    ),
}
