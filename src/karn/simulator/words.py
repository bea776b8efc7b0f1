"""Word lists from which names and subjects are combined. No name here is meant to be anybody's."""


def listed(words: str) -> tuple[str, ...]:
    """Return the words between the bars."""
    return tuple(words.split("|"))


FIRST_NAMES = {
    "nl": listed(
        "Anouk|Bas|Bram|Britt|Carlijn|Daan|Demi|Elise|Emma|Esmee|Eva|Femke|Fleur|Floor|Gijs|Hanneke"
        "|Hugo|Ilse|Iris|Jasper|Jesse|Joost|Joris|Julia|Karin|Koen|Lars|Laura|Lieke|Lotte|Luuk"
        "|Maaike|Maarten|Marieke|Marloes|Mart|Merel|Mila|Nienke|Niels|Noor|Olaf|Pien|Pieter|Rens"
        "|Roos|Ruben|Sanne|Sem|Sjoerd|Sophie|Stijn|Tess|Teun|Thijs|Tim|Tom|Vera|Wouter|Yara|Youssef"
        "|Fatima|Samira|Emre|Aylin|Ravi|Priya|Kwame"
    ),
    "sv": listed(
        "Anna|Björn|Ebba|Elin|Erik|Freja|Gustav|Ingrid|Johan|Karin|Lars|Linnea|Magnus|Maja|Nils"
        "|Oskar|Saga|Sven"
    ),
    "en": listed(
        "Alice|Amelia|Ben|Charlotte|Daniel|Emily|George|Hannah|Jack|James|Lucy|Oliver|Rachel|Sam|Sarah|Tom"
    ),
}
LAST_NAMES = {
    "nl": listed(
        "van den Akker|Bakker|Bennink|van den Berg|Bijl|de Boer|Boersma|Boogaard|Bos|Brouwer"
        "|van Buuren|Claessen|Dekker|van Dijk|Dijkstra|van Doorn|Drost|van Eck|Elzinga|van der Gaag"
        "|Geerts|de Graaf|de Groot|Haan|van der Heide|Hendriks|van den Heuvel|Hoekstra|Hofman"
        "|van der Horst|Huisman|Jansen|de Jong|Kamphuis|Kok|Koning|Koster|Kuiper|de Lange"
        "|van Leeuwen|Linders|van Loon|Maas|Meijer|van der Meer|Mulder|Nauta|Nijhof|Oosterhuis"
        "|Peters|Postma|Prins|van der Ploeg|Reinders|de Ridder|Roelofs|de Ruiter|Schaap|Scholten"
        "|Schouten|Smit|Snijders|Spaans|van der Steen|Timmers|Terpstra|Veenstra|van Veen|Verhoeven"
        "|Vermeer|Visser|de Vries|van de Wal|Wessels|Wiersma|de Wit|Wolters|Yilmaz|El Amrani|Bouzid"
        "|Ramdin|Zijlstra|Zwart"
    ),
    "sv": listed(
        "Andersson|Berglund|Ekström|Forsberg|Holm|Karlsson|Lindqvist|Lundgren|Nyström|Sandberg"
        "|Sjöberg|Åkesson"
    ),
    "en": listed(
        "Bennett|Clarke|Dawson|Ellis|Foster|Harding|Hughes|Marsh|Palmer|Reed|Turner|Whitfield|Wright"
    ),
}
CITIES = {
    "NL": listed(
        "Alkmaar|Almere|Amersfoort|Amsterdam|Apeldoorn|Arnhem|Assen|Breda|Delft|Den Bosch|Den Haag"
        "|Deventer|Dordrecht|Ede|Eindhoven|Emmen|Enschede|Gouda|Groningen|Haarlem|Heerlen|Hengelo"
        "|Hilversum|Hoorn|Leeuwarden|Leiden|Lelystad|Maastricht|Middelburg|Nijmegen|Oss|Roosendaal"
        "|Rotterdam|Sneek|Tiel|Tilburg|Utrecht|Venlo|Zaandam|Zutphen|Zwolle"
    ),
    "SE": listed("Göteborg|Jönköping|Lund|Malmö|Norrköping|Stockholm|Umeå|Uppsala|Västerås"),
    "GB": listed("Bath|Bristol|Leeds|London|Norwich|York"),
}
STEMS = listed(
    "Berken|Beuken|Blauw|Boter|Broek|Brug|Dijk|Dorps|Duin|Eiken|Elzen|Es|Gaarde|Goud|Haven|Hei"
    "|Hoek|Hof|Horizon|Kade|Klaver|Klinker|Koren|Laan|Linden|Markt|Meer|Molen|Noorder|Oever|Oost"
    "|Polder|Riet|Ring|Rivier|Schans|Singel|Sluis|Spaar|Steen|Stroom|Tuin|Veld|Veste|Vijver"
    "|Water|Weide|West|Wilgen|Zand|Zee|Zilver|Zonne|Zuider"
)
ENDINGS = listed(
    "boom|borg|bron|dal|gaard|haag|hof|huis|kamp|kant|lust|mark|oord|plein|poort|rade|rijk|rust"
    "|stede|veen|wijk|zicht"
)
COMPANY_KINDS = {
    "bouw": listed(
        "Aannemer|Bouwbedrijf|Dakwerken|Installatietechniek|Schildersbedrijf|Stukadoors|Timmerwerken"
    ),
    "horeca": listed("Brasserie|Eethuis|Hotel|Koffiehuis|Lunchroom|Restaurant|Catering"),
    "zorg": listed("Fysiotherapie|Tandartspraktijk|Thuiszorg|Kinderopvang|Zorggroep|Podotherapie"),
    "winkel": listed("Boekhandel|Fietsenwinkel|Kaashandel|Kledinghuis|Slijterij|Speelgoedhuis|Tuincentrum"),
    "diensten": listed(
        "Administratie|Adviesbureau|Makelaardij|Notariaat|Schoonmaak|Uitzendbureau|Verzekeringen"
    ),
    "techniek": listed("Automatisering|Software|Machinebouw|Meettechniek|Webbouw|Elektrotechniek"),
    "vervoer": listed("Koeriers|Taxi|Transport|Verhuizingen|Logistiek"),
    "cultuur": listed("Muziekschool|Theater|Museum|Dansschool|Galerie|Drukkerij"),
}
FOREIGN_KINDS = {
    "sv": listed("Bygg|Bokföring|Kafé|Teknik|Konsult|Måleri|Åkeri"),
    "en": listed("Consulting|Joinery|Bakery|Logistics|Studio|Dental|Design"),
}
LEGAL_FORMS = (("", 0.45), (" B.V.", 0.45), (" VOF", 0.1))
ROLES = {
    "nl": listed(
        "eigenaar|directeur|officemanager|hoofd marketing|hoofd administratie|planner|bedrijfsleider|inkoper"
    ),
    "sv": listed("ägare|vd|kontorschef|marknadschef|ekonomichef|inköpare"),
    "en": listed("owner|managing director|office manager|head of marketing|head of finance|buyer"),
}
