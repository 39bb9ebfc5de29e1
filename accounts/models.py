"""Who people are, and the audiences through which they see things."""

import hashlib
import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import ROLE_NAMES, Rank, Role

HANDLE = RegexValidator(r"^[a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?\Z", _("Use small letters, digits, dots and dashes."))


class MemberQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def holding(self, role: Role):
        """Members who hold `role`."""
        return self.annotate(_held=F("roles").bitand(int(role))).filter(_held=int(role))

    def everyone(self):
        """The members of the audience Everyone: active, and not guests."""
        return self.active().annotate(_guest=F("roles").bitand(int(Role.GUEST))).filter(_guest=0)


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class Theme(models.TextChoices):
    """How the pages look to a member; the empty one follows their device."""

    SYSTEM = "", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Member(AbstractBaseUser):
    """A person with a sign-in. `face` is the path part of their picture's address, or empty."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    handle = models.CharField(_("handle"), max_length=30, unique=True, validators=[HANDLE])
    language = models.CharField(_("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl")
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Amsterdam")
    roles = models.PositiveSmallIntegerField(default=int(Role.MEMBER))
    about = models.CharField(_("about me"), max_length=300, blank=True)
    job = models.CharField(_("job"), max_length=100, blank=True)
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    face = models.CharField(max_length=80, blank=True)
    hide_presence = models.BooleanField(_("do not show when I am here"), default=False)
    theme = models.CharField(_("light or dark"), max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "handle"]
    objects = MemberManager()

    def __str__(self):
        return self.name

    def holds(self, role: Role) -> bool:
        return bool(self.roles & role)

    @property
    def is_guest(self) -> bool:
        return self.holds(Role.GUEST)

    @property
    def is_admin(self) -> bool:
        return self.holds(Role.ADMIN)

    @property
    def role_names(self):
        return [name for role, name in ROLE_NAMES.items() if self.holds(role)]

    @property
    def face_url(self) -> str:
        return f"/files/{self.face}" if self.face else ""

    def get_full_name(self):
        return self.name

    get_short_name = get_full_name


class Audience(models.Model):
    """Who may see a thing: everyone (active members who are not guests), or only those with a row.

    The least ranks and the slow mode are what differs per place.
    """

    class Kind(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        LISTED = "listed", _("Listed members")

    kind = models.CharField(max_length=8, choices=Kind)
    post_rank = models.SmallIntegerField(choices=Rank, default=Rank.MEMBER)
    comment_rank = models.SmallIntegerField(choices=Rank, default=Rank.REACH)
    invite_rank = models.SmallIntegerField(choices=Rank, default=Rank.MODERATOR)
    upload_rank = models.SmallIntegerField(choices=Rank, default=Rank.MEMBER)
    slow_seconds = models.PositiveSmallIntegerField(default=0)
    is_square = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["is_square"], condition=Q(is_square=True), name="one_square")]
        indexes = [models.Index(fields=["kind"])]

    @property
    def stream(self) -> str:
        return f"a{self.pk}"


class Membership(models.Model):
    """A row always means access. Asks, invitations and bans have tables of their own.

    `greeted`: they have read the place's welcome, and put it away.
    """

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, models.CASCADE, related_name="memberships")
    rank = models.SmallIntegerField(choices=Rank, default=Rank.MEMBER)
    muted = models.BooleanField(default=False)
    greeted = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "member"], name="one_membership")]
        indexes = [
            models.Index(fields=["member", "audience"]),
            models.Index(fields=["audience", "-rank", "id"], name="membership_by_rank"),
        ]


class Delegation(models.Model):
    """That a leader lets a colleague prepare sessions for them. Not access: `policy` asks anew whether both still may."""

    leader = models.ForeignKey(Member, models.CASCADE, related_name="delegations")
    delegate = models.ForeignKey(Member, models.CASCADE, related_name="prepares_for")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leader", "delegate"], name="one_delegation")]


def reaction_kinds() -> list[str]:
    return ["like", "love", "laugh", "celebrate", "thanks", "sad"]


class Organisation(models.Model):
    """The one organisation of this installation: its name and face, who may sign up, and its square.

    `hue`: of its one colour, in degrees. `logo` and `sign_in_picture`: the path part of an address, or empty.
    `reactions`: the kinds that may be given, in their order.
    """

    class SignUp(models.TextChoices):
        OPEN = "open", _("Anyone with an allowed e-mail domain")
        INVITATION = "invitation", _("By invitation")
        OFF = "off", _("Nobody")

    name = models.CharField(_("name"), max_length=100, default="Plein")
    hue = models.PositiveSmallIntegerField(_("hue"), default=205)
    logo = models.CharField(max_length=80, blank=True)
    sign_in_picture = models.CharField(max_length=80, blank=True)
    welcome = models.TextField(_("welcome text"), blank=True, max_length=2000)
    reactions = models.JSONField(default=reaction_kinds)
    sign_up = models.CharField(_("who may sign up"), max_length=10, choices=SignUp, default=SignUp.INVITATION)
    allowed_domains = models.TextField(_("allowed e-mail domains"), blank=True, max_length=2000)
    square = models.OneToOneField(Audience, models.PROTECT, related_name="+")

    @property
    def domains(self) -> list[str]:
        return self.allowed_domains.split()

    @property
    def logo_url(self) -> str:
        return f"/files/{self.logo}" if self.logo else ""

    def icon_url(self, name: str) -> str:
        """The address of an icon: of the logo, or of the drawn mark in this hue."""
        return f"/files/{self.logo.split('/')[0]}/{name}" if self.logo else f"/brand/{name}.png?hue={self.hue}"

    @property
    def touch_icon(self) -> str:
        return self.icon_url("touch180")

    @property
    def tab_icon(self) -> str:
        return self.icon_url("icon192") if self.logo else f"/brand/mark.svg?hue={self.hue}"

    @property
    def sign_in_picture_url(self) -> str:
        return f"/files/{self.sign_in_picture}" if self.sign_in_picture else ""


def token_hash(token: str) -> str:
    """Return what is kept of a secret token: nobody can use it who reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """A link that lets one e-mail address sign up. Only the token's hash is kept."""

    email = models.EmailField(blank=True)
    roles = models.PositiveSmallIntegerField(default=int(Role.MEMBER))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    audience = models.ForeignKey(Audience, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_by = models.OneToOneField(Member, models.SET_NULL, null=True, related_name="invitation")
    withdrawn_at = models.DateTimeField(null=True)

    @classmethod
    def new_token(cls) -> str:
        return secrets.token_urlsafe(32)

    def is_open(self) -> bool:
        return not self.used_by_id and not self.withdrawn_at and self.expires_at > timezone.now()


class Receipt(models.Model):
    """That a form with this key was accepted, and where it led: the same form sent twice is one deed."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    result = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="one_receipt")]
