"""The groups of Merenlijn: what they are for, and who is in them."""

from typing import NamedTuple

from social.groups.models import Group


class Circle(NamedTuple):
    """A group and its people; the first is its owner, who ends with a star moderates. `asks`: who asked to be let in, and how."""

    slug: str
    name: str
    kind: Group.Kind
    purpose: str
    people: str
    asks: tuple[tuple[str, str], ...] = ()


CIRCLES = (
    Circle(
        "reisinformatie",
        "Reisinformatie",
        Group.Kind.OPEN,
        "Borden, app en omroep: wat klopt er niet, en wat doen we eraan?",
        "daan olga* iris mo chloe femke anouk teun samira lotte priya noor jelle nora ada",
    ),
    Circle(
        "fleet",
        "Fleet & workshop",
        Group.Kind.OPEN,
        "How our trains are doing, from both ends of the workshop. Nederlands of Engels.",
        "fatima tom* ruben kees lars noor max yusuf nora mila gus",
    ),
    Circle(
        "lunchwandelen",
        "Lunchwandelen",
        Group.Kind.OPEN,
        "Dinsdag en donderdag om 12:15 voor de hoofdingang in Waterhoven.",
        "bas elif iris mo petra lars chloe eva ada",
    ),
    Circle(
        "rijdend-personeel",
        "Rijdend personeel",
        Group.Kind.CLOSED,
        "Diensten, ruilen en wat je onderweg tegenkomt. Voor machinisten, conducteurs en planning.",
        "cor hanneke* bram max yusuf wim anouk teun samira",
        (("noor", "Ik loop volgende week mee met Anouk en lees graag vast mee."),),
    ),
    Circle(
        "summer-timetable",
        "Summer timetable",
        Group.Kind.CLOSED,
        "Working group for the next summer timetable. Drafts only; nothing here is decided.",
        "grace nora* jelle hanneke cor helen",
        (("dirk", "Could I read along? The works at Oudemeer will touch two of your weekends."),),
    ),
    Circle(
        "veertig-jaar-wim",
        "Veertig jaar Wim",
        Group.Kind.SECRET,
        "18 december. Deze groep bestaat niet.",
        "anouk yusuf* bram cor max fatima kees eva teun bas",
    ),
    Circle(
        "lindekerk",
        "Station Lindekerk",
        Group.Kind.OPEN,
        "Wat we zien, wat er kapot is en wat er goed gaat op en om het station.",
        "femke dewi* dirk hassan teun bart aisha gerrit chloe bas sanne roos anouk",
    ),
    Circle(
        "veiligheid",
        "Veilig werken",
        Group.Kind.OPEN,
        "Melden, leren en elkaar heel thuisbrengen. Spoed bel je: 4112.",
        "joost koen* samira hassan cor kees thijs gerrit arjen jelle noor bas ingrid anouk jan",
    ),
    Circle(
        "hardlopen",
        "Hardlopen",
        Group.Kind.OPEN,
        "Dinsdag in de lunch, rustig aan. Er is ook een langzame groep.",
        "anton sanne* rachid julia omar kim lotte petra hidde",
    ),
    Circle(
        "women-on-track",
        "Women on track",
        Group.Kind.OPEN,
        "For everybody who was ever asked whether the engineer could come to the phone. Read along and join, whoever you are.",
        "priya grace* leila fatima noor samira saskia aisha wendy mila julia kim emma dewi",
    ),
    Circle(
        "nieuw-hier",
        "Nieuw hier",
        Group.Kind.OPEN,
        "Voor wie net begonnen is. Geen vraag is te klein.",
        "sofie petra* noor dewi emma hassan kim wim bram anouk olga",
    ),
    Circle(
        "energy",
        "Energy & climate",
        Group.Kind.OPEN,
        "What costs energy, what saves it, with numbers. Nederlands of Engels.",
        "lars lucas* dirk omar julia bram thijs leila aisha max",
    ),
    Circle(
        "app-makers",
        "App makers",
        Group.Kind.OPEN,
        "The boards, the staff app and what is between. Come and complain.",
        "olga emma* david kim omar chloe daan nora saskia hanneke hassan samira leila",
    ),
    Circle(
        "fotoclub",
        "Fotoclub",
        Group.Kind.OPEN,
        "Elke maand één onderwerp, één foto per persoon, geen prijzen.",
        "max eva* dewi lotte paolo wim priya",
    ),
    Circle(
        "prikbord",
        "Prikbord",
        Group.Kind.OPEN,
        "Vraag en aanbod onder collega's. Geen handel, wel koek.",
        "bas riet* thijs gerrit mieke mo iris julia saskia kees anton emma teun paolo",
    ),
    Circle(
        "ondernemingsraad",
        "Ondernemingsraad",
        Group.Kind.CLOSED,
        "Voor de leden en de commissies. Verslagen staan op het plein.",
        "pieter tamara* anton mieke",
        (("hanneke", "Graag, zolang het over de vakantieroosters gaat."),),
    ),
    Circle(
        "nieuwe-treinen",
        "Nieuwe treinen",
        Group.Kind.CLOSED,
        "Tot de gunning besloten. Questions in English or Dutch.",
        "fatima tom* mila maarten kees aisha julia chloe",
        (("yusuf", "Namens de machinisten: wie denkt er over de cabine mee?"),),
    ),
    Circle(
        "verhuizing",
        "Kantoor Waterhoven",
        Group.Kind.SECRET,
        "Er is nog niets besloten. Zodra er iets te kiezen valt gaat het naar het plein.",
        "marijke ilse* nienke julia bas",
    ),
)
