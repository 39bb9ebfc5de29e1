from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.limits import spend
from social import answers
from social.fields import new_key
from social.preparing import actions
from social.preparing.forms import DelegatesForm


@require_http_methods(["GET", "POST"])
def delegates(request):
    """Who prepares sessions for the member, and naming more of them."""
    policy.require(request.user, "delegate")
    if request.method == "GET":
        return _delegates(request, DelegatesForm(member=request.user), 200)
    form = DelegatesForm(request.POST, member=request.user)

    def deed():
        spend(request.user.pk, "mark")
        actions.name_delegates(request.user, form.cleaned_data["people"], request.POST.get("key", ""))
        return answers.done(request, reverse("delegates"))

    return answers.submit(request, form, deed, lambda status: _delegates(request, form, status))


@require_POST
@answers.plainly
def withdraw(request, pk):
    """Take a delegation back."""
    spend(request.user.pk, "mark")
    actions.withdraw_delegate(request.user, pk)
    return answers.done(request, reverse("delegates"))


def _delegates(request, form, status: int):
    named = request.user.delegations.select_related("delegate").order_by("pk")
    context = {"form": form, "named": named, "most": actions.MOST, "key": request.POST.get("key") or new_key()}
    return render(request, "sessions/delegates.html", context, status=status)
