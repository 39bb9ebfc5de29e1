from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.limits import spend
from social import answers
from social.announcements.actions import read_announcement


@require_POST
@answers.plainly
def read(request, pk):
    """It is not on top for this member any more."""
    spend(request.user.pk, "react")
    read_announcement(request.user, pk, request.POST.get("key", ""))
    return answers.done(request, reverse("home"))
