"""The tree of comments under an item."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible, Refused
from realtime.publish import Change, publish
from social import receipts, words
from social.comments.models import DEEPEST, SEGMENT, Comment
from social.items.actions import count_comments, lock_item
from social.items.models import WITH_PAGE, Item, State
from social.kept import TOO_LATE, keep_words, removal, reword, take_words, untell, within_regret
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
PARENT_GONE = _("The comment you answer is not there any more.")
FULL = _("This conversation is full. Start a new post to go on.")


@transaction.atomic
def add_comment(member: Member, item_pk: int, text: str, key: str = "", parent_pk: int | None = None) -> Comment:
    """Answer an item or a comment of it. Its place in the tree is its own, whoever else writes at the same time."""
    item = lock_item(item_pk, WITH_PAGE)
    policy.require(member, "comment", item)
    before = receipts.earlier(member, key, "comment")
    if before is not None:
        return Comment.objects.for_system("the member's own, by its receipt").select_related("item").get(pk=before)
    answered = _answered(item, parent_pk)
    parent = answered if answered is None or answered.depth < DEEPEST else answered.parent
    item.comment_seq += 1
    Item.objects.for_system("locked above").filter(pk=item.pk).update(comment_seq=item.comment_seq, comment_count=F("comment_count") + 1)
    people = words.people_named(text, member)
    comment = Comment.objects.create(
        item=item,
        parent=parent,
        author=member,
        path=_path(parent, item.comment_seq),
        depth=parent.depth + 1 if parent else 0,
        text=text,
        mentions=" ".join(person.handle for person in people),
    )
    _count_replies(parent, 1)
    receipts.keep(member, key, "comment", comment.pk)
    mentioned = [person.pk for person in people]
    told = tell(_news(Notification.Verb.MENTION, comment, item), mentioned)
    replied = {item.author_id, answered.author_id if answered else item.author_id}
    told += tell(_news(Notification.Verb.REPLY, comment, item), replied - set(mentioned))
    publish([Change(item.stream, "comment", comment.pk, comment.version), *told])
    return comment


@transaction.atomic
def edit_comment(member: Member, pk: int, text: str, key: str = "") -> Comment:
    """Change the words of one's own comment. Who is mentioned now and was not before is told."""
    comment = _lock_comment(member, pk)
    policy.require(member, "edit", comment)
    if receipts.repeated(member, key) or text == comment.text:
        return comment
    told = tell(_news(Notification.Verb.MENTION, comment, comment.item, member), reword(comment, member, text))
    publish([Change(comment.item.stream, "comment", comment.pk, comment.version), *told])
    return comment


@transaction.atomic
def delete_comment(member: Member, pk: int, key: str = "", reason: str = "") -> Comment:
    """Take a comment away; its words wait out of sight, so that it can be brought back. Its place stays while answers hang on it."""
    comment = _seen(member, pk, Comment.objects.visible_to(member))
    item = lock_item(comment.item_id, WITH_PAGE)
    comment = _lock_comment(member, pk, standing=False)
    if receipts.repeated(member, key) or comment.state == State.DELETED:
        return comment
    policy.require(member, "delete", comment)
    keep_words(comment)
    comment.state, comment.text, comment.version = State.DELETED, "", comment.version + 1
    comment.deleted_by, comment.deleted_at = member, timezone.now()
    comment.save(update_fields=["state", "text", "version", "deleted_by", "deleted_at"])
    count_comments(item, -1)
    news = News(Notification.Verb.REMOVED, removal(comment), member.pk, item.audience_id, item.pk, comment.pk, words=reason)
    told = tell(news, [comment.author_id])
    publish([*(Change(item.stream, "comment", gone.pk, gone.version) for gone in [comment, *_let_go(comment)]), *told])
    return comment


@transaction.atomic
def restore_comment(member: Member, pk: int, key: str = "") -> Comment:
    """Undo one's own deletion while the words are still kept."""
    comment = _seen(member, pk, Comment.objects.visible_to(member))
    item = lock_item(comment.item_id, WITH_PAGE)
    comment = _lock_comment(member, pk, standing=False)
    require_restorable(member, comment)
    if receipts.repeated(member, key) or comment.state == State.PUBLISHED:
        return comment
    untold = untell(comment)
    back = _come_back(comment)
    comment.text, comment.state, comment.version = take_words(comment), State.PUBLISHED, comment.version + 1
    comment.deleted_by, comment.deleted_at = None, None
    comment.save(update_fields=["text", "state", "version", "deleted_by", "deleted_at"])
    count_comments(item, 1)
    publish([*(Change(item.stream, "comment", one.pk, one.version) for one in [comment, *back]), *untold])
    return comment


def require_restorable(member: Member, comment: Comment) -> None:
    """Raise unless the member may bring the comment back, or it is there again already."""
    policy.require(member, "delete", comment)
    if comment.state == State.PUBLISHED:
        return
    if not (comment.deleted_by_id == member.pk and within_regret(comment)):
        raise Refused(TOO_LATE)


def _answered(item: Item, parent_pk: int | None) -> Comment | None:
    if parent_pk is None:
        return None
    found = Comment.objects.for_system("of the item that was asked about").select_related("parent").filter(pk=parent_pk, item=item)
    answered = found.filter(state=State.PUBLISHED).first()
    if answered is None:
        raise Refused(PARENT_GONE)
    return answered


def _path(parent: Comment | None, number: int) -> str:
    if number >= len(DIGITS) ** SEGMENT:
        raise Refused(FULL)
    digits = ""
    for _place in range(SEGMENT):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return f"{parent.path}.{digits}" if parent else digits


def _news(verb: str, comment: Comment, item: Item, actor: Member | None = None) -> News:
    return News(verb, f"c{comment.pk}", (actor or comment.author).pk, item.audience_id, item.pk, comment.pk)


def _lock_comment(member: Member, pk: int, standing: bool = True) -> Comment:
    locked = Comment.objects.visible_to(member).select_for_update(no_key=True, of=("self",)).select_related("item__audience", "author")
    return _seen(member, pk, locked.filter(state=State.PUBLISHED) if standing else locked)


def _seen(member: Member, pk: int, comments) -> Comment:
    comment = comments.filter(pk=pk).first()
    if comment is None:
        raise NotVisible
    return comment


def _count_replies(comment: Comment | None, change: int) -> None:
    if comment is not None:
        Comment.objects.for_system("under the item's lock").filter(pk=comment.pk).update(reply_count=F("reply_count") + change)


def _come_back(comment: Comment) -> list[Comment]:
    """Count the answer at its parent again; return the deleted comments that stand again because of it."""
    back, answer = [], comment
    while answer.reply_count == 0 and answer.parent_id:
        parent = Comment.objects.for_system("under the item's lock").get(pk=answer.parent_id)
        _count_replies(parent, 1)
        if parent.state != State.DELETED or parent.reply_count:
            break
        back.append(parent)
        answer = parent
    return back


def _let_go(comment: Comment) -> list[Comment]:
    """Take the answer out of its parent's count; return the deleted comments that nothing hangs on any more."""
    gone, answer = [], comment
    while answer.reply_count == 0 and answer.parent_id:
        _count_replies(Comment(pk=answer.parent_id), -1)
        parent = Comment.objects.for_system("under the item's lock").get(pk=answer.parent_id)
        if parent.state != State.DELETED or parent.reply_count:
            break
        gone.append(parent)
        answer = parent
    return gone
