"""How people say in Swedish why they leave."""

from __future__ import annotations

from typing import Final

SWEDISH: Final = {
    "price": (
        "för dyr*", "dyrare", "blev dyr*", "väldigt dyr*", "för högt pris", "pris* ~ för hög*",
        "prishöjning*",
        "höjt pris*", "höjde pris*", "höjdes pris*", "priset höjdes", "höjt avgift*", "billigare",
        "inte ~ råd",
        "inte värt ~ peng*", "inte prisvär*", "budget*", "kostar för mycket", "kostnad* ~ för hög*",
        "för höga kostnad*", "spara pengar", "dra ner på kostnad*", "avgift* ~ för hög*", "för mycket pengar",
        "kostnadsskäl", "ekonomiska skäl", "minska kostnad*",
    ),
    "service": (
        "dålig service", "service* ~ dålig", "vänta ~ länge", "lång väntan", "långa väntetid*", "väntetid*",
        "telefonkö*", "i kö", "dålig support", "support* ~ dålig", "inte ~ hjälp", "ingen hjälp",
        "dålig hjälp",
        "aldrig löst", "löstes aldrig", "inte löst", "löstes inte", "problem* ~ kvar", "otrevlig*",
        "bemötande*", "dåligt bemött", "fel på faktur*", "faktur* ~ fel", "fel faktur*",
        "levererades för sent",
        "sena leverans*", "försen*", "långsam* svar*", "långsam support", "svarar ingen",
        "svarar inte i telefon",
        "svårt att nå", "gick inte att nå", "slarv*", "blev liggande",
    ),
    "product": (
        "sakna* ~ funktion*", "funktion* ~ sakna*", "fungera* ~ inte", "fungerar dåligt", "fungerade dåligt",
        "för krånglig*", "krånglig*", "krångla*", "för svår* att använda", "svåranvän*", "krascha*", "buggar",
        "buggig*", "driftstörning*", "långsamt system", "föråldra*", "omodern*", "sakna* ~ koppling*",
        "ingen koppling", "ingen integration", "dålig kvalitet", "kvalitet* ~ dålig", "kvalitet* ~ sämre",
        "för litet utbud", "för begränsa*", "gick sönder", "passade inte ~ telefon*", "användarvän*",
    ),
    "expertise": (
        "inga ~ råd", "dåliga råd", "fel råd", "sakna* ~ råd*", "sakna* ~ kunskap*", "brist* på kunskap*",
        "för lite kunskap*", "okunnig*", "inte ~ kunnig*", "kan inte ~ bransch*", "kunde inte ~ bransch*",
        "förstod inte ~ bransch*", "bristande kompetens", "sakna* ~ kompetens*", "kompetens* ~ räckte inte",
        "för lite erfarenhet", "oerfar*", "inga ~ idéer", "inte proaktiv*", "expertis", "sakkunskap*",
    ),
    "expectations": (
        "inte ~ väntat", "förväntning*", "förväntat ~ mer", "förvänta* ~ mer", "mer än så", "besviken",
        "besvikna", "besvikelse", "blivit lovad*", "lova* något annat", "inte ~ lova*", "inte som utlovat",
        "utlovade*", "inga resultat", "resultat* uteblev", "ingen effekt", "dåliga resultat", "gav ingenting",
        "dålig start", "rörig start", "starten ~ rörig", "start* ~ dålig*", "inte vad jag sökte",
        "inte vad vi sökte", "levde inte upp",
    ),
    "contact": (
        "inget svar", "inga svar", "aldrig svar", "svarade inte på", "ingen ~ återkom*", "återkom aldrig",
        "hörde aldrig", "hör aldrig", "hört av sig", "hör ingen av sig", "hörde ingen av sig",
        "hörde inte av",
        "bara ett nummer", "ett nummer", "opersonlig*", "personlig kontakt", "ingen kontakt", "dålig kontakt",
        "för lite kontakt", "kontaktperson*", "inte lyssna*", "lyssnade inte", "lyssnar inte", "inte hörd*",
        "inte förstådd*", "inte sedd*", "ny person varje", "olika person*", "nya personer", "personkemi*",
        "dålig kommunikation", "kommunikation* ~ dålig", "ingen ~ ringde",
    ),
    "need_ended": (
        "behövs inte", "behöver inte", "behöver ~ inte", "inget behov", "inte längre behov", "används inte",
        "använder inte", "använder ~ sällan", "använder ~ aldrig", "använde ~ aldrig", "slutat med",
        "slutar med",
        "har slutat", "lägger ner", "lagt ner", "konkurs*", "i pension", "pensionera*", "sålt företag*",
        "sålde företag*", "behandling* ~ klar", "behandling* ~ avsluta*", "projekt* ~ klar*",
        "projekt* ~ avsluta*", "nått målet", "gör det själv*", "göra det själv*", "ingen tid", "hinner inte",
        "gått bort", "avliden", "frisk igen", "besvärsfri",
    ),
    "moved": (
        "flytta*", "ska flytta", "utomlands", "emigrera*", "för långt bort", "för långt att åka",
        "annan stad",
        "annan ort", "bor ~ långt", "ny ort",
    ),
}  # fmt: skip
"""Per theme. Written for Karn; what is only a topic (“the service”) is none."""
