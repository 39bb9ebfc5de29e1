"""One town with every kind of place and every kind of person, for the sweep."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from accounts.models import Audience, Member
from accounts.roles import Rank, Role
from media.models import Blob, File, Rendition
from social.airing.actions import begin_session
from social.asking.actions import ask_question
from social.asking.models import Question
from social.chatting.actions import say_line
from social.chatting.models import Line
from social.comments.actions import add_comment
from social.comments.models import Comment
from social.groups.actions import create_group
from social.groups.models import Ask, Group, Invite
from social.hosting.actions import approve_question
from social.inviting.actions import invite
from social.items.models import Item, Picture, Revision, Topic
from social.joining.actions import remove_member
from social.promising.actions import make_promise
from social.promising.models import Promise
from social.raising.actions import raise_hand
from social.raising.models import Hand
from social.sessions.actions import Plan, plan_session
from social.sessions.models import Session
from social.settling.actions import set_cover
from social.statuses.actions import publish_status
from tests.people import ROLES, People, person, row, square

# Who stands where, written down by hand: the oracle, not the policy. None: cannot see it.
OUT, REACH, MEMBER, MODERATOR, OWNER = None, 0, 10, 20, 30
INSIDERS = {"grace": OWNER, "mo": MODERATOR, "max": MEMBER}
COLLEAGUES = dict.fromkeys(["ada", "eva", "cor", "nora", "rex", "max", "grace", "mo"], REACH)
STANDING = {
    "square": {**COLLEAGUES, "ada": MODERATOR},
    "open": {**COLLEAGUES, **INSIDERS},
    "closed": {**INSIDERS, "gia": MEMBER},
    "secret": {**INSIDERS},
}
# Behind the stage of each session: who hosts it, and who moderates it.
BACKSTAGE = {"square": {"cor": OWNER, "eva": MODERATOR}, **dict.fromkeys(["open", "closed", "secret"], {"grace": OWNER, "mo": MODERATOR})}
VISITORS = ["ada", "grace", "mo", "max", "nora", "gus", "gia", "zed", "eva", "cor", "rex", "nobody"]
CARDS = {"open", "closed"}  # places whose card every colleague sees


@dataclass
class Place:
    """An audience with an item of max and one of the removed, a comment of each, a picture."""

    audience: Audience
    group: Group | None = None
    items: dict[str, Item] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    item_versions: dict[str, Revision] = field(default_factory=dict)
    comment_versions: dict[str, Revision] = field(default_factory=dict)
    picture: File | None = None
    ask: Ask | None = None
    invite: Invite | None = None
    cover: File | None = None
    session: Session | None = None
    session_cover: File | None = None
    questions: dict[str, Question] = field(default_factory=dict)  # by author; that of rex waits
    line: Line | None = None
    promise: Promise | None = None
    hand: Hand | None = None


def standing(handle: str, place: str) -> int | None:
    return STANDING[place].get(handle)


def build(people: People) -> tuple[dict[str, Member], dict[str, Place]]:
    """Make the town through the product's own actions; rex wrote everywhere and was then removed."""
    folk = {handle: getattr(people, handle) for handle in ROLES}
    folk |= {"mo": person("mo"), "rex": person("rex"), "gia": person("gia", roles=int(Role.GUEST))}
    places = {"square": Place(square())}
    for kind in ("open", "closed", "secret"):
        group = create_group(folk["grace"], f"{kind} place", "What it is about", kind)
        row(group.audience, folk["mo"], Rank.MODERATOR)
        row(group.audience, folk["max"])
        row(group.audience, folk["rex"])
        places[kind] = Place(group.audience, group)
    row(places["closed"].audience, folk["gia"])
    for name, place in places.items():
        _fill(name, place, folk)
    places["closed"].ask = Ask.objects.create(group=places["closed"].group, member=folk["cor"])
    for place in places.values():
        if place.group:
            remove_member(folk["grace"], place.group.pk, folk["rex"].pk)
            place.cover = _cover(place, folk["grace"])
    places["closed"].invite = invite(folk["grace"], places["closed"].group.pk, "eva")
    return folk, places


def _fill(name: str, place: Place, folk: dict[str, Member]) -> None:
    for author in ("max", "rex"):
        item = publish_status(folk[author], place.audience, f"Secret words of {name} by {author}")
        item.topics.add(Topic.objects.get_or_create(slug=f"topic-of-{name}", defaults={"name": f"Topic of {name} place"})[0])
        place.items[author] = item
        place.comments[author] = comment = add_comment(folk[author], item.pk, f"Answer in {name} by {author}")
        former = {"item": item, "version": 1, "text": f"Former words of {name}", "at": item.created_at}
        place.item_versions[author] = Revision.objects.create(**former)
        place.comment_versions[author] = Revision.objects.create(**former, comment=comment)
    _air(name, place, folk)
    place.picture = _picture(place, folk["max"], place.audience)
    Picture.objects.create(item=place.items["max"], file=place.picture)


def _air(name: str, place: Place, folk: dict[str, Member]) -> None:
    """A session on air, with a line and a question of max for everybody, and one of rex that waits."""
    host, moderator = ("cor", "eva") if name == "square" else ("grace", "mo")
    planned = {"hosts": [folk[host]], "moderators": [folk[moderator]], "starts_at": timezone.now() + timedelta(minutes=5)}
    place.session_cover = _picture(place, folk[host])
    plan = Plan(title=f"Secret session of {name}", about="", audience=place.audience, approves=True, cover=place.session_cover, **planned)
    place.session = begin_session(folk[host], plan_session(folk[host], plan).pk)
    for author in ("max", "rex"):
        place.questions[author] = ask_question(folk[author], place.session.pk, f"Secret question in {name} by {author}")
    approve_question(folk[moderator], place.questions["max"].pk)
    place.promise = make_promise(folk[host], place.questions["max"].pk, f"Secret promise of {name}", timezone.localdate())
    place.hand = raise_hand(folk["max"], place.session.pk, True)
    place.line = say_line(folk["max"], place.session.pk, f"Secret line of {name}")


def _cover(place: Place, owner: Member) -> File:
    cover = _picture(place, owner)
    set_cover(owner, place.group.pk, cover)
    return cover


def _picture(place: Place, owner: Member, audience: Audience | None = None) -> File:
    """A picture of the owner; without an audience it is not shared yet."""
    blob, _new = Blob.objects.get_or_create(sha256=f"{place.audience.pk:064x}", size=1)
    file = File.objects.create(blob=blob, owner=owner, audience=audience, name="a.png", state=File.State.READY)
    Rendition.objects.create(file=file, blob=blob, name="w320", width=1, height=1, content_type="image/webp")
    return file


def streams(places: dict[str, Place]) -> dict[str, str]:
    """Each stream of the town and the place it belongs to."""
    found = {place.audience.stream: name for name, place in places.items()}
    found |= {place.session.item.stream: name for name, place in places.items()}
    return found | {item.stream: name for name, place in places.items() for item in place.items.values()}


def backstages(places: dict[str, Place]) -> dict[str, str]:
    """Each stream of hosts and moderators, and the place of their session."""
    return {place.session.backstage.stream: name for name, place in places.items()}
