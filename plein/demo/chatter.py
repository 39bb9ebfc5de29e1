"""What a crowd says all day: sentences put together from pieces, in two languages."""

from random import Random

from plein.demo.crowd import TOWNS

POSTS = {
    "nl": (
        "Vanochtend in {town} begonnen met de nieuwe volgorde, en het scheelt een kwartier.",
        "Wie heeft {train} gisteravond als laatste gezien? Hij mist een stoelhoes.",
        "Op {town} staat sinds {time} een kar met planten op het perron. Van wie is die?",
        "De lift in {town} doet het weer, met dank aan twee monteurs en een bezemsteel.",
        "Kort verslag van het overleg: {number} punten, {small} besluiten, koffie was op.",
        "Nieuwe afspraak voor de nachtploeg: eerst bellen met {town}, dan pas de stroom eraf.",
        "{train} is terug uit de werkplaats en rijdt vanaf {time} weer mee.",
        "Mooi moment vandaag: een klas van {number} kinderen zwaaide de trein van {time} uit.",
        "Er ligt een gevonden fietshelm bij de balie in {town}, geel, met een deuk.",
        "Vraag: hoe regelen jullie de overdracht als de dienst om {time} wisselt?",
        "De cijfers van vorige week: {number} ritten, {small} te laat, geen enkele uitgevallen.",
        "Het dak in {town} lekt weer op dezelfde plek, de emmer staat er al.",
    ),
    "en": (
        "The new checklist saved us {small} minutes on {train} this morning.",
        "Does anybody know why the screen in {town} shows yesterday after {time}?",
        "We tested the doors of {train} {number} times and they closed {number} times.",
        "Short note from the meeting: {small} decisions, and the next one is at {time}.",
        "Found a box of old timetables in {town}. The oldest says the train leaves at {time}. It still does.",
        "If you pass through {town} today, please look at the new signs and tell me what you missed.",
        "Training places left on the course of {time}: {small}. Write here if you want one.",
        "The measurement of {train} is in: {number} kilometres without a fault.",
    ),
}
MORE = {
    "nl": (
        "Wie mee wil denken is welkom.",
        "Foto's volgen, mijn handen waren te koud.",
        "Volgende week kijken we of het ook met regen werkt.",
        "Ik heb het ook doorgegeven aan de verkeersleiding, zodat niemand er vannacht van schrikt.",
        "Het duurde langer dan gedacht, maar nu weten we tenminste hoe het zit en hoeven we het nooit meer uit te zoeken.",
        "Vragen mogen hieronder.",
    ),
    "en": (
        "Tell me if you see it differently.",
        "I will add the drawing this afternoon.",
        "It took longer than planned, but nobody has to find this out again.",
        "Thanks to everybody who stayed a little later for it.",
    ),
}
ANSWERS = {
    "nl": (
        "Eens. Bij ons in {town} ging het net zo.",
        "Ik kijk er om {time} naar.",
        "Dank, dat wist ik niet.",
        "Staat dat ook ergens op papier?",
        "Dat was {train}, niet de vorige. Verder klopt het.",
        "Goed gedaan, allemaal.",
        "Bij regen duurt het {small} minuten langer, reken daar op.",
        "Ik heb er nog één liggen, kom maar langs.",
        "Kan dat volgende keer ook via {town}? Dan hoeft de nachtploeg niet om te rijden.",
    ),
    "en": (
        "Same here in {town}.",
        "I will have a look at {time}.",
        "Good to know, thank you.",
        "Is that written down anywhere?",
        "It was {train}, the rest is right.",
        "We counted {number}, but close enough.",
        "Can I come and see it? I am in {town} at {time}.",
    ),
}


class Chatter:
    """Speaks with one pair of dice."""

    def __init__(self, dice: Random):
        self.dice = dice

    def post(self, language: str, named: str = "") -> str:
        """Return one to five sentences; `named` is a handle to mention, or nothing."""
        sentences = [self._say(POSTS[language])]
        for _more in range(int(self.dice.random() ** 2 * 5)):
            sentences.append(self._say(MORE[language] if self.dice.random() < 0.6 else POSTS[language]))
        return " ".join([*([f"@{named}"] if named else []), *sentences])

    def answer(self, language: str, named: str = "") -> str:
        sentences = [self._say(ANSWERS[language]) for _sentence in range(1 + (self.dice.random() < 0.3))]
        return " ".join([*([f"@{named}"] if named else []), *sentences])

    def _say(self, sentences: tuple[str, ...]) -> str:
        dice = self.dice.random
        return sentences[int(dice() * len(sentences))].format(
            town=TOWNS[int(dice() * len(TOWNS))],
            train=f"{2201 + int(dice() * 40)}",
            time=f"{6 + int(dice() * 16)}:{5 * int(dice() * 12):02}",
            number=12 + int(dice() * 180),
            small=2 + int(dice() * 6),
        )
