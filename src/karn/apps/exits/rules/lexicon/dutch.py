"""How people say in Dutch why they leave."""

from __future__ import annotations

from typing import Final

DUTCH: Final = {
    "price": (
        "te duur", "duurder*", "erg duur", "veel geld", "te veel geld", "te hoge prij*", "prijs ~ te hoog",
        "prij* ~ omhoog", "prijsverhoging*", "prijsstijging*", "te prijzig", "prijzig", "niet ~ betalen",
        "niet ~ betaalbaar", "onbetaalbaar*", "budget*", "goedkoper*", "kosten ~ te hoog", "hoge kosten",
        "te kostbaar", "bezuinig*", "niet ~ veroorloven", "zonde van ~ geld", "geld niet waard",
        "prijs ~ past niet", "kosten drukken", "geen geld", "tarief ~ te hoog", "tarieven ~ te hoog",
        "duur geworden", "duur wordt", "kosten ~ gestegen", "prijs ~ gestegen", "prijs ~ verhoogd",
    ),
    "service": (
        "slechte service", "service ~ slecht", "te lang wachten", "lang wachten", "lang moeten wachten",
        "lange wacht*", "in de wacht", "trage reactie*", "traag gereageerd", "niet ~ geholpen",
        "niemand ~ helpen", "niet ~ opgelost", "nooit opgelost", "problemen bleven", "probleem bleef",
        "klantenservice", "onvriendelijk*", "fouten in ~ factu*", "factu* ~ klopt* niet", "verkeerde factu*",
        "te laat geleverd", "te laat bezorgd", "afspraak* niet ~ nagekomen", "afspraken werden niet",
        "slordig*", "bleef liggen", "bleven liggen", "geen hulp", "krijg* ~ niemand", "nam niemand op",
        "onbereikbaar*", "slecht bereikbaar", "niet bereikbaar", "slecht geholpen", "wachttijd*",
    ),
    "product": (
        "mist ~ functie*", "miste ~ functie*", "missen ~ functie*", "functie* ~ ontbr*", "werkt ~ niet",
        "werkte ~ niet", "werken niet", "te ingewikkeld", "ingewikkeld*", "te moeilijk ~ gebruik*",
        "onhandig*", "gebruiksonvriendelijk*", "storing*", "loopt vast", "liep vast", "crash*", "te traag",
        "bugs", "verouderd*", "ontbreekt ~ koppeling*", "geen koppeling*", "slechte kwaliteit",
        "kwaliteit ~ slecht", "kwaliteit ~ tegen", "kwaliteit ~ achteruit", "te beperkt", "te weinig keus",
        "te weinig aanbod", "ging ~ kapot", "is kapot", "omslachtig*", "mist ~ mogelijkhe*",
        "niet prettig op", "niet geschikt voor",
    ),
    "expertise": (
        "miste advies", "mis* ~ advies", "geen ~ advies", "slecht advies", "verkeerd advies", "meer kennis",
        "te weinig kennis", "gebrek aan kennis", "geen kennis", "geen verstand", "onvoldoende kennis",
        "kennis ~ tekort", "onze branche niet", "onze markt niet", "niet deskundig", "ondeskundig*",
        "deskundigheid", "te weinig ervaring", "onervaren*", "geen ~ ideeën", "niet proactief",
        "dacht* niet mee", "denk* niet mee", "wist* ~ niet waar", "expertise", "vakkennis",
    ),
    "expectations": (
        "anders verwacht", "meer verwacht", "meer ~ van verwacht", "niet ~ verwacht", "verwachting*",
        "teleurgesteld", "teleurstell*", "viel tegen", "vielen tegen", "tegengevallen", "voorgespiegeld*",
        "niet ~ beloofd", "beloft* ~ niet", "anders beloofd", "was beloofd", "start verliep", "slechte start",
        "rommelige start", "geen resulta*", "resulta* ~ uit", "te weinig resulta*", "niet ~ opgeleverd",
        "niets opgeleverd", "geen effect", "niet wat ik zocht", "niet wat we zochten",
    ),
    "contact": (
        "niet gehoord", "ongehoord", "geen antwoord", "nooit antwoord", "niet teruggebeld", "geen reactie",
        "niets ~ gehoord", "nooit ~ gehoord", "nooit iets", "hoor* ~ niets", "contactpersoon",
        "vast ~ aanspreekpunt",
        "vaste aanspreekpunt", "maar een nummer", "een nummer", "onpersoonlijk*", "persoonlijk* contact",
        "geen contact", "te weinig contact", "slecht contact", "niet serieus genomen", "niet begrepen",
        "geen klik", "klikte ~ niet", "steeds iemand anders", "telkens iemand anders", "geen aandacht",
        "te weinig aandacht", "belt niemand", "slechte communicatie", "communicatie ~ slecht",
    ),
    "need_ended": (
        "niet meer nodig", "niet langer nodig", "niet nodig", "nauwelijks ~ gebrui*", "gebruik* ~ nauwelijks",
        "gebruik* ~ niet meer", "gebruik* ~ weinig", "gebruik* ~ nooit", "stop* met", "gestopt met",
        "ben gestopt", "zijn gestopt", "opgeheven", "failliet*", "met pensioen", "bedrijf verkocht",
        "bedrijf beëindigd", "zaak verkocht", "klaar met", "behandeling ~ afgerond", "behandeling ~ klaar",
        "project ~ afgerond", "project ~ klaar", "doel bereikt", "klachten ~ weg", "klachtenvrij",
        "geen behoefte", "geen tijd", "doen ~ zelf", "zelf ~ doen", "overleden", "geen gebruik",
        "opdracht ~ klaar", "genezen", "hersteld",
    ),
    "moved": (
        "verhui*", "verhuisd", "naar het buitenland", "emigr*", "te ver weg", "andere stad", "te ver rijden",
        "andere regio", "woon* ~ ver", "nieuwe woonplaats", "vertrek* naar",
    ),
}  # fmt: skip
"""Per theme. Written for Karn; what is only a topic (“the service”) is none."""
