from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.limits import spend
from social import answers
from social.directory import seen_group
from social.groups.views import members_page
from social.inviting import actions
from social.joining.forms import HandleForm


@require_POST
def invite(request, slug):
    form, group = HandleForm(request.POST), seen_group(request.user, slug)

    def deed():
        spend(request.user.pk, "invite")
        asked = actions.invite(request.user, group.pk, form.cleaned_data["handle"])
        messages.success(request, _("%(name)s is invited, and decides.") % {"name": asked.member.name})
        return answers.done(request, reverse("group_members", args=[slug]))

    return answers.submit(request, form, deed, lambda status: members_page(request, slug, form, status))


@require_POST
@answers.plainly
def decline(request, slug):
    spend(request.user.pk, "manage")
    actions.decline(request.user, seen_group(request.user, slug).pk)
    return answers.done(request, reverse("groups"))


@require_POST
@answers.plainly
def withdraw(request, slug, invite_pk):
    spend(request.user.pk, "manage")
    actions.withdraw_invite(request.user, seen_group(request.user, slug).pk, invite_pk)
    return answers.done(request, reverse("group_members", args=[slug]))
