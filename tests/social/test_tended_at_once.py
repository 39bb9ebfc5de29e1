"""Several people at once: pins, kinds of reactions, a deletion taken back while others write."""

import pytest

from accounts.roles import Rank
from social.comments.actions import add_comment, delete_comment, restore_comment
from social.comments.models import Comment
from social.items.actions import delete_item, restore_item
from social.items.models import Item
from social.kept import PINS
from social.reactions.actions import react, withdraw
from social.reactions.models import Reaction
from social.statuses.actions import publish_status
from social.tending.actions import pin_item
from tests.people import person, square
from tests.social.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_however_many_are_pinned_at_once_there_are_five(people, group):
    club = group("closed", max=Rank.MODERATOR)
    items = [publish_status(people.max, club.audience, f"Post {n}") for n in range(PINS + 3)]
    at_once(*(lambda item=item: pin_item(people.max, item.pk, on=True) for item in items))
    assert Item.objects.for_system("test").filter(pinned_at__isnull=False).count() == PINS


def test_the_counts_of_kinds_are_those_of_the_reactions(people):
    item = publish_status(people.max, square(), "Cake")
    crowd = [person(f"p{n}") for n in range(4)]
    deeds = [lambda one=one, kind=kind: react(one, item=item.pk, kind=kind) for one in crowd for kind in ("love", "sad")]
    at_once(*deeds, lambda: withdraw(crowd[0], item=item.pk))
    item = Item.objects.for_system("test").get()
    given = list(Reaction.objects.for_system("test").values_list("kind", flat=True))
    assert {kind: n for kind, n in item.reaction_kinds.items() if n} == {kind: given.count(kind) for kind in given}
    assert item.reaction_count == len(given)


def test_a_deletion_is_taken_back_while_others_write(people):
    item = publish_status(people.max, square(), "Cake")
    comment = add_comment(people.nora, item.pk, "Mine")
    delete_comment(people.nora, comment.pk)
    at_once(
        lambda: restore_comment(people.nora, comment.pk),
        lambda: restore_comment(people.nora, comment.pk),
        lambda: add_comment(people.cor, item.pk, "And mine"),
        lambda: delete_item(people.max, item.pk),
        lambda: restore_item(people.max, item.pk),
    )
    standing = Comment.objects.for_system("test").filter(state="published").count()
    assert Item.objects.for_system("test").get().comment_count == standing
    assert restore_item(people.max, item.pk).text == "Cake"
