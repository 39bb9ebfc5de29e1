from textwrap import shorten

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import spend
from accounts.policy import NotVisible
from social import answers, onair
from social.asking.models import Fate, Question
from social.asking.views import address, question_shown
from social.fields import new_key
from social.hosting import actions
from social.hosting.forms import AnswerForm, IntoForm, WhyForm
from social.session_page import seen_session
from social.sessions.actions import require_backstage

OTHERS = 100


def _pressed(deed):
    """A deed of one button about a question."""

    @require_POST
    @answers.plainly
    def press(request, pk):
        spend(request.user.pk, "steer")
        question = deed(request.user, pk)
        return answers.done(request, address(question), question_shown(request.user, question.pk))

    return press


approve = _pressed(actions.approve_question)
call = _pressed(actions.call_question)
uncall = _pressed(actions.uncall_question)
reopen = _pressed(actions.reopen_question)
from_line = _pressed(actions.question_from_line)


@require_http_methods(["GET", "POST"])
def answer(request, pk):
    """Answer a question in writing."""
    question = _seen(request.user, pk, "answer")
    first = AnswerForm(initial={"text": question.answer})
    return _worded(request, question, first, AnswerForm(request.POST), "answer", lambda form: form["text"], actions.answer_question)


@require_http_methods(["GET", "POST"])
def park(request, pk):
    """Keep it for later, and say why."""
    question = _seen(request.user, pk, "moderate")
    return _worded(request, question, WhyForm(), WhyForm(request.POST), "park", lambda form: form["words"], actions.park_question)


@require_http_methods(["GET", "POST"])
def decline(request, pk):
    """Do not answer it, and say why."""
    question = _seen(request.user, pk, "moderate")
    return _worded(request, question, WhyForm(), WhyForm(request.POST), "decline", lambda form: form["words"], actions.decline_question)


@require_http_methods(["GET", "POST"])
def merge(request, pk):
    """Join it with another that asks the same."""
    question = _seen(request.user, pk, "moderate")
    others = others_of(request.user, question)
    first, sent = IntoForm(others=others), IntoForm(request.POST, others=others)
    return _worded(request, question, first, sent, "merge", lambda form: form["into"], actions.merge_question)


@require_POST
@answers.plainly
def draft(request, pk):
    """The answer as far as it is written."""
    spend(request.user.pk, "draft")
    said = answers.fit(AnswerForm(request.POST)).cleaned_data
    question = actions.draft_answer(request.user, pk, said["text"])
    return answers.done(request, address(question))


def others_of(member, question: Question) -> list[tuple[int, str]]:
    """The questions it may be joined with, those with most votes first."""
    seen = Question.objects.visible_to(member).filter(
        item=question.item_id, fate__in=[Fate.WAITING, Fate.OPEN, Fate.ANSWERING, Fate.ANSWERED]
    )
    found = seen.exclude(pk=question.pk).order_by("-votes", "pk")[:OTHERS]
    return [(one.pk, shorten(one.text, 140, placeholder=" …")) for one in found]


def _seen(member, pk: int, verb: str) -> Question:
    question = Question.objects.visible_to(member).select_related(*onair.QUESTION_NEEDS).filter(pk=pk).first()
    if question is None:
        raise NotVisible
    session, _seat = seen_session(member, question.item_id)
    require_backstage(member, verb, session)
    return question


def _worded(request, question: Question, first, sent, verb: str, words, deed):
    """A deed that needs words, on a page of its own."""

    def page(form, status: int):
        context = {"form": form, "question": question, "item": question.item, "key": request.POST.get("key") or new_key()}
        return render(request, f"sessions/{verb}.html", context, status=status)

    if request.method == "GET":
        return page(first, 200)

    def done():
        spend(request.user.pk, "steer")
        deed(request.user, question.pk, words(sent.cleaned_data), request.POST.get("key", ""))
        return answers.done(request, address(question), question_shown(request.user, question.pk))

    return answers.submit(request, sent, done, lambda status: page(sent, status))
