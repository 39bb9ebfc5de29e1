from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.limits import spend
from social import answers
from social.cheering import actions


@require_POST
@answers.plainly
def cheer(request, pk):
    """React to what happens now."""
    spend(request.user.pk, "cheer")
    actions.cheer(request.user, pk, request.POST.get("kind", ""), request.POST.get("key", ""))
    return answers.done(request, reverse("session", args=[pk]))
