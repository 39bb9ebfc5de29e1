"""Merenlijn as it is shown: a hundred and fifty people, eighteen groups, the stories of the last months, faces and pictures."""

from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import Audience, Member, Membership, Organisation
from accounts.organisation import organisation
from accounts.roles import Rank
from media.models import File
from plein.demo import gallery, hours, life, people
from plein.demo.cast import CAST
from plein.demo.faces import draw_face
from plein.demo.groups import CIRCLES, Circle
from plein.demo.pen import Pen, Place
from plein.demo.scenes import SCENES, lakes
from plein.demo.tale import Said, stories_of
from social.groups.models import Ask, Group
from social.items.models import Item, Picture
from social.notifications.models import Notification

NAME = "Merenlijn"
WELCOME = """Welkom op het plein van Merenlijn.

Hier vertellen we elkaar wat er op de lijn gebeurt: van de werkplaats in Lindekerk tot het laatste perron aan het water. \
Ben je nieuw? Zeg even hallo, kijk welke groepen er zijn, en vraag wat je wilt weten. Wie het weet, antwoordt."""
NODS = (0, 0, 0, 1, 1, 2, 3)  # who else likes a text
BEGAN = timedelta(days=120)


def fill() -> None:
    """Fill an empty database, all or nothing."""
    now = timezone.now()
    faces = {person.handle: draw_face(person.look, number) for number, person in enumerate(CAST, 1) if person.look}
    with transaction.atomic():
        members = people.invite(CAST, now)
        for handle, face in faces.items():
            gallery.wear(members[handle], face)
        places = _places(members, now)
        _welcome(members["ada"], now)
        pen = Pen({handle: member.pk for handle, member in members.items()}, people.guests(members), now)
        told = [(places[name], _by_id(post, pen)) for name in places for post in stories_of(name, now)]
        told.sort(key=lambda pair: pair[1].at)
        _nod(told, pen)
        _illustrate(pen.write(told), [post for _place, post in told], members)
        pen.put_down()
        _ask(members, places, now)
        life.settle(places, members, now)
        hours.air(members, now)


def _by_id(said: Said, pen: Pen) -> Said:
    """Put ids where the story has handles."""
    for one in [said, *said.walk()]:
        one.author, one.liked = pen.handles[one.author], [pen.handles[handle] for handle in one.liked]
    return said


def _nod(told: list[tuple[Place, Said]], pen: Pen) -> None:
    """Colleagues who say nothing like what they read, now and then, and those of a group more often than others."""
    dice, everybody = Random(1839), sorted(set(pen.handles.values()) - pen.guests)  # noqa: S311 - the same demo each time
    for place, post in told:
        near = place.rows or everybody
        for said in [post, *post.walk()]:
            likers = dice.sample(near, min(len(near), dice.choice(NODS)))
            said.liked = list(dict.fromkeys([*said.liked, *(one for one in likers if one != said.author)]))


def _places(members: dict[str, Member], now: datetime) -> dict[str, Place]:
    house = organisation()
    house.name = NAME
    house.save(update_fields=["name"])
    groups = {circle.slug: _found(circle, house.square, members, now) for circle in CIRCLES}
    return {"square": Place(house.square), **groups}


def _welcome(admin: Member, now: datetime) -> None:
    """What is seen beside the sign-in, and the words above a newcomer's first page."""
    file = gallery.hang(lakes(), admin, "lakes.webp", now - BEGAN, kind=File.Kind.WELCOME)
    Organisation.objects.update(sign_in_picture=f"{file.pk}/w1280", welcome=WELCOME)


def _found(circle: Circle, square: Audience, members: dict[str, Member], now: datetime) -> Place:
    audience = Audience.objects.create(kind=Audience.Kind.EVERYONE if circle.kind == Group.Kind.OPEN else Audience.Kind.LISTED)
    secret = circle.kind == Group.Kind.SECRET
    ranked = [(members[word.rstrip("*")], Rank.MODERATOR if "*" in word else Rank.MEMBER) for word in circle.people.split()]
    owner = ranked[0][0]
    group = Group.objects.create(
        audience=audience,
        card_audience=audience if secret else square,
        kind=circle.kind,
        name=circle.name,
        slug=f"{circle.slug}-{sha256(circle.slug.encode()).hexdigest()[:10]}" if secret else circle.slug,
        purpose=circle.purpose,
        member_count=len(ranked),
        created_by=owner,
        created_at=now - BEGAN,
    )
    rows = [Membership(audience=audience, member=owner, rank=Rank.OWNER, since=now - BEGAN)]
    rows += [Membership(audience=audience, member=member, rank=rank, since=now - BEGAN) for member, rank in ranked[1:]]
    Membership.objects.bulk_create(rows)
    if circle.kind != Group.Kind.OPEN:
        _admit(group, owner, rows[1:])
    return Place(audience, [row.member_id for row in rows])


def _admit(group: Group, owner: Member, rows: list[Membership]) -> None:
    Notification.objects.bulk_create(
        Notification(
            member=row.member, verb=Notification.Verb.ADMISSION, actor=owner, audience=group.audience, group=group,
            thread=f"admission-g{group.pk}", event=f"in{row.pk}", at=row.since, read_at=row.since + timedelta(hours=3),
        )
        for row in rows
    )  # fmt: skip


def _illustrate(items: list[Item], posts: list[Said], members: dict[str, Member]) -> None:
    by_id = {member.pk: member for member in members.values()}
    for item, post in zip(items, posts, strict=True):
        if post.picture:
            name, alt = post.picture
            file = gallery.hang(SCENES[name](), by_id[item.author_id], f"{name}.webp", item.created_at, item.audience)
            Picture.objects.create(item=item, file=file, alt=alt)


def _ask(members: dict[str, Member], places: dict[str, Place], now: datetime) -> None:
    """Some wait to be let in, and whoever may let them in was told."""
    at = now - timedelta(hours=5)
    for circle in CIRCLES:
        for handle, words in circle.asks:
            place = places[circle.slug]
            ask = Ask.objects.create(group=place.audience.group, member=members[handle], words=words, at=at)
            deciders = Membership.objects.filter(audience=place.audience, rank__gte=Rank.MODERATOR)
            for decider in deciders.order_by("-rank", "pk"):
                Notification.objects.create(
                    member_id=decider.member_id, verb=Notification.Verb.ASK, actor=ask.member, audience=place.audience,
                    group=ask.group, thread=f"ask-g{ask.group_id}", event=f"ask{ask.pk}", at=at,
                )  # fmt: skip
