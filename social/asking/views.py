from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.limits import spend
from social import answers, onair
from social.asking import actions
from social.asking.forms import QuestionForm
from social.asking.models import Question
from social.reading import language
from social.sessions.views import session_page


@require_POST
def ask(request, pk):
    """Put a question to the hosts."""
    form = QuestionForm(request.POST)

    def deed():
        spend(request.user.pk, "ask")
        question = actions.ask_question(request.user, pk, form.cleaned_data["text"], request.POST.get("key", ""))
        return answers.done(request, address(question), question_shown(request.user, question.pk), 201, voted=[question.pk])

    return answers.submit(request, form, deed, lambda status: session_page(request, pk, question=form, status=status))


@require_POST
@answers.plainly
def vote(request, pk):
    """Want it answered, or not any more."""
    spend(request.user.pk, "react")
    on = request.POST.get("on", request.GET.get("on", "1")) != "0"
    question = actions.vote_question(request.user, pk, on)
    counted = {"id": f"question-{pk}", "n": {"votes": question.votes}}
    return answers.done(request, address(question), counted, voted=[pk] if on else [], unvoted=[] if on else [pk])


@require_POST
@answers.plainly
def withdraw(request, pk):
    """Take one's own question back."""
    spend(request.user.pk, "tend")
    question = actions.withdraw_question(request.user, pk)
    return answers.done(request, reverse("session", args=[question.item_id]), {"id": f"question-{pk}", "gone": True})


def address(question: Question) -> str:
    return f"{reverse('session', args=[question.item_id])}#question-{question.pk}"


def question_shown(member, pk: int) -> dict | None:
    """The question as an object of a run; None when the member does not see it any more."""
    found = Question.objects.visible_to(member).select_related(*onair.QUESTION_NEEDS).filter(pk=pk).first()
    return onair.question_object(found, language()) if found else None
