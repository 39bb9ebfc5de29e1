"""Comments: one tree of any depth under an item."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.guard import Guarded
from social.items.models import WITH_PAGE, Item, State

SEGMENT = 4  # base36 digits of a comment's number in its item: 1,679,615 comments
DEEPEST = 200

# What a page shows: comments, and deleted ones as long as answers hang on them.
STANDING = Q(state=State.PUBLISHED) | Q(reply_count__gt=0)


class Comment(Guarded):
    """An answer to an item or to another comment. A deleted one stays, empty, while answers hang on it.

    `path` is the parent's path, a dot, and the comment's number in the item, in four base36 digits:
    compared as bytes it orders the tree depth first. `reply_count`: the answers that still stand under it.
    `mentions`: the handles of people in the text, so that drawing it needs no query.
    """

    policy_path = "item__audience"
    policy_shown = {"item__state__in": WITH_PAGE}

    item = models.ForeignKey(Item, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    path = models.CharField(max_length=(SEGMENT + 1) * (DEEPEST + 1))
    depth = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    text = models.TextField(blank=True)
    mentions = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    reaction_count = models.PositiveIntegerField(default=0)
    reaction_kinds = models.JSONField(default=dict)
    reply_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "path"], name="one_comment_per_path")]

    @property
    def audience(self):
        return self.item.audience

    @property
    def deleted_by_author(self) -> bool:
        return self.deleted_by_id is None or self.deleted_by_id == self.author_id

    @property
    def stands(self) -> bool:
        return self.state == State.PUBLISHED or self.reply_count > 0
