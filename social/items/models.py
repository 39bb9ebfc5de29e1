"""The one row for everything shared."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.guard import Guarded
from accounts.models import Audience


class State(models.TextChoices):
    """`scheduled`: only its author knows of it. `removed`: its words are gone, what was said below it stands."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    REMOVED = "removed"
    DELETED = "deleted"


MOST_PICTURES = 4
TOO_MANY = _("At most %(n)d pictures.")
REGRET = timedelta(minutes=10)  # so long a deletion can be undone
# An item in one of these has a page with its conversation; only a published one is in any list.
WITH_PAGE = (State.PUBLISHED, State.REMOVED)


class Topic(models.Model):
    """A word with a # that things are found by. `slug` is how it is written, in small letters, without the #."""

    slug = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=50)


class Item(Guarded):
    """Something a member shared with an audience: what a feed, a card, a comment or a reaction needs to know.

    `version` rises with every change of what a row shows; `comment_seq` numbers the comments ever written.
    `mentions`: the handles of people in the text, so that drawing it needs no query. `reaction_kinds`: how many of each.
    `shared`: the item that this one passes on. `title`: of the kinds that have one.
    `data`: what a note says (kind NOTE: the house's own words in a place), what the row of a session says of it.
    `deleted_at`: until its words are wiped it can be brought back; none when there is nothing left to bring back.
    `due_at`: when a scheduled item is published. `seen_count`: how many members had it on screen.
    """

    class Kind(models.TextChoices):
        STATUS = "status"
        NOTE = "note"
        SESSION = "session"

    policy_path = "audience"
    policy_shown = {"state": State.PUBLISHED}
    policy_stands = {"state__in": WITH_PAGE}

    kind = models.CharField(max_length=12, choices=Kind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="items")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="items")
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    mentions = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    comment_seq = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    reaction_count = models.PositiveIntegerField(default=0)
    reaction_kinds = models.JSONField(default=dict)
    seen_count = models.PositiveIntegerField(default=0)
    shared = models.ForeignKey("self", models.SET_NULL, null=True, related_name="shares")
    topics = models.ManyToManyField(Topic, related_name="items")
    data = models.JSONField(default=dict)
    pinned_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["audience", "state", "-id"], name="item_by_audience"),
            models.Index(fields=["state", "-id"], name="item_by_age"),
            models.Index(fields=["author", "-id"], name="item_by_author"),
            models.Index(fields=["audience", "-pinned_at"], condition=models.Q(pinned_at__isnull=False), name="item_pinned"),
            models.Index(fields=["audience", "state", "-id"], condition=models.Q(announced_at__isnull=False), name="item_announced"),
            models.Index(fields=["due_at"], condition=models.Q(state="scheduled"), name="item_due"),
        ]

    @property
    def stream(self) -> str:
        return f"i{self.pk}"

    @property
    def deleted_by_author(self) -> bool:
        return self.deleted_by_id is None or self.deleted_by_id == self.author_id


class Picture(Guarded):
    """A picture in an item, with the words for who cannot see it."""

    policy_path = "item__audience"
    policy_shown = {"item__state": State.PUBLISHED}

    item = models.ForeignKey(Item, models.CASCADE, related_name="pictures")
    file = models.ForeignKey("media.File", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "pk"]


class Revision(Guarded):
    """The words of an item, or of the comment of it, as they were before an edit or a deletion. `wiped_at`: taken away for good."""

    policy_path = "item__audience"
    policy_shown = {"item__state__in": WITH_PAGE}

    item = models.ForeignKey(Item, models.CASCADE, related_name="revisions")
    comment = models.ForeignKey("social.Comment", models.CASCADE, null=True, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
