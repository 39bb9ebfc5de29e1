"""Promising something in answer to a question, and reporting back."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.policy import NotVisible, Refused
from realtime.publish import Change, publish
from social import receipts
from social.asking.actions import question_changed
from social.asking.models import Question
from social.hosting.actions import lock_question
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News, tell_some
from social.promising.models import Promise
from social.sessions.models import Session

MOST, AT_ONCE = 10, 50
ENOUGH = _("That is enough promises for one question.")


@transaction.atomic
def make_promise(member: Member, question_pk: int, text: str, due: date, key: str = "") -> Promise:
    """Promise something by a day; everybody sees it with the question, and who promises is reminded."""
    session, question = lock_question(member, question_pk, "answer")
    before = receipts.earlier(member, key, "promise")
    if before is not None:
        return Promise.objects.for_system("the member's own, by its receipt").get(pk=before)
    if len(question.promises) >= MOST:
        raise Refused(ENOUGH)
    promise = Promise.objects.create(question=question, owner=member, text=text, due=due)
    receipts.keep(member, key, "promise", promise.pk)
    publish(_show(session, question))
    return promise


@transaction.atomic
def report_promise(member: Member, pk: int, report: str, key: str = "") -> Promise:
    """Say what came of a promise; who asked is told."""
    question_pk = Promise.objects.visible_to(member).filter(pk=pk).values_list("question_id", flat=True).first()
    if question_pk is None:
        raise NotVisible
    session, question = lock_question(member, question_pk, "answer")
    promise = Promise.objects.for_system("under the item's lock").get(pk=pk)
    if receipts.repeated(member, key):
        return promise
    promise.report, promise.kept_at = report, promise.kept_at or timezone.now()
    promise.save(update_fields=["report", "kept_at"])
    news = News(Notification.Verb.REPORTED, f"reported-{pk}", member.pk, session.item.audience_id, session.pk, words=report[:300])
    told = tell(news, [question.author_id] if question.author_id else [])
    publish([*_show(session, question), *told])
    return promise


def remind_of_promises() -> int:
    """Remind who promised something by today, once; return how many."""
    due = Promise.objects.for_system("its owner is reminded").filter(kept_at=None, reminded=False, due__lte=timezone.localdate())
    return sum(_remind(pk) for pk in list(due.order_by("due").values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _remind(pk: int) -> bool:
    waits = Promise.objects.for_system("its owner is reminded").filter(pk=pk, reminded=False)
    promise = waits.select_related("question__item").first()
    if promise is None or not waits.update(reminded=True):
        return False
    item = promise.question.item
    news = News(Notification.Verb.PROMISED, f"promised-{pk}", promise.owner_id, item.audience_id, item.pk, words=promise.text)
    publish(tell_some(news, [promise.owner_id]))
    return True


def _show(session: Session, question: Question) -> list[Change]:
    """Write on the question what its row draws of its promises without a query."""
    made = Promise.objects.for_system("of the question that is locked").filter(question=question).select_related("owner").order_by("pk")
    question.promises = [
        {"id": one.pk, "text": one.text, "by": one.owner.name, "due": one.due.isoformat(), "report": one.report} for one in made
    ]
    question.version += 1
    question.save(update_fields=["promises", "version"])
    return question_changed(session, question)
