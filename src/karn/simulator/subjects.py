"""Short subjects of conversations, by topic and language."""

from __future__ import annotations

from karn.simulator.chance import Chance

SUBJECTS: dict[str, dict[str, tuple[str, ...]]] = {
    "question": {
        "nl": (
            "Vraag over de instellingen",
            "Hoe voeg ik een collega toe?",
            "Iets klopt niet in het overzicht",
            "Kunnen jullie meekijken?",
            "Vraag over de laatste wijziging",
            "Koppeling doet het niet",
            "Exporteren lukt niet",
            "Vraag over rechten van medewerkers",
            "Adres wijzigen",
            "Kan dit ook anders?",
            "Foutmelding bij opslaan",
        ),
        "sv": (
            "Fråga om inställningarna",
            "Något stämmer inte i översikten",
            "Kan ni titta på det här?",
            "Byta adress",
        ),
        "en": (
            "Question about the settings",
            "The overview looks wrong",
            "Could you have a look?",
            "Change of address",
        ),
    },
    "brief": {
        "nl": (
            "Opmerkingen bij het voorstel",
            "Vraag over de planning",
            "Nieuwe foto's voor de site",
            "Tekst voor de campagne",
            "Kunnen we de doelgroep bijstellen?",
            "Cijfers van vorige maand",
            "Wanneer staat het online?",
            "Akkoord op ontwerp?",
            "Vraag over de offerte",
            "Vacaturetekst nodig",
            "Logo voor het drukwerk",
        ),
        "sv": (
            "Synpunkter på förslaget",
            "Fråga om planeringen",
            "Nya bilder till sajten",
            "Siffror för förra månaden",
        ),
        "en": (
            "Comments on the proposal",
            "Question about the planning",
            "New photos for the site",
            "Last month's figures",
        ),
    },
    "reminder": {
        "nl": (
            "Herinnering: mijn vraag",
            "Heb je mijn mail gezien?",
            "Nog geen antwoord",
            "Tweede keer: graag reactie",
        ),
        "sv": ("Påminnelse: min fråga", "Har du sett mitt mejl?"),
        "en": ("Reminder: my question", "Did you see my mail?"),
    },
    "call": {
        "nl": ("Telefonische vraag", "Even overlegd", "Vraag over gebruik", "Bijgepraat", "Terugbelverzoek"),
        "sv": ("Fråga per telefon", "Avstämning"),
        "en": ("Question by phone", "Caught up"),
    },
    "invoice": {
        "nl": ("Vraag over de factuur", "Factuur graag op andere naam", "Klopt dit bedrag?"),
        "sv": ("Fråga om fakturan",),
        "en": ("Question about the invoice",),
    },
    "follow_up": {
        "nl": (
            "Hoe gaat het ermee?",
            "Is alles nu opgelost?",
            "Tip bij je gebruik",
            "Even horen hoe het loopt",
        ),
        "sv": ("Hur går det?", "Är allt löst nu?"),
        "en": ("How are things going?", "Is everything solved now?"),
    },
    "meeting": {
        "nl": (
            "Maandoverleg",
            "Kwartaalgesprek",
            "Bespreking resultaten",
            "Planning komend kwartaal",
            "Werksessie",
        ),
        "sv": ("Månadsmöte", "Genomgång av resultat"),
        "en": ("Monthly meeting", "Review of results"),
    },
    "appointment": {
        "nl": ("Behandeling", "Training onder begeleiding", "Controle", "Oefeningen doorgenomen"),
        "sv": ("Behandling", "Träning"),
        "en": ("Treatment", "Training"),
    },
    "appointment_call": {
        "nl": ("Afspraak verzetten", "Wil een afspraak maken", "Terugbelverzoek", "Kan morgen niet komen"),
        "sv": ("Boka om en tid",),
        "en": ("Change of appointment",),
    },
    "complaint_question": {
        "nl": (
            "Klachten na de oefening",
            "Mag ik weer sporten?",
            "Vraag over de oefeningen",
            "Het wordt niet beter",
        ),
        "sv": ("Fråga om övningarna",),
        "en": ("Question about the exercises",),
    },
    "kickoff": {"nl": ("Startgesprek",), "sv": ("Uppstartsmöte",), "en": ("Kick-off",)},
    "welcome": {"nl": ("Welkom",), "sv": ("Välkommen",), "en": ("Welcome",)},
    "first_question": {
        "nl": ("Hoe begin ik?", "Eerste vraag: inrichten", "Wanneer starten we?"),
        "sv": ("Hur kommer jag igång?",),
        "en": ("How do I start?",),
    },
    "newsletter": {"nl": ("Nieuwsbrief",), "sv": ("Nyhetsbrev",), "en": ("Newsletter",)},
    "price_rise": {
        "nl": ("Nieuwe prijs per {day}",),
        "sv": ("Nytt pris från {day}",),
        "en": ("New price from {day}",),
    },
    "price_question": {
        "nl": ("Waarom wordt het duurder?", "Vraag over de prijsverhoging"),
        "sv": ("Varför höjs priset?",),
        "en": ("Why does the price go up?",),
    },
    "dunning": {
        "nl": ("Je betaling is niet gelukt",),
        "sv": ("Din betalning gick inte igenom",),
        "en": ("Your payment failed",),
    },
    "overdue": {
        "nl": ("Herinnering: factuur nog open",),
        "sv": ("Påminnelse: obetald faktura",),
        "en": ("Reminder: open invoice",),
    },
    "handover": {
        "nl": ("Ik ga bij ons weg, dit is mijn opvolger", "Nieuwe contactpersoon"),
        "sv": ("Ny kontaktperson",),
        "en": ("New contact person",),
    },
    "terms": {
        "nl": ("Wat is de opzegtermijn?", "Kan het een plan kleiner?", "We gebruiken het minder"),
        "sv": ("Vad är uppsägningstiden?",),
        "en": ("What is the notice period?",),
    },
    "notice": {"nl": ("Opzegging", "We stoppen ermee"), "sv": ("Uppsägning",), "en": ("Cancellation",)},
    "farewell": {
        "nl": ("Bevestiging van je opzegging",),
        "sv": ("Bekräftelse på uppsägning",),
        "en": ("Your cancellation",),
    },
}


def subject_of(chance: Chance, topic: str, language: str) -> str:
    """Return one subject on the topic in the customer's language."""
    return chance.pick(SUBJECTS[topic][language])
