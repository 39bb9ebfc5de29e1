from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import policy
from social import answers
from social.asking.models import Question
from social.nameless import actions
from social.nameless.forms import NamelessForm, SecretForm
from social.session_page import seen_session


@require_http_methods(["GET", "POST"])
def ask(request, pk):
    """Ask without a name. The answer is the page itself: the next page's log line would stand beside this one with a name."""
    session, _seat = seen_session(request.user, pk)
    policy.require(request.user, "ask", session.item)
    if not session.takes_anonymous or session.is_over:
        raise policy.Refused(actions.NOT_HERE)
    if request.method == "GET":
        return _page(request, session, NamelessForm(initial={"secret": actions.new_secret()}), 200)
    form = NamelessForm(request.POST)

    def deed():
        secret = form.cleaned_data["secret"]
        question = actions.ask_nameless(request.user, pk, form.cleaned_data["text"], secret)
        return render(request, "sessions/nameless_asked.html", {"session": session, "question": question, "secret": secret}, status=201)

    return answers.submit(request, form, deed, lambda status: _page(request, session, form, status))


@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """Take back what one asked without a name."""
    item = Question.objects.visible_to(request.user).filter(pk=pk, author=None).values_list("item_id", flat=True).first()
    form = SecretForm(request.POST or None)
    if request.method == "GET":
        return _taken(request, form, item, 200)

    def deed():
        actions.withdraw_nameless(request.user, pk, form.cleaned_data["secret"])
        return answers.done(request, reverse("sessions"))

    return answers.submit(request, form, deed, lambda status: _taken(request, form, item, status))


def _page(request, session, form, status: int):
    return render(
        request, "sessions/nameless.html", {"session": session, "item": session.item, "form": form, "most": actions.MOST}, status=status
    )


def _taken(request, form, item, status: int):
    return render(request, "sessions/nameless_back.html", {"form": form, "item": item}, status=status)
