from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import policy
from social import answers
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
def withdraw(request):
    """Take back what one asked without a name. Its secret says which it is: the address says nothing."""
    form = SecretForm(request.POST or None)
    if request.method == "GET":
        return render(request, "sessions/nameless_back.html", {"form": form})

    def deed():
        session = actions.withdraw_nameless(request.user, form.cleaned_data["secret"])
        return render(request, "sessions/nameless_back.html", {"form": SecretForm(), "taken": session})

    return answers.submit(request, form, deed, lambda status: render(request, "sessions/nameless_back.html", {"form": form}, status=status))


def _page(request, session, form, status: int):
    return render(
        request, "sessions/nameless.html", {"session": session, "item": session.item, "form": form, "most": actions.MOST}, status=status
    )
