"""What makes a town of rows look lived in: topics, a poll, praise, an announcement, what is pinned, and who has read up to where."""

from datetime import datetime, timedelta

from django.db.models import Max

from accounts.models import Member, Membership
from plein.demo.pen import Place
from social.groups.models import Group
from social.items.models import Item, Topic
from social.marks.models import ReadMark
from social.statuses.models import Choice, Poll, Praise, Vote
from social.topics import name_topics

WHY = "the demo writes everything"
PINNED = {"reisinformatie", "veiligheid", "app-makers", "nieuw-hier"}
POLL = ("What should we build next?", ("Offline tickets check", "Swap a shift from the app", "The lost property list"))
ANNOUNCED, PRAISED = "Zaterdag tussen 6 en 7 uur", ("Noor heeft haar eerste zelfstandige deurrevisie", "noor")
WELCOME = {
    "nieuw-hier": "Fijn dat je er bent. Stel gerust je eerste vraag; wie hier al langer is leest mee en antwoordt.",
    "women-on-track": "Good that you are here. Read back a little, and tell us who you are if you like.",
}
TOPICS = {"energy": "energie", "veiligheid": "veiligheid", "fotoclub": "fotografie", "app-makers": "app", "lindekerk": "lindekerk"}
BEHIND = timedelta(days=3)  # so far back everybody has read


def settle(places: dict[str, Place], members: dict[str, Member], now: datetime) -> None:
    """Give the written town its life."""
    items = Item.objects.for_system(WHY)
    for item in items.filter(text__contains="#"):
        name_topics(item)
    for slug, place in places.items():
        _furnish(slug, place, items)
    items.filter(text__startswith=ANNOUNCED).update(announced_at=now - timedelta(days=1))
    praising = items.filter(text__startswith=PRAISED[0]).get()
    Praise.objects.create(item=praising, member=members[PRAISED[1]])
    _ask_everybody(items.filter(text__startswith=POLL[0]).get(), places["app-makers"])
    _have_read(places, members, now)


def _furnish(slug: str, place: Place, items) -> None:
    group = Group.objects.for_system(WHY).filter(audience=place.audience).first()
    if group is None:
        return
    if slug in PINNED:
        first = items.filter(audience=place.audience).order_by("pk").first()
        items.filter(pk=first.pk).update(pinned_at=first.created_at + timedelta(hours=1))
    if slug in WELCOME:
        Group.objects.for_system(WHY).filter(pk=group.pk).update(welcome=WELCOME[slug])
    if slug in TOPICS:
        group.topics.set(Topic.objects.filter(slug=TOPICS[slug]))


def _ask_everybody(item: Item, place: Place) -> None:
    poll = Poll.objects.create(item=item)
    choices = [Choice.objects.create(poll=poll, position=n, text=text) for n, text in enumerate(POLL[1])]
    voters = [member for member in place.rows if member != item.author_id]
    Vote.objects.bulk_create(Vote(choice=choices[(1, 1, 0, 1, 2)[n % 5]], member_id=member) for n, member in enumerate(voters))
    for choice in choices:
        choice.votes = Vote.objects.for_system(WHY).filter(choice=choice).count()
        choice.save(update_fields=["votes"])
    item.data["poll"] = {
        "multiple": False,
        "closes": None,
        "choices": [[choice.pk, choice.text] for choice in choices],
        "voters": len(voters),
    }
    item.save(update_fields=["data"])


def _have_read(places: dict[str, Place], members: dict[str, Member], now: datetime) -> None:
    read = Item.objects.for_system(WHY).filter(created_at__lt=now - BEHIND).values("audience").annotate(newest=Max("pk"))
    newest = {row["audience"]: row["newest"] for row in read}
    square = places["square"].audience.pk
    seen = [(member.pk, square) for member in members.values() if not member.is_guest]
    seen += Membership.objects.values_list("member_id", "audience_id")
    ReadMark.objects.bulk_create(
        ReadMark(member_id=member, audience_id=place, up_to=newest[place]) for member, place in seen if place in newest
    )
