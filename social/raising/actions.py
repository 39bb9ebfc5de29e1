"""Raising one's hand, lowering it, and giving somebody the floor."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member
from accounts.policy import Refused
from realtime.publish import Change, publish
from social.asking.actions import refuse_hushed
from social.raising.models import Hand
from social.sessions.actions import lock_backstage, lock_session
from social.sessions.models import Session, Stage

NOT_NOW = _("You can raise your hand while the session is on air.")
DOWN = _("This hand is down again.")


@transaction.atomic
def raise_hand(member: Member, pk: int, on: bool) -> Hand | None:
    """Ask for the floor, or not any more; return the hand, which without `on` is down. Said twice it stays what it was."""
    item, session = lock_session(pk)
    policy.require(member, "chat", item)
    if on:
        refuse_hushed(member, session)
        if session.stage != Stage.LIVE:
            raise Refused(NOT_NOW)
    hand = Hand.objects.for_system("the member's own").filter(session=session, member=member).first()
    if on == (hand is not None):
        return hand
    hand = hand or Hand.objects.create(session=session, member=member)
    changes, number = hand_changed(session, hand), hand.pk
    if not on:
        hand.delete()
    publish(changes)
    hand.pk = number
    return hand


@transaction.atomic
def give_floor(member: Member, pk: int, hand_pk: int) -> Hand:
    """Let somebody speak: their next line is marked as asked live, though the chat be closed or slow."""
    session, hand = _lock_hand(member, pk, hand_pk)
    if hand.given_at is None:
        hand.given_at = timezone.now()
        hand.save(update_fields=["given_at"])
        publish(hand_changed(session, hand))
    return hand


@transaction.atomic
def lower_hand(member: Member, pk: int, hand_pk: int) -> None:
    """Take somebody's hand down for them."""
    session, hand = _lock_hand(member, pk, hand_pk)
    changes = hand_changed(session, hand)
    hand.delete()
    publish(changes)


def hand_changed(session: Session, hand: Hand) -> list[Change]:
    """Tell who is behind the stage, and whose hand it is."""
    return [Change(stream, "hand", hand.pk, hand.version) for stream in (session.backstage.stream, f"m{hand.member_id}")]


def _lock_hand(member: Member, pk: int, hand_pk: int) -> tuple[Session, Hand]:
    _item, session = lock_backstage(member, pk, "moderate")
    hand = Hand.objects.for_system("the policy was asked").select_related("member").filter(pk=hand_pk, session=session).first()
    if hand is None:
        raise Refused(DOWN)
    return session, hand
