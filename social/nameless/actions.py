"""Questions without a name: the server checks that a member asks who may, counts it, and writes nobody down.

No author, no receipt, no vote of one's own, no member in the log line (plein/middleware.py), the time kept to five minutes. How
often a member asked is counted in the cache alone, under a name made with a random key that is destroyed when the session ends.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member, token_hash
from accounts.policy import NotVisible, Refused
from realtime.publish import publish
from social import receipts
from social.askers import askers_key
from social.asking.actions import count_questions, put_question, question_changed, refuse_hushed, take_back
from social.asking.models import Question
from social.hosting.actions import lock_question
from social.sessions.actions import lock_session
from social.sessions.models import LEFT, Session

MOST = 5  # a member and session
STEP = 5 * 60  # seconds
NOT_HERE = _("In this session you ask with your name.")
ENOUGH = _("You have asked as many questions without a name as one can in this session.")
HAS_A_NAME = _("This question was asked with a name.")
NO_SECRET = _("These are not the secret words of this question.")


@transaction.atomic
def ask_nameless(member: Member, session_pk: int, text: str, secret: str) -> Question:
    """Put a question to the hosts without a name. The same `secret` sent again returns the first one."""
    item, session = lock_session(session_pk)
    policy.require(member, "ask", item)
    refuse_hushed(member, session)
    if not session.takes_anonymous or session.is_over:
        raise Refused(NOT_HERE)
    before = _of_secret(secret).filter(item=item).first()
    if before is not None:
        return before
    _count(member, session)
    about = {"secret_hash": token_hash(secret), "asked_at": rounded(timezone.now())}
    try:
        with transaction.atomic():
            question = put_question(session, None, text, waits=session.approves, **about)
    except IntegrityError as error:  # the secret of a question elsewhere
        raise Refused(NO_SECRET) from error
    publish([*question_changed(session, question), *count_questions(session)])
    return question


@transaction.atomic
def withdraw_nameless(member: Member, secret: str) -> int:
    """Take back the question whose secret one has; return the session it was asked in."""
    found = _of_secret(secret).values_list("item_id", flat=True).first()
    if found is None:
        raise Refused(NO_SECRET)
    _item, session = lock_session(found)
    if not policy.can_see(member, session):
        raise NotVisible
    question = _of_secret(secret).select_for_update(no_key=True).get()
    question.item = session.item
    take_back(session, question)
    return session.pk


def look_nameless(member: Member, secret: str) -> Question:
    """Return the question whose secret one has, while one sees the session it was asked in."""
    question = _of_secret(secret).select_related("item__session", "answered_by", "merged_into").first()
    if question is None or not policy.can_see(member, question.item):
        raise Refused(NO_SECRET)
    return question


@transaction.atomic
def reply_nameless(member: Member, pk: int, text: str, key: str = "") -> Question:
    """Write to whoever asked this without a name: only who has its secret reads it. Written again, it is another."""
    _session, question = lock_question(member, pk, "moderate")
    if question.author_id is not None:
        raise Refused(HAS_A_NAME)
    if not receipts.repeated(member, key):
        question.reply = text
        question.save(update_fields=["reply"])
    return question


def new_secret() -> str:
    """Make the secret of a question that is not asked yet: only the form of whoever asks has it."""
    return secrets.token_urlsafe(24)


def rounded(now: datetime) -> datetime:
    """The beginning of these five minutes."""
    return datetime.fromtimestamp(now.timestamp() // STEP * STEP, tz=now.tzinfo)


def _of_secret(secret: str):
    return Question.objects.for_system("whoever has its secret asked it").filter(secret_hash=token_hash(secret), author=None)


def _count(member: Member, session: Session) -> None:
    lasts = max((session.ends_at + LEFT - timezone.now()).total_seconds(), 0) + timedelta(days=1).total_seconds()
    key = askers_key(session.pk, lasts)
    name = f"nameless:{session.pk}:{hmac.new(key.encode(), str(member.pk).encode(), sha256).hexdigest()}"
    cache.add(name, 0, timeout=lasts)
    if cache.incr(name) > MOST:
        raise Refused(ENOUGH)
