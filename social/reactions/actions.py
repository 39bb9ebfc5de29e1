"""One reaction a member and thing, of one kind. Said twice it stays what it was."""

from django.db import transaction
from django.db.models import F

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible
from realtime.publish import Change, publish
from social.comments.models import Comment
from social.items.actions import lock_item
from social.items.models import Item, State
from social.reactions.models import Kind, Reaction, kinds_of


@transaction.atomic
def react(member: Member, item: int | None = None, comment: int | None = None, kind: str = Kind.LIKE) -> Item | Comment:
    """React to the item, or to the comment, or change what kind it is; return the thing with its counts."""
    thing = _lock(member, item, comment)
    own = _own(member, thing).first()
    if own is None:
        about = {"item": thing} if isinstance(thing, Item) else {"item": thing.item, "comment": thing}
        Reaction.objects.create(member=member, kind=kind, **about)
        _count(thing, more=kind)
    elif own.kind != kind:
        _own(member, thing).update(kind=kind)
        _count(thing, more=kind, less=own.kind)
    return thing


@transaction.atomic
def withdraw(member: Member, item: int | None = None, comment: int | None = None) -> Item | Comment:
    """Take the reaction back; return what it was about with its counts."""
    thing = _lock(member, item, comment)
    own = _own(member, thing).first()
    if own is not None:
        _own(member, thing).delete()
        _count(thing, less=own.kind)
    return thing


def _lock(member: Member, item: int | None, comment: int | None) -> Item | Comment:
    thing = lock_item(item) if item is not None else _lock_comment(member, comment)
    policy.require(member, "react", thing)
    return thing


def _lock_comment(member: Member, pk: int | None) -> Comment:
    locked = Comment.objects.visible_to(member).select_for_update(no_key=True, of=("self",)).select_related("item__audience")
    comment = locked.filter(pk=pk, state=State.PUBLISHED).first()
    if comment is None:
        raise NotVisible
    return comment


def _own(member: Member, thing: Item | Comment):
    about = {"item": thing, "comment": None} if isinstance(thing, Item) else {"comment": thing}
    return Reaction.objects.visible_to(member).filter(member=member, **about)


def _count(thing: Item | Comment, more: str = "", less: str = "") -> None:
    """Count one more of a kind, one less of another. A kind that is down to nothing stays, so that open pages hear of it."""
    kinds = dict(kinds_of(thing))
    for kind, change in ((more, 1), (less, -1)):
        if kind:
            kinds[kind] = max(0, kinds.get(kind, 0) + change)
    change = bool(more) - bool(less)
    thing.reaction_count, thing.reaction_kinds = thing.reaction_count + change, kinds
    counted = type(thing).objects.for_system("counted under its lock").filter(pk=thing.pk)
    counted.update(reaction_count=F("reaction_count") + change, reaction_kinds=kinds)
    if isinstance(thing, Item):
        publish([Change(thing.stream, "counts", thing.pk)])
    else:
        publish([Change(thing.item.stream, "comment_counts", thing.pk)])
