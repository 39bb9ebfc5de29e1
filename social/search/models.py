"""What can be found: a row a thing, with its words as they are compared."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import policy
from accounts.guard import Guarded, GuardedQuerySet
from accounts.models import Audience, Member
from social.groups.models import Group
from social.items.models import Item

POST, COMMENT, GROUP, PERSON = "post", "comment", "group", "person"
SESSION, QUESTION, LINE = "session", "question", "line"
ELSEWHERE = {GROUP, PERSON}  # who may see these is not asked of an audience of the entry


class EntryQuerySet(GuardedQuerySet):
    def visible_to(self, member, kinds=None):
        """What belongs to an audience by that, a group by who may see its card or inside, a person by who may see them.

        `kinds`: when only these are looked for, the database is not asked about the others.
        """
        seen = policy.visible_to(member) if kinds is None or set(kinds) - ELSEWHERE else Q(pk__in=[])
        if kinds is None or GROUP in kinds:
            seen |= Q(kind=GROUP, object__in=Group.objects.visible_to(member).values("pk"))
        if kinds is None or PERSON in kinds:
            people = Member.objects.active().filter(policy.people_visible_to(member))
            seen |= Q(kind=PERSON, member__in=people.values("pk"))
        scoped = self.filter(seen)
        scoped.query.scope = f"visible to {member.pk if member else None}"
        return scoped


class Entry(Guarded):
    """Where `object` of a kind is found. Its id is made of its time, so that the order of ids is that of time.

    `title` and `text`: bare words (social/search/words.py); the database keeps the index of them by itself.
    `audience` is that of `item`, for a post and for what hangs on it; groups and people are looked up where they are.
    """

    id = models.BigAutoField(primary_key=True)  # given by us; so called, because SQLite keeps its rows by it
    kind = models.CharField(max_length=12)
    object = models.BigIntegerField()
    audience = models.ForeignKey(Audience, models.CASCADE, null=True, db_index=False, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="+")
    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object"], name="one_entry")]
