"""What stands on top of a place: for a member the announcement that they have not read, for everybody what is pinned."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextField

from accounts.models import Audience, Member
from social.items.models import Item, State
from social.marks.models import Mark


def with_announcement(member: Member, query: QuerySet, path: str = "pk") -> QuerySet:
    """Let each row say what stands on top of its audience (reached by `path`): the id of the newest one the member has not read."""
    read = Mark.objects.for_system("the viewer's own").filter(member=member, item=OuterRef("pk"), announcement_read=True)
    out = Item.objects.for_system("on top of places that the policy chose").filter(audience=OuterRef(path), state=State.PUBLISHED)
    waiting = out.filter(~Exists(read), announced_at__isnull=False).exclude(author=member).order_by("-pk")
    return query.annotate(announcement=Subquery(waiting.values("pk")[:1]))


class Joined(Subquery):
    """The ids that a query finds, as one text."""

    template = "(SELECT GROUP_CONCAT(found.id) FROM (%(subquery)s) found)"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(SELECT STRING_AGG(found.id::text, ',') FROM (%(subquery)s) found)", **context)


def with_pins(query: QuerySet, path: str = "pk") -> QuerySet:
    """Let each row say what is pinned in its audience (reached by `path`), as `pins`."""
    pinned = Item.objects.for_system("on top of places that the policy chose").filter(audience=OuterRef(path), state=State.PUBLISHED)
    return query.annotate(pins=Joined(pinned.filter(pinned_at__isnull=False).values("id")))


def pinned_in(audience: Audience) -> list[int]:
    """What is pinned in the audience, which was read `with_pins`."""
    return [int(pk) for pk in (audience.pins or "").split(",") if pk]


def announced(audiences: Iterable[Audience]) -> list[int]:
    """What stands on top of these audiences, which were read `with_announcement`."""
    return [one.announcement for one in audiences if one.announcement]
