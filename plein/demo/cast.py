"""The invented people of Merenlijn, a regional railway that does not exist: forty whom one gets to know, and their colleagues."""

from pathlib import Path
from typing import NamedTuple

from accounts.roles import Role

MEMBER, GUEST = Role.MEMBER, Role.GUEST


class Person(NamedTuple):
    """`look`: skin (0 to 4), colour and cut of the hair, and what else there is (plein/demo/faces.py); empty: no picture."""

    handle: str
    name: str
    language: str
    about: str
    look: str = ""
    roles: Role = MEMBER
    unit: str = ""
    job: str = ""


FORTY = (
    Person("ada", "Ada Verhoeven", "nl", "Werkplek en beveiliging. Kamer 1.14, toestel 4321.", "1 auburn bob glasses", MEMBER | Role.ADMIN),
    Person("marijke", "Marijke Terpstra", "nl", "Directeur. Begonnen als conducteur in 1994.", "1 grey short", MEMBER | Role.LEADER),
    Person("cor", "Cor Dijkhuis", "nl", "Hoofd rijdend personeel.", "1 grey bald beard", MEMBER | Role.LEADER),
    Person("fatima", "Fatima El Amrani", "nl", "Hoofd materieel en techniek.", "2 black scarf", MEMBER | Role.LEADER),
    Person("sem", "Sem Brouwer", "nl", "Woordvoerder.", "1 brown short", MEMBER | Role.COMMUNICATIONS),
    Person("lotte", "Lotte van Rijn", "nl", "Communicatie, en de stem van de omroep.", "0 blond long", MEMBER | Role.COMMUNICATIONS),
    Person("eva", "Eva Winkelman", "nl", "Redactie van het personeelsblad.", "1 black bob", MEMBER | Role.EDITOR),
    Person("grace", "Grace Okafor", "en", "Timetable planning. Happiest on single track.", "4 black curls glasses", MEMBER | Role.LEADER),
    Person("max", "Max de Boer", "nl", "Machinist, standplaats Waterhoven.", "1 blond short beard"),
    Person("nora", "Nora Lindqvist", "en", "Data. Asks why until it is a number.", "0 blond bun"),
    Person("wim", "Wim Hoekstra", "nl", "Machinist sinds 1986.", "1 grey short glasses"),
    Person("bram", "Bram Postma", "nl", "Machinist. Groene paraplu.", "1 brown curls beard"),
    Person("yusuf", "Yusuf Demir", "nl", "Machinist, standplaats Rietstede.", "2 black short beard"),
    Person("anouk", "Anouk Jansen", "nl", "Hoofdconducteur.", "1 auburn bun"),
    Person("teun", "Teun Kuipers", "nl", "Conducteur.", "0 auburn short"),
    Person("samira", "Samira Bouzid", "nl", "Conducteur en praktijkopleider.", "2 black long"),
    Person("jelle", "Jelle de Wit", "nl", "Verkeersleider.", "1 brown bald"),
    Person("priya", "Priya Raman", "en", "Signalling engineer. Reads old logbooks for fun.", "3 black long glasses"),
    Person("tom", "Tom Ashworth", "en", "Fleet reliability. Doors, mostly.", "0 brown short glasses"),
    Person("hanneke", "Hanneke Vos", "nl", "Roosters. Ik kan ertegen.", "1 brown bob"),
    Person("ruben", "Ruben Smit", "nl", "Monteur.", "3 black short"),
    Person("kees", "Kees Bakker", "nl", "Monteur, nachtdienst.", "1 grey curls beard"),
    Person("olga", "Olga Petrova", "en", "Software for boards and the staff app.", "0 brown long"),
    Person("daan", "Daan Mulder", "nl", "Reisinformatie. Twaalf woorden zijn genoeg.", "1 blond curls"),
    Person("iris", "Iris Schouten", "nl", "Klantenservice.", "1 auburn long glasses"),
    Person("mo", "Mohamed Aziz", "nl", "Klantenservice. Kent een pad.", "3 black curls"),
    Person("femke", "Femke Zijlstra", "nl", "Stationsmanager Lindekerk.", "0 blond bob"),
    Person("lars", "Lars Eriksen", "en", "Energy and sustainability.", "0 blond bald beard"),
    Person("petra", "Petra van Dam", "nl", "Personeel en organisatie.", "1 grey bob glasses"),
    Person("joost", "Joost Meijer", "nl", "Veiligheid."),
    Person("chloe", "Chloé Martin", "en", "Design of screens and signs.", "2 brown bun"),
    Person("dirk", "Dirk Hofman", "nl", "Baan, bruggen en bovenleiding.", "1 brown bald beard"),
    Person("elif", "Elif Yılmaz", "nl", "Financiën. Stuur het bonnetje mee.", "2 brown long"),
    Person("bas", "Bas van Leeuwen", "nl", "Gebouwen en kantine.", "1 auburn curls"),
    Person("noor", "Noor Willems", "nl", "Trainee.", "1 brown bun glasses"),
    Person("aisha", "Aisha Mensah", "en", "Accessibility of stations and trains.", "4 black scarf"),
    Person("pieter", "Pieter Groen", "nl", "Voorzitter ondernemingsraad."),
    Person("mila", "Mila Kovač", "en", "Procurement."),
    Person("gus", "Gus Timmerman", "nl", "Monteur bij de leverancier van de treinen.", "0 grey short", GUEST),
    Person("helen", "Helen Park", "en", "Consultant, timetable simulation.", "", GUEST),
)
# What they do: unit and job.
WORK = {
    "ada": ("Digital", "Werkplekbeheerder"),
    "marijke": ("Directie", "Directeur"),
    "cor": ("Rijdend personeel", "Hoofd rijdend personeel"),
    "fatima": ("Werkplaats", "Hoofd materieel en techniek"),
    "sem": ("Communicatie", "Woordvoerder"),
    "lotte": ("Communicatie", "Adviseur communicatie"),
    "eva": ("Communicatie", "Redacteur personeelsblad"),
    "grace": ("Planning", "Head of timetable"),
    "max": ("Rijdend personeel", "Machinist, standplaats Waterhoven"),
    "nora": ("Digital", "Data analyst"),
    "wim": ("Rijdend personeel", "Machinist"),
    "bram": ("Rijdend personeel", "Machinist"),
    "yusuf": ("Rijdend personeel", "Machinist, standplaats Rietstede"),
    "anouk": ("Rijdend personeel", "Hoofdconducteur"),
    "teun": ("Rijdend personeel", "Conducteur"),
    "samira": ("Rijdend personeel", "Conducteur en praktijkopleider"),
    "jelle": ("Verkeersleiding", "Verkeersleider"),
    "priya": ("Infrastructure", "Signalling engineer"),
    "tom": ("Werkplaats", "Fleet reliability engineer"),
    "hanneke": ("Planning", "Roosters"),
    "ruben": ("Werkplaats", "Monteur"),
    "kees": ("Werkplaats", "Monteur, nachtdienst"),
    "olga": ("Digital", "Software engineer"),
    "daan": ("Reisinformatie", "Redacteur reisinformatie"),
    "iris": ("Klantenservice", "Medewerker klantenservice"),
    "mo": ("Klantenservice", "Medewerker klantenservice"),
    "femke": ("Stations", "Stationsmanager Lindekerk"),
    "lars": ("Energie", "Energy and sustainability"),
    "petra": ("Personeel", "Hoofd personeel en organisatie"),
    "joost": ("Veiligheid", "Veiligheidskundige"),
    "chloe": ("Digital", "Designer"),
    "dirk": ("Infrastructuur", "Baan, bruggen en bovenleiding"),
    "elif": ("Financiën", "Administrateur"),
    "bas": ("Facilitair", "Gebouwen en kantine"),
    "noor": ("Personeel", "Trainee"),
    "aisha": ("Stations", "Accessibility adviser"),
    "pieter": ("Ondernemingsraad", "Voorzitter"),
    "mila": ("Inkoop", "Buyer"),
}


def _staff():
    """The others, a line each: handle, name, language, unit, job and look."""
    lines = (Path(__file__).parent / "names" / "staff.txt").read_text(encoding="utf-8").splitlines()
    for handle, name, language, unit, job, look in (line.split("|") for line in lines):
        yield Person(handle, name, language, "", look, MEMBER, unit, job)


def _at_work(person: Person) -> Person:
    """The person with unit and job; what they say about themselves does not say the job again."""
    unit, job = WORK.get(person.handle, ("", ""))
    return person._replace(unit=unit, job=job, about="" if person.about.rstrip(".") == job else person.about)


CAST = (*map(_at_work, FORTY), *_staff())
