"""Word lists from which names and subjects are combined. No name here is meant to be anybody's."""

FIRST_NAMES = {
    "nl": (
        "Anouk Bas Bram Britt Carlijn Daan Demi Elise Emma Esmee Eva Femke Fleur Floor Gijs Hanneke Hugo Ilse Iris "
        "Jasper Jesse Joost Joris Julia Karin Koen Lars Laura Lieke Lotte Luuk Maaike Maarten Marieke Marloes Mart "
        "Merel Mila Nienke Niels Noor Olaf Pien Pieter Rens Roos Ruben Sanne Sem Sjoerd Sophie Stijn Tess Teun Thijs "
        "Tim Tom Vera Wouter Yara Youssef Fatima Samira Emre Aylin Ravi Priya Kwame"
    ).split(),
    "sv": "Anna Björn Ebba Elin Erik Freja Gustav Ingrid Johan Karin Lars Linnea Magnus Maja Nils Oskar Saga Sven".split(),
    "en": "Alice Amelia Ben Charlotte Daniel Emily George Hannah Jack James Lucy Oliver Rachel Sam Sarah Tom".split(),
}
LAST_NAMES = {
    "nl": (
        "van den Akker|Bakker|Bennink|van den Berg|Bijl|de Boer|Boersma|Boogaard|Bos|Brouwer|van Buuren|Claessen|Dekker"
        "|van Dijk|Dijkstra|van Doorn|Drost|van Eck|Elzinga|van der Gaag|Geerts|de Graaf|de Groot|Haan|van der Heide"
        "|Hendriks|van den Heuvel|Hoekstra|Hofman|van der Horst|Huisman|Jansen|de Jong|Kamphuis|Kok|Koning|Koster|Kuiper"
        "|de Lange|van Leeuwen|Linders|van Loon|Maas|Meijer|van der Meer|Mulder|Nauta|Nijhof|Oosterhuis|Peters|Postma"
        "|Prins|van der Ploeg|Reinders|de Ridder|Roelofs|de Ruiter|Schaap|Scholten|Schouten|Smit|Snijders|Spaans"
        "|van der Steen|Timmers|Terpstra|Veenstra|van Veen|Verhoeven|Vermeer|Visser|de Vries|van de Wal|Wessels|Wiersma"
        "|de Wit|Wolters|Yilmaz|El Amrani|Bouzid|Ramdin|Zijlstra|Zwart"
    ).split("|"),
    "sv": "Andersson|Berglund|Ekström|Forsberg|Holm|Karlsson|Lindqvist|Lundgren|Nyström|Sandberg|Sjöberg|Åkesson".split("|"),
    "en": "Bennett|Clarke|Dawson|Ellis|Foster|Harding|Hughes|Marsh|Palmer|Reed|Turner|Whitfield|Wright".split("|"),
}
CITIES = {
    "NL": (
        "Alkmaar|Almere|Amersfoort|Amsterdam|Apeldoorn|Arnhem|Assen|Breda|Delft|Den Bosch|Den Haag|Deventer|Dordrecht|Ede"
        "|Eindhoven|Emmen|Enschede|Gouda|Groningen|Haarlem|Heerlen|Hengelo|Hilversum|Hoorn|Leeuwarden|Leiden|Lelystad"
        "|Maastricht|Middelburg|Nijmegen|Oss|Roosendaal|Rotterdam|Sneek|Tiel|Tilburg|Utrecht|Venlo|Zaandam|Zutphen|Zwolle"
    ).split("|"),
    "SE": "Göteborg|Jönköping|Lund|Malmö|Norrköping|Stockholm|Umeå|Uppsala|Västerås".split("|"),
    "GB": "Bath|Bristol|Leeds|London|Norwich|York".split("|"),
}
STEMS = (
    "Berken|Beuken|Blauw|Boter|Broek|Brug|Dijk|Dorps|Duin|Eiken|Elzen|Es|Gaarde|Goud|Haven|Hei|Hoek|Hof|Horizon|Kade|Klaver"
    "|Klinker|Koren|Laan|Linden|Markt|Meer|Molen|Noorder|Oever|Oost|Polder|Riet|Ring|Rivier|Schans|Singel|Sluis|Spaar|Steen"
    "|Stroom|Tuin|Veld|Veste|Vijver|Water|Weide|West|Wilgen|Zand|Zee|Zilver|Zonne|Zuider"
).split("|")
ENDINGS = "boom|borg|bron|dal|gaard|haag|hof|huis|kamp|kant|lust|mark|oord|plein|poort|rade|rijk|rust|stede|veen|wijk|zicht".split("|")
COMPANY_KINDS = {
    "bouw": "Aannemer|Bouwbedrijf|Dakwerken|Installatietechniek|Schildersbedrijf|Stukadoors|Timmerwerken".split("|"),
    "horeca": "Brasserie|Eethuis|Hotel|Koffiehuis|Lunchroom|Restaurant|Catering".split("|"),
    "zorg": "Fysiotherapie|Tandartspraktijk|Thuiszorg|Kinderopvang|Zorggroep|Podotherapie".split("|"),
    "winkel": "Boekhandel|Fietsenwinkel|Kaashandel|Kledinghuis|Slijterij|Speelgoedhuis|Tuincentrum".split("|"),
    "diensten": "Administratie|Adviesbureau|Makelaardij|Notariaat|Schoonmaak|Uitzendbureau|Verzekeringen".split("|"),
    "techniek": "Automatisering|Software|Machinebouw|Meettechniek|Webbouw|Elektrotechniek".split("|"),
    "vervoer": "Koeriers|Taxi|Transport|Verhuizingen|Logistiek".split("|"),
    "cultuur": "Muziekschool|Theater|Museum|Dansschool|Galerie|Drukkerij".split("|"),
}
FOREIGN_KINDS = {
    "sv": "Bygg|Bokföring|Kafé|Teknik|Konsult|Måleri|Åkeri".split("|"),
    "en": "Consulting|Joinery|Bakery|Logistics|Studio|Dental|Design".split("|"),
}
LEGAL_FORMS = (("", 0.45), (" B.V.", 0.45), (" VOF", 0.1))
ROLES = {
    "nl": "eigenaar|directeur|officemanager|hoofd marketing|hoofd administratie|planner|bedrijfsleider|inkoper".split("|"),
    "sv": "ägare|vd|kontorschef|marknadschef|ekonomichef|inköpare".split("|"),
    "en": "owner|managing director|office manager|head of marketing|head of finance|buyer".split("|"),
}
