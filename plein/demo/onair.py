"""Keeps a session going while one watches: colleagues sign in over HTTP, ask, vote, talk and answer, as stories/live.txt tells.

A line of the story is a sign, who, and words: `>` says something, `*` announces it, `?` asks (questions are numbered from 1),
`^` wants question n answered, `=` answers question n in steps, `x` parks it; `@` is the moment at which the session begins.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from django.utils import timezone

from accounts.organisation import organisation
from plein.demo.colleague import Away, Colleague, NotTaken

STORY = Path(__file__).parent / "stories" / "live.txt"
DEED = re.compile(r"(?P<sign>[>*?^=x@])(?: (?P<who>[a-z ]+?))?(?: (?P<number>\d+))?(?:: (?P<text>.+))?$")
HOSTS, MODERATOR = ("marijke", "cor"), "sem"
TITLE = "Live: vraag het Marijke en Cor"
ABOUT = "Een uur waarin alles gevraagd mag worden. In English too: ask as you like, you will be answered in the same language."
CALLED_OFF = "We proberen het een andere keer."
LONGEST = 60  # minutes
SOON = timedelta(minutes=3)
QUICKEST, SLOWEST = 0.4, 6.0  # seconds between two deeds
STROKE, STROKES = 1.2, 8  # seconds between two saved drafts of an answer, and at most how many
REFUSALS = 5  # in a row: somebody ended the session


class Deed:
    """One line of the story. `number`: the question that it is about."""

    def __init__(self, said: re.Match):
        self.sign, self.text = said["sign"], said["text"] or ""
        self.who, self.number = (said["who"] or "").split(), int(said["number"] or 0)


def read_story() -> list[Deed]:
    return [Deed(DEED.match(line)) for line in STORY.read_text(encoding="utf-8").splitlines()]


def steps_of(text: str) -> Iterator[str]:
    """The answer as it grows under its writer's hands, without the last step."""
    ends = [found.start() for found in re.finditer(" ", text)]
    every = max(1, len(ends) // STROKES)
    yield from (text[:end] for end in ends[every - 1 :: every][:STROKES])


class Show:
    """The session, from signing in to signing out. `say` is given each sentence of progress."""

    def __init__(self, base: str, minutes: float, say: Callable[[str], None]):
        self.base, self.minutes, self.say = base, minutes, say
        self.people: dict[str, Colleague] = {}
        self.questions: list[int] = []
        self.pk = self.refused = 0
        self.until = self.pause = 0.0

    def run(self) -> None:
        """Play the story, until it or the time is over or somebody presses Ctrl-C. Raises Away."""
        story = read_story()
        self.until = time.monotonic() + self.minutes * 60
        try:
            self._gather(story)
            self._plan()
            self._play(story)
        except KeyboardInterrupt:
            self.say("You stopped it.")
        finally:
            self._leave()

    def _gather(self, story: list[Deed]) -> None:
        handles = dict.fromkeys([*HOSTS, MODERATOR, *(name for deed in story for name in deed.who)])
        for handle in handles:
            colleague = Colleague(self.base, handle)
            colleague.sign_in()
            self.people[handle] = colleague
        self.say(f"{len(self.people)} colleagues signed in at {self.base}.")

    def _plan(self) -> None:
        plan = {
            "title": TITLE,
            "about": ABOUT,
            "place": organisation().square_id,
            "starts_at": (timezone.localtime() + SOON).strftime("%Y-%m-%dT%H:%M"),
            "minutes": LONGEST,
            "hosts": " ".join(f"@{handle}" for handle in HOSTS),
            "moderators": f"@{MODERATOR}",
            "language": "nl",
            "slow_seconds": 0,
            "takes_questions": "on",
        }
        try:
            answer = self.people[HOSTS[0]].post("/sessions/new/", **plan)
        except NotTaken as no:
            raise Away(f"The session could not be planned: {no}") from no
        self.pk = int(answer["location"].strip("/").rpartition("/")[2])
        self.say(f"The lobby is open: {self.base}/sessions/{self.pk}/")
        self.say(f"Sign in as one of the demo people and watch; it lasts {self.minutes:g} minutes at most. Ctrl-C stops it.")

    def _play(self, story: list[Deed]) -> None:
        drafts = sum(STROKE * STROKES for deed in story if deed.sign == "=")
        self.pause = min(SLOWEST, max(QUICKEST, (self.minutes * 60 - drafts) / len(story)))
        for deed in story:
            if self._is_over():
                return
            try:
                self._do(deed)
                self.refused = 0
            except NotTaken as no:
                self.refused += 1
                self.say(f"Not taken: {no}")
            time.sleep(min(self.pause, max(0.0, self.until - time.monotonic())))
        self.say("Everything was said.")

    def _is_over(self) -> bool:
        if self.refused >= REFUSALS:
            self.say("Nothing is taken any more; somebody may have ended the session.")
        elif time.monotonic() >= self.until:
            self.say("The time is over.")
        else:
            return False
        return True

    def _do(self, deed: Deed) -> None:
        deeds = {">": self._talk, "*": self._talk, "?": self._ask, "^": self._vote, "=": self._answer, "x": self._park, "@": self._begin}
        deeds[deed.sign](deed)

    def _begin(self, _deed: Deed) -> None:
        self.people[HOSTS[0]].post(f"/sessions/{self.pk}/begin/")
        self.say("The session is on air.")

    def _talk(self, deed: Deed) -> None:
        announced = {"announce": "1"} if deed.sign == "*" else {}
        self.people[deed.who[0]].post(f"/sessions/{self.pk}/lines/", text=deed.text, **announced)
        self.say(f"{deed.who[0]}: {deed.text}")

    def _ask(self, deed: Deed) -> None:
        answer = self.people[deed.who[0]].post(f"/sessions/{self.pk}/questions/", text=deed.text)
        self.questions.append(int(answer["object"]["id"].rpartition("-")[2]))
        self.say(f"{deed.who[0]} asks: {deed.text}")

    def _vote(self, deed: Deed) -> None:
        for handle, following in pairwise([*deed.who, ""]):
            self.people[handle].post(f"{self._question(deed)}vote/", on="1")
            if following:
                time.sleep(QUICKEST)
        self.say(f"{', '.join(deed.who)} want question {deed.number} answered.")

    def _answer(self, deed: Deed) -> None:
        """Put the question up, let everybody read along, and finish, also when the time is over meanwhile."""
        host, where = self.people[deed.who[0]], self._question(deed)
        self.people[MODERATOR].post(f"{where}call/")
        self.say(f"{deed.who[0]} answers question {deed.number}.")
        for begun in steps_of(deed.text):
            if time.monotonic() >= self.until:
                break
            time.sleep(STROKE)
            host.post(f"{where}draft/", text=begun)
        host.post(f"{where}answer/", text=deed.text)

    def _park(self, deed: Deed) -> None:
        self.people[deed.who[0]].post(f"{self._question(deed)}park/", words=deed.text)
        self.say(f"{deed.who[0]} parks question {deed.number}: {deed.text}")

    def _question(self, deed: Deed) -> str:
        return f"/questions/{self.questions[deed.number - 1]}/"

    def _leave(self) -> None:
        """End the session if it was begun, call it off if it was not, and sign everybody out; as far as the server is there."""
        with suppress(Away):
            if self.pk:
                self._end()
            for colleague in self.people.values():
                colleague.sign_out()

    def _end(self) -> None:
        host = self.people[HOSTS[0]]
        try:
            host.post(f"/sessions/{self.pk}/end/")
            self.say(f"The session is over. What came of it: {self.base}/sessions/{self.pk}/")
        except NotTaken:  # it never began, or somebody ended it
            with suppress(NotTaken):
                host.post(f"/sessions/{self.pk}/cancel/", words=CALLED_OFF)
                self.say("The session had not begun, and is called off.")
