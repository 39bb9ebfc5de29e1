"""Named people in every role, for stories."""

from accounts.models import Audience, Member, Membership
from accounts.organisation import organisation
from accounts.roles import Rank, Role

PASSWORD = "a-long-password-1"
ROLES = {
    "ada": Role.MEMBER | Role.ADMIN,
    "grace": Role.MEMBER,
    "max": Role.MEMBER,
    "nora": Role.MEMBER,
    "gus": Role.GUEST,
    "zed": Role.MEMBER,
    "eva": Role.MEMBER | Role.EDITOR,
    "cor": Role.MEMBER | Role.LEADER,
}


def person(handle: str, **fields) -> Member:
    """Make one person with a verified address and the common password. Zed is deactivated."""
    from allauth.account.models import EmailAddress

    fields.setdefault("roles", int(ROLES.get(handle, Role.MEMBER)))
    fields.setdefault("is_active", handle != "zed")
    fields.setdefault("language", "en")
    member = Member(handle=handle, name=handle.capitalize(), email=f"{handle}@example.org", **fields)
    member.set_password(PASSWORD)
    member.save()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


class People:
    """`people.max` makes Max the first time he is needed."""

    def __getattr__(self, handle: str) -> Member:
        member = person(handle)
        setattr(self, handle, member)
        return member

    def all(self) -> dict[str, Member]:
        return {handle: getattr(self, handle) for handle in ROLES}


def square() -> Audience:
    return organisation().square


def row(audience: Audience, member: Member, rank: Rank = Rank.MEMBER) -> Membership:
    return Membership.objects.create(audience=audience, member=member, rank=rank)
