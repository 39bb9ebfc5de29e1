"""Letters, sent in the background. A job names a row; what is secret in a letter is made here and stored nowhere."""

from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django_tasks import task

from accounts.letters import write_letter
from accounts.models import Invitation


@task()
def mail_letter(name: str, email: str, language: str, base: str) -> None:
    """Send a letter that holds no secret."""
    write_letter(
        name, email, language, base=base, sign_in=base + reverse("account_login"), reset=base + reverse("account_reset_password")
    ).send()


@task()
def mail_confirmation(address_id: int, language: str, base: str) -> None:
    """Ask the owner of an address to confirm it."""
    address = EmailAddress.objects.select_related("user").filter(pk=address_id, verified=False).first()
    if address:
        link = base + reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
        write_letter("confirm", address.email, language, name=address.user.name, link=link).send()


@task()
def mail_reset(email: str, language: str, base: str) -> None:
    """Send the link to choose a new password; an address that nobody signs in with gets nothing."""
    for member in filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True):
        key = f"{user_pk_to_url_str(member)}-{default_token_generator.make_token(member)}"
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}).replace("UID-KEY", key)
        write_letter("reset", member.email, member.language or language, name=member.name, link=base + path).send()


@task()
def mail_invitation(invitation_id: int, language: str, base: str) -> None:
    """Send the link of an invitation, when it is still open by then."""
    from accounts.invitations.actions import DAYS, token_of

    invitation = Invitation.objects.select_related("invited_by").filter(pk=invitation_id).first()
    if invitation and invitation.is_open():
        link = base + reverse("invitation", args=[token_of(invitation)])
        inviter = invitation.invited_by.name if invitation.invited_by else ""
        write_letter("invitation", invitation.email, language, link=link, inviter=inviter, days=DAYS).send()
