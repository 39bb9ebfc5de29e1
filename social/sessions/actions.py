"""Planning a session, changing it, calling it off, and saying that one comes."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Audience, Member, Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from media.models import File
from realtime.models import Stream
from realtime.publish import Change, open_stream, publish
from social import receipts
from social.askers import forget_askers
from social.items.actions import changed, lock_item
from social.items.models import Item
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import BATCH, News, tell_some
from social.session_card import change_cover, write_card
from social.sessions.models import Coming, Session, Stage

NOT_HERE = _("Not everybody you named can see this place.")
OVER = _("This session is over.")
CLOSED = {"post_rank": Rank.NOBODY, "invite_rank": Rank.NOBODY, "upload_rank": Rank.NOBODY}
OPTIONS = ("starts_at", "minutes", "language", "takes_questions", "takes_anonymous", "approves", "slow_seconds")


class Plan(NamedTuple):
    """What is said of a session before it is there. Without `audience` it is for the `guests`, hosts and moderators alone.

    `cover`: an unshared picture of who plans it; `cover_alt`: its words; `no_cover`: the one that is there goes.
    """

    title: str
    about: str
    starts_at: datetime
    hosts: list[Member]
    audience: Audience | None = None
    moderators: Iterable[Member] = ()
    guests: Iterable[Member] = ()
    minutes: int = 60
    language: str = "nl"
    takes_questions: bool = True
    takes_anonymous: bool = False
    approves: bool = False
    slow_seconds: int = 0
    cover: File | None = None
    cover_alt: str = ""
    no_cover: bool = False


def verb_for(audience: Audience) -> str:
    """The verb one needs to plan a session there: for everybody it is not for everybody to call."""
    return "convene" if audience.is_square else "schedule"


@transaction.atomic
def plan_session(member: Member, plan: Plan, key: str = "") -> Session:
    """Put a session on the agenda of its public; the same `key` sent again returns the first one."""
    if plan.audience is not None:
        policy.require(member, verb_for(plan.audience), plan.audience, plan.hosts)
    elif member.is_guest:
        raise Refused(policy.REFUSAL)
    before = receipts.earlier(member, key, "session")
    if before is not None:
        return lock_session(before)[1]
    ranks = {person.pk: Rank.MODERATOR for person in [member, *plan.moderators]} | {person.pk: Rank.OWNER for person in plan.hosts}
    audience = plan.audience or _list({*ranks, *(person.pk for person in plan.guests)})
    _require_inside(ranks, audience)
    backstage = Audience.objects.create(kind=Audience.Kind.LISTED, comment_rank=Rank.NOBODY, **CLOSED)
    _seat(backstage, ranks)
    item = Item.objects.create(kind=Item.Kind.SESSION, author=member, audience=audience, title=plan.title, text=plan.about)
    options = {name: getattr(plan, name) for name in OPTIONS}
    host = member.pk in {person.pk for person in plan.hosts}
    session = Session.objects.create(item=item, backstage=backstage, prepared_by=None if host else member, **options)
    change_cover(item, plan.cover, plan.cover_alt)
    write_card(session)
    receipts.keep(member, key, "session", item.pk)
    open_stream(item.stream, audience.pk)
    rows = Membership.objects.filter(audience__in=[audience, backstage]) if plan.audience is None else backstage.memberships.all()
    heard = [Change(Stream.ACCESS, "member", pk) for pk in sorted(set(rows.values_list("member_id", flat=True)))]
    told = tell(News(Notification.Verb.HOSTING, f"hosting-{item.pk}", member.pk, audience.pk, item.pk), ranks)
    publish([Change(audience.stream, "item", item.pk, item.version), *heard, *told])
    return session


@transaction.atomic
def change_session(member: Member, pk: int, plan: Plan, why: str = "", key: str = "") -> Session:
    """Other words, options, hosts or another time. When it is moved, everybody who was coming is told, with the reason."""
    item, session = lock_backstage(member, pk, "steer")
    if receipts.repeated(member, key):
        return session
    if session.is_over:
        raise Refused(OVER)
    moved = plan.starts_at != session.starts_at
    ranks = {person.pk: Rank.MODERATOR for person in plan.moderators} | {person.pk: Rank.OWNER for person in plan.hosts}
    _require_inside(ranks, item.audience)
    _require_hosts(member, session, plan.hosts)
    heard = _seat(session.backstage, ranks)
    item.title, item.text = plan.title, plan.about
    for name in OPTIONS:
        setattr(session, name, getattr(plan, name))
    if moved:
        session.why, session.lobby_told, session.reminded_day, session.reminded_soon = why, False, False, False
    change_cover(item, plan.cover, plan.cover_alt, plan.no_cover)
    session.version += 1
    session.save()
    write_card(session)
    told = tell_coming(session, member, Notification.Verb.MOVED, f"moved-{pk}-{session.version}", why) if moved else []
    publish([*session_changed(session), *heard, *told])
    return session


@transaction.atomic
def cancel_session(member: Member, pk: int, why: str, key: str = "") -> Session:
    """Call it off; everybody who was coming is told why. Its page stays and says so."""
    item, session = lock_backstage(member, pk, "steer")
    if receipts.repeated(member, key) or session.stage == Stage.CANCELLED:
        return session
    if session.stage != Stage.SCHEDULED:
        raise Refused(OVER)
    session.stage, session.why, session.version = Stage.CANCELLED, why, session.version + 1
    session.save(update_fields=["stage", "why", "version"])
    write_card(session)
    transaction.on_commit(lambda: forget_askers(pk), robust=True)
    told = tell_coming(session, member, Notification.Verb.CALLED_OFF, f"called-off-{pk}", why)
    publish([*session_changed(session), *told])
    return session


@transaction.atomic
def come(member: Member, pk: int, on: bool) -> Session:
    """Say that one means to come, or not any more. Said twice it stays what it was."""
    item, session = lock_session(pk)
    policy.require(member, "attend", item)
    if session.is_over:
        raise Refused(OVER)
    own = Coming.objects.for_system("the member's own").filter(session=session, member=member)
    if on == own.exists():
        return session
    if on:
        Coming.objects.create(session=session, member=member)
    else:
        own.delete()
    session.coming_count += 1 if on else -1
    Session.objects.for_system("counted under the item's lock").filter(pk=pk).update(coming_count=F("coming_count") + (1 if on else -1))
    publish([Change(item.stream, "session_counts", pk)])
    return session


def lock_session(pk: int) -> tuple[Item, Session]:
    """Return a session with its item, whose row is locked before anybody asks the policy; raise NotVisible when there is none."""
    item = lock_item(pk)
    found = Session.objects.for_system("the policy is asked right after").select_related("backstage").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    found.item = item
    return item, found


def lock_backstage(member: Member, pk: int, verb: str) -> tuple[Item, Session]:
    """The same, for who may do this backstage. Who only sees the session hears that they may not."""
    item, session = lock_session(pk)
    require_backstage(member, verb, session)
    return item, session


def require_backstage(member: Member, verb: str, session: Session) -> Rank:
    if not policy.can_see(member, session):
        raise NotVisible
    try:
        return policy.require(member, verb, session.backstage)
    except NotVisible as no:
        raise Refused(policy.REFUSAL) from no


def session_changed(session: Session) -> list[Change]:
    """What to publish when its card and what stands on top of its page changed."""
    return [*changed(session.item), Change(session.item.stream, "session", session.pk, session.version)]


def tell_coming(session: Session, member: Member | None, verb: str, event: str, words: str = "") -> list[Change]:
    """Tell who is coming, and who hosts and moderates. Without `member` the clock says so, to its first host too."""
    coming = Coming.objects.for_system("they are told").filter(session=session).order_by("pk").values_list("member_id", flat=True)
    backstage = session.backstage.memberships.order_by("-rank", "pk").values_list("member_id", flat=True)
    told = [*backstage, *coming]
    news = News(verb, event, member.pk if member else session.item.author_id, session.item.audience_id, session.pk, words=words)
    own = tell_some(news, told[:BATCH]) if member is None else []
    return own + tell(news, told[BATCH:] if member is None else told)


def write_stage(session: Session, **fields) -> None:
    """Write what became of the session, and on its card."""
    for name, value in fields.items():
        setattr(session, name, value)
    session.version += 1
    session.save(update_fields=[*fields, "version"])
    write_card(session)


def leave_backstages(audience: Audience, *left: Member) -> list[Change]:
    """Who does not see the place any more loses what is behind the stage of its sessions; return whose access that changed.

    `left`: whom that may be about; without it everybody, because the place became smaller.
    """
    seats = Membership.objects.filter(audience__backstage_of__item__audience=audience, member__is_active=True)
    seats = seats.filter(member__in=left) if left else seats
    lost = dict(seats.exclude(member__in=policy.readers(audience).values("pk")).values_list("pk", "member_id"))
    Membership.objects.filter(pk__in=lost).delete()
    return [Change(Stream.ACCESS, "member", pk) for pk in sorted(set(lost.values()))]


def _list(people: Iterable[int]) -> Audience:
    ranks = CLOSED | {"comment_rank": Rank.MEMBER, "upload_rank": Rank.MEMBER}  # the cover of the session
    audience = Audience.objects.create(kind=Audience.Kind.LISTED, **ranks)
    Membership.objects.bulk_create(Membership(audience=audience, member_id=pk) for pk in sorted(people))
    return audience


def _require_inside(ranks: dict[int, Rank], audience: Audience) -> None:
    hearings = policy.may_hear(ranks)
    if not all(policy.sees(hearings.get(pk), audience) for pk in ranks):
        raise Refused(NOT_HERE)


def _require_hosts(member: Member, session: Session, hosts: list[Member]) -> None:
    """Other hosts altogether make it another session: that is for who may plan one there. A list of people has no such rule."""
    audience = session.item.audience
    stays = session.backstage.memberships.filter(rank=Rank.OWNER, member__in=hosts).exists()
    if not stays and (audience.is_square or hasattr(audience, "group")):
        policy.require(member, verb_for(audience), audience, hosts)


def _seat(backstage: Audience, ranks: dict[int, Rank]) -> list[Change]:
    """Let exactly these people be backstage; return whose access that changed."""
    before = dict(backstage.memberships.values_list("member_id", "rank"))
    backstage.memberships.exclude(member__in=ranks).delete()
    for pk, rank in ranks.items():
        Membership.objects.update_or_create(audience=backstage, member_id=pk, defaults={"rank": rank})
    differ = {pk for pk in before.keys() | ranks.keys() if before.get(pk) != ranks.get(pk)}
    return [Change(Stream.ACCESS, "member", pk) for pk in sorted(differ)]
