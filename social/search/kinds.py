"""Posts, comments, groups and people: how each is put into words, and what of it a member is shown."""

from collections.abc import Collection, Iterable

from django.urls import reverse

from accounts import policy
from accounts.models import Member
from social.comments.models import Comment
from social.drawing import place_of
from social.groups.models import Group
from social.items.models import WITH_PAGE, Item, Picture, State
from social.search.models import COMMENT, GROUP, PERSON, POST, Entry
from social.search.registry import Found, Kind, register
from social.search.words import fold
from social.statuses.models import Choice

# Of no use beside a result, and slow to read.
HEAVY = ("data", "reaction_kinds", "audience__group__welcome", "audience__group__ranks_before")
WHY = "an entry is made for everybody; who looks asks visible_to"


def _posts():
    return Item.objects.for_system(WHY).filter(kind=Item.Kind.STATUS)


def _make_posts(pks: Collection[int]) -> list[Entry]:
    """The words of a post, of its pictures for who cannot see them, and of its poll."""
    posts = list(_posts().filter(pk__in=pks, state=State.PUBLISHED).only("audience", "text", "created_at"))
    pictures = Picture.objects.for_system(WHY).filter(item__in=posts).exclude(alt="").values_list("item_id", "alt")
    choices = Choice.objects.for_system(WHY).filter(poll__item__in=posts).values_list("poll__item_id", "text")
    more: dict[int, list[str]] = {}
    for pk, words in [*pictures, *choices] if posts else []:
        more.setdefault(pk, []).append(words)
    return [
        Entry(
            object=post.pk,
            audience_id=post.audience_id,
            item_id=post.pk,
            text=fold(" ".join([post.text, *more.get(post.pk, [])])),
            at=post.created_at,
        )
        for post in posts
    ]


def _found_posts(member: Member, pks: Collection[int]) -> dict[int, Found]:
    posts = Item.objects.visible_to(member).filter(pk__in=pks).select_related("author", "audience__group").defer(*HEAVY)
    return {
        post.pk: Found(reverse("item", args=[post.pk]), "", post.text, post, post.created_at, post.author, place_of(post.audience))
        for post in posts
    }


def _comments():
    return Comment.objects.for_system(WHY)


def _make_comments(pks: Collection[int]) -> list[Entry]:
    """Two queries: SQLite, joining them, would begin with all the items that there are."""
    rows = list(_comments().filter(pk__in=pks, state=State.PUBLISHED).values_list("pk", "item", "text", "created_at"))
    under = Item.objects.for_system(WHY).filter(pk__in={item for _pk, item, _text, _at in rows}, state__in=WITH_PAGE)
    seen_by = dict(under.values_list("pk", "audience"))
    return [
        Entry(object=pk, audience_id=seen_by[item], item_id=item, text=fold(text), at=at) for pk, item, text, at in rows if item in seen_by
    ]


def _found_comments(member: Member, pks: Collection[int]) -> dict[int, Found]:
    comments = Comment.objects.visible_to(member).filter(pk__in=pks, state=State.PUBLISHED)
    return {
        one.pk: Found(reverse("comment", args=[one.pk]), "", one.text, one, one.created_at, one.author, place_of(one.item.audience))
        for one in comments.select_related("author", "item__audience__group").defer(
            "reaction_kinds", "item__text", *(f"item__{name}" for name in HEAVY)
        )
    }


def _groups():
    return Group.objects.for_system(WHY)


def _make_groups(pks: Collection[int]) -> list[Entry]:
    """What the card says. What is inside is not on it."""
    groups = list(_groups().filter(pk__in=pks).prefetch_related("topics"))
    return [Entry(object=group.pk, title=fold(group.name), text=_about(group), at=group.created_at) for group in groups]


def _about(group: Group) -> str:
    return fold(" ".join([group.purpose, *(topic.name for topic in group.topics.all())]))


def _found_groups(member: Member, pks: Collection[int]) -> dict[int, Found]:
    groups = Group.objects.visible_to(member).filter(pk__in=pks)
    return {group.pk: Found(reverse("group", args=[group.slug]), group.name, group.purpose, group) for group in groups}


def _make_people(pks: Collection[int]) -> list[Entry]:
    people = Member.objects.active().filter(pk__in=pks)
    return [
        Entry(
            object=one.pk, member_id=one.pk, title=fold(one.name), text=_said_of(one.handle, one.job, one.unit, one.about), at=one.joined_at
        )
        for one in people
    ]


def _said_of(*words: str) -> str:
    return fold(" ".join(words))


def _found_people(member: Member, pks: Collection[int]) -> dict[int, Found]:
    people = Member.objects.active().filter(policy.people_visible_to(member), pk__in=pks)
    return {one.pk: Found(reverse("profile", args=[one.handle]), one.name, _known(one.job, one.unit, one.about), one) for one in people}


def _known(*words: str) -> str:
    return " · ".join(filter(None, words))


def _comments_on(items: Iterable[int]) -> set[int]:
    return set(_comments().filter(item__in=items).values_list("pk", flat=True))


WORDS, GROUP_CARD, PERSON_LINE = "search/words.html", "search/group.html", "search/person.html"
register(Kind(POST, 1, "item", _posts, _make_posts, _found_posts, WORDS))
register(Kind(COMMENT, 2, "comment", _comments, _make_comments, _found_comments, WORDS, _comments_on))
register(Kind(GROUP, 3, "group", _groups, _make_groups, _found_groups, GROUP_CARD))
register(Kind(PERSON, 4, "member", Member.objects.all, _make_people, _found_people, PERSON_LINE))
