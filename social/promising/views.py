from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.limits import spend
from accounts.policy import NotVisible
from social import answers
from social.asking.models import Question
from social.fields import new_key
from social.promising import actions
from social.promising.forms import PromiseForm, ReportForm
from social.promising.models import Promise
from social.session_page import seen_session
from social.sessions.actions import require_backstage


@require_http_methods(["GET", "POST"])
def promise(request, pk):
    """Promise something in answer to a question."""
    question = Question.objects.visible_to(request.user).filter(pk=pk).first()
    if question is None:
        raise NotVisible

    def deed(said, key):
        actions.make_promise(request.user, pk, said["text"], said["due"], key)

    return _worded(request, question, PromiseForm(request.POST or None), "promise", deed)


@require_http_methods(["GET", "POST"])
def report(request, pk):
    """Say what came of a promise."""
    made = Promise.objects.visible_to(request.user).select_related("question").filter(pk=pk).first()
    if made is None:
        raise NotVisible
    form = ReportForm(request.POST or None, initial={"text": made.report})
    return _worded(
        request, made.question, form, "report", lambda said, key: actions.report_promise(request.user, pk, said["text"], key), promise=made
    )


def _worded(request, question: Question, form, template: str, deed, **context):
    session, _seat = seen_session(request.user, question.item_id)
    require_backstage(request.user, "answer", session)

    def page(status: int):
        about = {"form": form, "question": question, "item": session.item, "key": request.POST.get("key") or new_key(), **context}
        return render(request, f"sessions/{template}.html", about, status=status)

    def done():
        spend(request.user.pk, "steer")
        deed(form.cleaned_data, request.POST.get("key", ""))
        return answers.done(request, f"{reverse('session', args=[question.item_id])}#question-{question.pk}")

    return page(200) if request.method == "GET" else answers.submit(request, form, done, page)
