from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.limits import spend
from social import answers
from social.airing import actions
from social.airing.forms import ChatForm


@require_POST
@answers.plainly
def begin(request, pk):
    """Go on air."""
    spend(request.user.pk, "steer")
    actions.begin_session(request.user, pk)
    return answers.done(request, reverse("session", args=[pk]))


@require_POST
@answers.plainly
def end(request, pk):
    """Go off the air."""
    spend(request.user.pk, "steer")
    actions.end_session(request.user, pk)
    return answers.done(request, reverse("session", args=[pk]))


@require_POST
@answers.plainly
def take_over(request, pk):
    """Host it, when no host came."""
    spend(request.user.pk, "steer")
    actions.take_over(request.user, pk, request.POST.get("key", ""))
    return answers.done(request, reverse("session", args=[pk]))


@require_POST
@answers.plainly
def chat(request, pk):
    """Close the chat or open it, and set the slow mode."""
    spend(request.user.pk, "steer")
    said = answers.fit(ChatForm(request.POST)).cleaned_data
    actions.set_chat(request.user, pk, said["closed"], said["slow"] or 0)
    return answers.done(request, reverse("session", args=[pk]))
