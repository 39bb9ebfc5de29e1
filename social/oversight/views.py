from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from social import answers
from social.directory import owners_of
from social.oversight import actions
from social.oversight.forms import AppointForm, LookUpForm


@require_http_methods(["GET", "POST"])
def admin_groups(request):
    """Name, owners and size of closed and secret groups. Looking is a deed: it is written down, so it is a POST."""
    policy.require(request.user, "administer")
    form = LookUpForm(request.POST if request.method == "POST" else None)
    groups = None
    if form.is_valid():
        groups = actions.look_up_groups(request.user, **form.cleaned_data)
        owners = owners_of(groups)
        for group in groups:
            group.owners = owners[group.audience_id]
    return render(request, "admin/groups.html", {"form": form, "groups": groups}, status=422 if form.errors else 200)


@require_POST
@answers.plainly
def admin_group_owner(request, number):
    policy.require(request.user, "administer")
    form = answers.fit(AppointForm(request.POST))
    actions.appoint_owner(request.user, number, form.cleaned_data["handle"])
    messages.success(request, _("The group has an owner again."))
    return redirect("admin_groups")
