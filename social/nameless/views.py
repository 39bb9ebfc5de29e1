from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import policy
from accounts.limits import spend
from social import answers
from social.asking.models import Question
from social.asking.views import address
from social.fields import new_key
from social.nameless import actions
from social.nameless.forms import NamelessForm, ReplyForm, SecretForm
from social.session_page import seen_session
from social.sessions.actions import require_backstage
from social.words import to_html

# Scripts of these pages ask for nothing by themselves: the log names a member at whatever is asked for next.
QUIET = {"quiet": True}


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
        context = {"session": session, "question": question, "secret": secret, **QUIET}
        return render(request, "sessions/nameless_asked.html", context, status=201)

    return answers.submit(request, form, deed, lambda status: _page(request, session, form, status))


@require_http_methods(["GET", "POST"])
def withdraw(request):
    """See what became of what one asked without a name, or take it back. Its secret says which it is: the address says nothing."""
    form = SecretForm(request.POST or None)

    def page(status: int = 200, **context):
        return render(request, "sessions/nameless_back.html", {"form": form, **QUIET, **context}, status=status)

    def deed():
        secret = form.cleaned_data["secret"]
        if "look" in request.POST:
            found = actions.look_nameless(request.user, secret)
            return page(question=found, html=to_html(found.text), answer=to_html(found.answer), reply=to_html(found.reply))
        return page(form=SecretForm(), taken=actions.withdraw_nameless(request.user, secret))

    return page() if request.method == "GET" else answers.submit(request, form, deed, page)


@require_http_methods(["GET", "POST"])
def reply(request, pk):
    """Write to whoever asked this without a name."""
    question = Question.objects.visible_to(request.user).filter(pk=pk, author=None).first()
    if question is None:
        raise policy.NotVisible
    session, _seat = seen_session(request.user, question.item_id)
    require_backstage(request.user, "moderate", session)
    form = ReplyForm(request.POST or None, initial={"text": question.reply})

    def page(status: int):
        about = {"form": form, "question": question, "item": session.item, "key": request.POST.get("key") or new_key()}
        return render(request, "sessions/nameless_reply.html", about, status=status)

    def deed():
        spend(request.user.pk, "steer")
        actions.reply_nameless(request.user, pk, form.cleaned_data["text"], request.POST.get("key", ""))
        return answers.done(request, address(question))

    return page(200) if request.method == "GET" else answers.submit(request, form, deed, page)


def _page(request, session, form, status: int):
    context = {"session": session, "item": session.item, "form": form, "most": actions.MOST, **QUIET}
    return render(request, "sessions/nameless.html", context, status=status)
