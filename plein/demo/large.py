"""An organisation of thousands, for measuring: the same one every time, each batch a transaction of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Member
from accounts.organisation import organisation
from plein.demo import people
from plein.demo.chatter import Chatter
from plein.demo.circles import found_circles
from plein.demo.crowd import invent_people
from plein.demo.pen import Pen, Place
from plein.demo.tale import Said
from social.search.actions import rebuild

LEAST = 40  # members
SEED = 1839
BATCH = 4000  # posts in one transaction
DAYS = 730
ON_SQUARE = 0.15
HOURS = (6, 7, 8, 8, 9, 9, 9, 10, 10, 11, 12, 13, 13, 14, 15, 16, 17, 19, 21, 23)


class Size(NamedTuple):
    """How large; `thread`: comments under the one long post, on the square."""

    members: int
    items: int
    groups: int
    thread: int


def fill(size: Size, say: Callable[[str], None]) -> None:
    """Fill an empty database and let it learn what is in it."""
    dice, now = Random(SEED), timezone.now()  # noqa: S311 - invented people, no secrets
    with transaction.atomic():
        members = people.invite(invent_people(size.members, dice), now)
        places = found_circles(size.groups, list(members.values()), now, dice)
    say(f"{len(members)} people in {len(places)} groups")
    house = _Talk(members, places, size, now, dice)
    posts = house.posts()
    while some := list(islice(posts, BATCH)):
        house.pen.write(some)
        say(f"{house.pen.item} posts, {house.pen.comment} comments")
    house.pen.put_down()
    rebuild(lambda sentence: say(f"found: {sentence}"))
    _learn()


def _learn() -> None:
    """The database counts its rows: without, its plans are guesses."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Talk:
    """Who says what where. Draws everything from the one pair of dice."""

    def __init__(self, members: dict[str, Member], places: list[Place], size: Size, now: datetime, dice: Random):
        self.size, self.now, self.dice, self.chatter = size, now, dice, Chatter(dice)
        self.members = {member.pk: member for member in members.values()}
        guests = people.guests(members)
        self.square = Place(organisation().square, [pk for pk in self.members if pk not in guests])
        self.places, self.weights = places, [len(place.rows) for place in places]
        sleepers = {pk for pk in self.members if dice.random() < 0.05}
        self.pen = Pen({handle: member.pk for handle, member in members.items()}, guests, now, sleepers=sleepers)

    def posts(self) -> Iterator[tuple[Place, Said]]:
        """Every post with its answers, oldest first; the one with the long thread is among the newest."""
        long_at = self.size.items - 1 - self.size.items // 100
        chosen = self.dice.choices(self.places, self.weights, k=self.size.items)
        for number, (at, place) in enumerate(zip(self._times(), chosen, strict=True)):
            if number == long_at or self.dice.random() < ON_SQUARE:
                place = self.square  # noqa: PLW2901
            post = self._post(place, at)
            self._answer(place, post, self.size.thread if number == long_at else self._how_many())
            yield place, post

    def _times(self) -> list[datetime]:
        start = self.now - timedelta(days=DAYS)
        drawn = self.dice.choices(HOURS, k=self.size.items)
        days = [int(self.dice.random() * DAYS) for _item in drawn]
        return sorted(
            start + timedelta(days=day, hours=hour - 24, minutes=self.dice.random() * 60) for day, hour in zip(days, drawn, strict=True)
        )

    def _how_many(self) -> int:
        """Half of the posts are never answered; some are for days."""
        return 0 if self.dice.random() < 0.5 else min(60, int(self.dice.expovariate(1 / 3)))

    def _post(self, place: Place, at: datetime) -> Said:
        author = self._somebody(place)
        named = self.members[self._somebody(place)].handle if self.dice.random() < 0.08 else ""
        return Said(author, at, self.chatter.post(self.members[author].language, named), self._likes(place, 2.5))

    def _answer(self, place: Place, post: Said, count: int) -> None:
        """Hang `count` answers on the post or on one another, each later than the last."""
        said, at = [post], post.at
        pace = min(timedelta(hours=2), (self.now - post.at) / (count + 1))
        for _answer in range(count):
            to = said[0] if self.dice.random() < 0.4 else said[int(self.dice.random() * len(said))]
            at = min(at + pace * self.dice.random() * 2, self.now)
            author = self._somebody(place)
            answer = Said(author, at, self.chatter.answer(self.members[author].language), self._likes(place, 0.3))
            to.answers.append(answer)
            said.append(answer)

    def _somebody(self, place: Place) -> int:
        return place.rows[int(self.dice.random() * len(place.rows))]

    def _likes(self, place: Place, mean: float) -> list[int]:
        count = int(self.dice.expovariate(1 / mean) + 0.5) if mean >= 1 else int(self.dice.random() < mean)
        return list({self._somebody(place) for _like in range(count)})
