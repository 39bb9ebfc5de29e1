"""Two sessions with the leaders: one that was, with what came of it, and one next week. Their posts stand in the story of the square."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from accounts.models import Audience, Delegation, Member, Membership
from accounts.roles import Rank
from plein.demo import gallery
from plein.demo.scenes import SCENES
from social.asking.models import Fate, Question, QuestionVote
from social.chatting.models import Line
from social.items.models import Item, Picture
from social.promising.models import Promise
from social.session_card import write_card
from social.sessions.models import Coming, Session, Stage

WHY = "the demo writes everything"
HOUR = Path(__file__).parent / "stories" / "hour.txt"
SAID = re.compile(r"(?P<sign>[>?=x+!]) (?P<who>[\w-]+)(?: (?P<votes>\d+))?: (?P<text>.*?)(?: // (?P<reason>.+))?$")
PAST, NEXT = "De strategie voor de komende vijf jaar", "De roosters van het nieuwe jaar"
PACE = timedelta(seconds=100)
COVERS = {
    PAST: ("bridge", 0.25, "Een blauwe trein met een gele neus rijdt over een brug met bogen"),
    NEXT: ("platform", 0.36, "Iemand met een koffer wacht op een perron, de zon gaat onder"),
}
FATES = {"x": Fate.PARKED, "+": Fate.OPEN}


def air(members: dict[str, Member], now: datetime) -> None:
    """Make sessions of the posts that announce them; a secretary prepares what the director hosts."""
    Delegation.objects.create(leader=members["marijke"], delegate=members["ilse"], since=now - timedelta(days=60))
    past = _session(members, PAST, "Een uur met de directie over de strategie", ["marijke", "cor"], now - timedelta(days=9), Stage.ENDED)
    _tell(past, members)
    coming = _session(members, NEXT, "De roosters van het nieuwe jaar", ["cor"], now + timedelta(days=7), Stage.SCHEDULED)
    _ask(coming, members["yusuf"], "Blijft de vroege dienst op zondag bestaan?", 8, members)
    _ask(coming, members["elif"], "Kunnen we diensten ruilen in de app?", 14, members)
    Coming.objects.bulk_create(Coming(session=coming, member=members[handle]) for handle in ("max", "elif", "yusuf", "bram", "nora"))
    Session.objects.for_system(WHY).filter(pk=coming.pk).update(coming_count=5, question_count=2)


def _session(members: dict[str, Member], begins: str, title: str, hosts: list[str], day: datetime, stage: Stage) -> Session:
    item = Item.objects.for_system(WHY).get(text__startswith=begins)
    backstage = Audience.objects.create(
        kind=Audience.Kind.LISTED, post_rank=Rank.NOBODY, comment_rank=Rank.NOBODY, invite_rank=Rank.NOBODY, upload_rank=Rank.NOBODY
    )
    ranks = dict.fromkeys(hosts, Rank.OWNER) | {"sem": Rank.MODERATOR}
    Membership.objects.bulk_create(Membership(audience=backstage, member=members[handle], rank=rank) for handle, rank in ranks.items())
    starts = day.replace(minute=0, second=0, microsecond=0)
    over = stage == Stage.ENDED
    item.kind, item.title = Item.Kind.SESSION, title
    item.save(update_fields=["kind", "title"])
    _hang(item, *COVERS[begins])
    session = Session.objects.create(
        item=item,
        backstage=backstage,
        starts_at=starts,
        language="nl",
        stage=stage,
        began_at=starts if over else None,
        ended_at=starts + timedelta(hours=1) if over else None,
        takes_anonymous=True,
        lobby_told=over,
    )
    write_card(session)
    return session


def _hang(item: Item, scene: str, top: float, alt: str) -> None:
    """Cut a wide strip out of the scene, from this part of its height on."""
    whole = SCENES[scene]()
    strip = whole.crop((0, round(top * whole.height), whole.width, round((top + 0.5) * whole.height)))
    file = gallery.hang(strip, item.author, f"{scene}.webp", item.created_at, item.audience)
    Picture.objects.create(item=item, file=file, alt=alt)


def _ask(session: Session, author: Member | None, text: str, votes: int, members: dict[str, Member], **fields) -> Question:
    fields = {"asked_at": session.item.created_at + timedelta(hours=2), "votes": votes} | fields
    question = Question.objects.create(item=session.item, audience=session.item.audience, author=author, text=text, **fields)
    others = [member for member in members.values() if not member.is_guest and member != author]
    voters = ([author] if author else []) + others[: votes - bool(author)]
    QuestionVote.objects.bulk_create(QuestionVote(question=question, member=member) for member in voters)
    return question


def _tell(session: Session, members: dict[str, Member]) -> None:
    """The hour as it was told: a line, a question and its answer after the other."""
    at, chapter, asked = session.starts_at, None, 0
    for line in HOUR.read_text(encoding="utf-8").splitlines():
        said, at = SAID.match(line), at + PACE
        member = members.get(said["who"])
        if said["sign"] == ">":
            Line.objects.create(
                item=session.item,
                audience=session.item.audience,
                author=member,
                text=said["text"],
                created_at=at,
                chapter=chapter,
                by_host=session.backstage.memberships.filter(member=member, rank=Rank.OWNER).exists(),
            )
        elif said["sign"] == "=":
            chapter.answer, chapter.answered_by, chapter.answered_at, chapter.fate = said["text"], member, at, Fate.ANSWERED
            chapter.save()
        elif said["sign"] == "!":
            _promise(chapter, member, said["text"], at.date() + timedelta(days=int(said["reason"])))
        else:
            fate = FATES.get(said["sign"], Fate.ANSWERING)
            fields = {"fate": fate, "reason": said["reason"] or "", "called_at": at}
            question, asked = _ask(session, member, said["text"], int(said["votes"]), members, **fields), asked + 1
            chapter = question if said["sign"] == "?" else chapter
    Session.objects.for_system(WHY).filter(pk=session.pk).update(question_count=asked, came_count=len(members) * 3 // 5)


def _promise(question: Question, owner: Member, text: str, due: date) -> None:
    promise = Promise.objects.create(question=question, owner=owner, text=text, due=due, reminded=True)
    question.promises = [{"id": promise.pk, "text": text, "by": owner.name, "due": due.isoformat(), "report": ""}]
    question.save(update_fields=["promises"])
