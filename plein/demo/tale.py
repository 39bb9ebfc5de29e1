"""How the stories in plein/demo/stories are written down, and read.

Posts of a place are separated by a line `--`. A post begins `6d 08:12 femke +anouk teun`: six days ago, at 08:12, by
Femke, liked by two. `[bridge | what is on it]` is a picture. `>> 25m bram +femke: text` answers the last line with
one `>`, 25 minutes later.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

STORIES = Path(__file__).parent / "stories"
LIKED = r"(?: \+(?P<liked>[a-z ]+))?"
POST = re.compile(rf"(?:(?P<days>\d+)d (?P<time>\d\d:\d\d)|(?P<minutes>\d+)m ago) (?P<author>[a-z]+){LIKED}$")
ANSWER = re.compile(rf"(?P<depth>>+) (?P<later>\d+)(?P<unit>[mhd]) (?P<author>[a-z]+){LIKED}: (?P<text>.+)$")
PICTURE = re.compile(r"\[(?P<name>[a-z]+) \| (?P<alt>.+)\]$")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(slots=True)
class Said:
    """A post or an answer, with what hangs on it. People are handles or ids, as the teller has them."""

    author: str | int
    at: datetime
    text: str
    liked: list = field(default_factory=list)
    answers: list["Said"] = field(default_factory=list)
    picture: tuple[str, str] | None = None

    def walk(self) -> Iterable["Said"]:
        """Everything below this, parents first."""
        for answer in self.answers:
            yield answer
            yield from answer.walk()


def stories_of(place: str, now: datetime) -> list[Said]:
    """Return the posts told in `place`, oldest first, none later than `now`."""
    posts = (STORIES / f"{place}.txt").read_text(encoding="utf-8").split("\n--\n")
    return [_post(post.strip("\n").split("\n"), now) for post in posts]


def _post(lines: list[str], now: datetime) -> Said:
    head = POST.match(lines[0])
    post = Said(head["author"], _time(head, now), "", _liked(head))
    body, line_of = [], {0: post}
    for line in lines[1:]:
        if answer := ANSWER.match(line):
            depth = len(answer["depth"])
            line_of[depth] = _answer(answer, line_of[depth - 1], now)
        elif picture := PICTURE.match(line):
            post.picture = (picture["name"], picture["alt"])
        else:
            body.append(line)
    post.text = "\n".join(body).strip()
    return post


def _answer(found: re.Match, to: Said, now: datetime) -> Said:
    at = to.at + timedelta(**{UNITS[found["unit"]]: int(found["later"])})
    said = Said(found["author"], min(at, now), found["text"], _liked(found))
    to.answers.append(said)
    return said


def _time(head: re.Match, now: datetime) -> datetime:
    if head["minutes"]:
        return now - timedelta(minutes=int(head["minutes"]))
    hour, minute = head["time"].split(":")
    day = timezone.localtime(now) - timedelta(days=int(head["days"]))
    return day.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)


def _liked(found: re.Match) -> list[str]:
    return (found["liked"] or "").split()
