"""Questions without a name, and somebody who has everything that is left after the session."""

import hashlib
import hmac
import json
import pickle
import random
import re
import time
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache

from accounts.models import Member, Receipt
from accounts.policy import Refused
from plein import middleware
from realtime.models import Event
from social.airing.actions import begin_session, end_session
from social.asking.models import Fate, Question
from social.chatting.actions import hush, say_line
from social.nameless.actions import MOST, ask_nameless, new_secret, withdraw_nameless
from social.notifications.models import Notification
from tests.people import person
from tests.social.conftest import Browser

CLERKS = ["amy", "ben", "cas", "dee", "els", "fay", "gil", "hal"]
NUMBERS = 7_300_001  # of the clerks: what else has one of these numbers means them
WORDS = "Why was the depot closed without a word?"


def asked() -> Question:
    return Question.objects.for_system("a test looks").select_related("item").get(author=None)


@pytest.fixture
def nameless(session):
    return lambda **plan: session(takes_anonymous=True, **plan)


@pytest.mark.django_db
def test_a_question_without_a_name_has_no_author_no_vote_no_receipt_and_a_rounded_time(people, browser, nameless):
    planned = nameless()
    max_ = browser("max")
    page = max_.read(f"/sessions/{planned.pk}/questions/nameless/")
    assert "What this does not protect you from" in page
    secret = re.search(r'name="secret" value="([\w-]{32})"', page)[1]
    answer = max_.post(f"/sessions/{planned.pk}/questions/nameless/", {"text": WORDS, "secret": secret, "key": "k" * 16})
    assert answer.status_code == 201
    assert secret in answer.content.decode()
    max_.post(f"/sessions/{planned.pk}/questions/nameless/", {"text": WORDS, "secret": secret})  # sent twice
    question = asked()
    assert (question.votes, question.asked_at.second, question.asked_at.minute % 5) == (0, 0, 0)
    assert question.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert not Receipt.objects.exists()
    assert "Asked without a name" in browser("nora").read(f"/sessions/{planned.pk}/")


@pytest.mark.django_db
def test_whoever_has_the_secret_takes_it_back_and_nobody_else(people, browser, nameless):
    planned, secret = nameless(), new_secret()
    pk = ask_nameless(people.max, planned.pk, WORDS, secret).pk
    with pytest.raises(Refused):
        withdraw_nameless(people.max, new_secret())
    assert browser("nora").script(f"/questions/{pk}/withdraw/", {})[0] == 403
    assert browser("max").post("/questions/nameless/", {"secret": secret}).status_code == 200
    assert asked().fate == Fate.WITHDRAWN


@pytest.mark.django_db
def test_it_waits_is_answered_and_tells_nobody(people, nameless):
    from social.hosting.actions import answer_question, approve_question, park_question

    planned = nameless(approves=True)
    pk = ask_nameless(people.max, planned.pk, WORDS, new_secret()).pk
    assert asked().fate == Fate.WAITING
    approve_question(people.eva, pk)
    park_question(people.eva, pk, "Goes to the board")
    answer_question(people.cor, pk, "It was a mistake.")
    assert asked().answer == "It was a mistake."
    assert not Notification.objects.for_system("a test").filter(member=people.max).exists()


@pytest.mark.django_db
def test_where_the_session_allows_it_so_many_times_and_not_by_the_muted(people, nameless, session):
    with pytest.raises(Refused):
        ask_nameless(people.max, session().pk, WORDS, new_secret())
    planned = nameless()
    for _ in range(MOST):
        ask_nameless(people.max, planned.pk, WORDS, new_secret())
    with pytest.raises(Refused):
        ask_nameless(people.max, planned.pk, WORDS, new_secret())
    assert ask_nameless(people.nora, planned.pk, WORDS, new_secret())
    begin_session(people.cor, planned.pk)
    say_line(people.nora, planned.pk, "Hello")
    hush(people.eva, planned.pk, people.nora.pk, "Enough")
    with pytest.raises(Refused):
        ask_nameless(people.nora, planned.pk, WORDS, new_secret())


# ---- the attacker


def all_rows() -> list[str]:
    """Every row of the database; what names a member says so."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        people = {field.attname for field in model._meta.concrete_fields if field.related_model is Member}
        for values in model._base_manager.values():
            named = {f"{name}@member" if name in people else name: value for name, value in values.items()}
            rows.append(f"{model.__name__} {json.dumps(named, default=str)}")
    return rows


def all_cached() -> dict[str, str]:
    """Everything in this process's memory, and in Redis under our prefix."""
    memory = cache._connections[cache._alias]
    found = {key: str(pickle.loads(value)) for key, value in memory._cache.items()}  # noqa: S301 - our own
    if memory.redis:
        redis = memory.redis.backend._cache
        client = redis.get_client(write=False)
        found |= {key.decode(): str(redis._serializer.loads(client.get(key))) for key in client.scan_iter(match=f"{memory.key_prefix}:*")}
    return found


def traces_of(member: Member, rows: list[str], cached: dict[str, str], log: list[dict]) -> list[str]:
    """All that names this member, with their name taken out: what an attacker can tell people apart by."""
    names = re.compile(rf"(?<![\w.-])({member.pk}|{member.handle}|{member.name}|{re.escape(member.email)})(?![\w-])")
    told = [row for row in rows if re.search(rf'@member": {member.pk}\b', row)]
    told += [f"{key}={value}" for key, value in cached.items() if names.search(key)]
    told += [f"{line.get('method')} {line.get('route')} {line.get('status')}" for line in log if line.get("member") == member.pk]
    return sorted(re.sub(r"\d+", "0", re.sub(r"[\da-f]{32,}|\d{4}-\d\d-\d\d[T ][\d:.+]+", "", names.sub("X", one))) for one in told)


def names_tried(members: list[Member], rows: list[str], cached: dict[str, str]) -> list[str]:
    """Every hash of each member with every secret that is left: whom any of them points to."""
    keys = [settings.SECRET_KEY, *cached.values(), *cached]
    values = {value for text in (*rows, *cached) for value in re.findall(r"[\da-f]{64}", text)}
    found = []
    for member in members:
        for said in (str(member.pk), member.handle, member.email, member.name):
            tries = [hashlib.sha256(said.encode()).hexdigest()]
            tries += [hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest() for key in keys]
            tries += [hashlib.sha256((key + said).encode()).hexdigest() for key in keys]
            found += [member.handle for one in tries if one in values]
    return found


@pytest.mark.django_db(transaction=True)
def test_with_everything_that_is_left_nobody_finds_who_asked(people, nameless, monkeypatch):
    planned = nameless()
    begin_session(people.cor, planned.pk)
    clerks = [person(handle, pk=NUMBERS + n) for n, handle in enumerate(CLERKS)]
    asker = random.SystemRandom().choice(clerks)
    log = []
    monkeypatch.setattr(middleware, "log", SimpleNamespace(info=lambda event, **said: log.append(said)))
    for clerk in clerks:  # they all do the same, and one of them asks
        desk = Browser(clerk)
        address = f"/sessions/{planned.pk}/"
        desk.get(address)
        if clerk == asker:
            secret = re.search(r'name="secret" value="([\w-]{32})"', desk.read(f"{address}questions/nameless/"))[1]
            assert desk.post(f"{address}questions/nameless/", {"text": WORDS, "secret": secret}).status_code == 201
        desk.post(f"{address}lines/", {"text": "Hello", "key": "a" * 16})
    before = all_cached()
    assert asker.handle in names_tried(clerks, all_rows(), before), "while it runs the key is there: this attack can succeed"
    end_session(people.cor, planned.pk)
    rows, cached = all_rows(), all_cached()
    assert [line for line in log if line.get("route", "").endswith("nameless/")], "the log was read"
    assert names_tried(clerks, rows, cached) == []
    traces = {clerk.handle: traces_of(clerk, rows, cached, log) for clerk in clerks}
    assert all(traces.values()), "everybody left traces"
    different = {handle for handle, told in traces.items() if told != traces["amy" if asker.handle != "amy" else "ben"]}
    assert different == set()
    assert WORDS in json.dumps(rows), "the database was read"
    assert not [row for row in rows if WORDS in row and re.search(rf'@member": {asker.pk}\b', row)]
    assert Event.objects.filter(object=asked().pk, kind="question").exists()
    assert time.time() - asked().asked_at.timestamp() < 600
