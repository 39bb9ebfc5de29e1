from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.limits import spend
from social import answers
from social.airing import actions
from social.airing.forms import ChatForm


def _pressed(deed):
    """A deed of one form about the session as a whole."""

    @require_POST
    @answers.plainly
    def press(request, pk):
        spend(request.user.pk, "steer")
        deed(request, pk)
        return answers.done(request, reverse("session", args=[pk]))

    return press


def _set_chat(request, pk: int) -> None:
    said = answers.fit(ChatForm(request.POST)).cleaned_data
    actions.set_chat(request.user, pk, said["closed"], said["slow"] or 0)


begin = _pressed(lambda request, pk: actions.begin_session(request.user, pk))
end = _pressed(lambda request, pk: actions.end_session(request.user, pk))
take_over = _pressed(lambda request, pk: actions.take_over(request.user, pk, request.POST.get("key", "")))
chat = _pressed(_set_chat)
