"""Files: the bytes once (Blob), who shared them with whom (File), and what was made of them (Rendition)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts import policy
from accounts.guard import Guarded, GuardedQuerySet
from accounts.models import Audience, Member
from media.sandbox.sizes import WIDTHS, fit


class Blob(models.Model):
    """Bytes, kept once under their SHA-256 in MEDIA_ROOT/<ab>/<cd>/<hash>."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)


class FileQuerySet(GuardedQuerySet):
    def visible_to(self, member):
        """What was shared with an audience of `member`, what they have not shared yet, faces of people they see, the organisation's."""
        shared = policy.visible_to(member, "audience")
        # Exists, not "in": one look at the owner instead of a list of all people at every face.
        people = Member.objects.filter(policy.people_visible_to(member), pk=OuterRef("owner"))
        faces = Q(Exists(people), kind=File.Kind.PORTRAIT)
        unshared = Q(kind=File.Kind.PICTURE, audience=None, owner__in=Member.objects.active().filter(pk=member and member.pk).values("pk"))
        public = Q(kind__in=File.PUBLIC)
        seen = self.filter(shared | faces | unshared | public, **File.policy_shown)
        seen.query.scope = f"visible to {member.pk if member else None}"
        return seen

    def unshared(self, member):
        """The member's own pictures that nobody else sees yet."""
        return self.visible_to(member).filter(owner=member, audience=None, kind=File.Kind.PICTURE)


class File(Guarded):
    """A member's file, seen by its audience. The original is kept but only its renditions are served.

    `kind` "picture" without an audience: not shared yet, only its owner sees it.
    `kind` "portrait": a member's face, one row a person, seen by whoever may see that person; it has no audience.
    `kind` "logo" and "welcome": the organisation's mark and its sign-in picture, at most one of each that is shown, to anybody.
    `state` "gone": withdrawn at `gone_at`; its bytes go a week later, and then `blob` is None.
    `width` and `height`: of the upright original, in pixels.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture"
        PORTRAIT = "portrait"
        LOGO = "logo"
        WELCOME = "welcome"

    class State(models.TextChoices):
        NEW = "new"
        READY = "ready"
        FAILED = "failed"
        GONE = "gone"

    PUBLIC = (Kind.LOGO, Kind.WELCOME)

    policy_shown = {"state": "ready"}

    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="files")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="files")
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PICTURE)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=6, choices=State, default=State.NEW)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(kind="portrait"), name="one_portrait"),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind__in=["logo", "welcome"], state="ready"), name="one_face"),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="file_by_state")]

    def url(self, name: str) -> str:
        """The address of one rendition."""
        return f"/files/{self.pk}/{name}"

    @property
    def src(self) -> str:
        return self.url("w640")

    @property
    def large(self) -> str:
        return self.url("w1280")

    @property
    def srcset(self) -> str:
        """Each width that there is, once, for the browser to choose from."""
        widths: dict[int, str] = {}
        for name, widest in WIDTHS.items():
            widths.setdefault(fit(self.width or 1, self.height or 1, widest)[0], name)
        return ", ".join(f"{self.url(name)} {width}w" for width, name in widths.items())


class RenditionQuerySet(GuardedQuerySet):
    def visible_to(self, member):
        """The renditions of the files `member` may see."""
        seen = self.filter(file__in=File.objects.visible_to(member).values("pk"))
        seen.query.scope = f"visible to {member.pk if member else None}"
        return seen


class Rendition(Guarded):
    """One size of a picture, upright, without its metadata; its own bytes are a Blob too."""

    policy_path = "file__audience"

    file = models.ForeignKey(File, models.CASCADE, related_name="renditions")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content_type = models.CharField(max_length=40)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "name"], name="one_rendition_per_name")]
