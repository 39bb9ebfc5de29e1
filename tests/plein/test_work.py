"""Background work that outlives those who do it."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from accounts.models import Receipt
from plein import trim, work
from plein.models import Schedule
from realtime.models import Event

done = []


@task()
def greet(name):
    done.append(name)


@task()
def fail():
    raise ValueError("not today")


@pytest.fixture(autouse=True)
def _fresh():
    done.clear()


def row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def wait_over():
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))


def test_a_task_is_done_once(db):
    greet.enqueue("Max")
    worker = work.Worker()
    assert worker.turn()
    assert not worker.turn()
    assert done == ["Max"]
    assert row().status == TaskResultStatus.SUCCESSFUL


def test_two_workers_never_take_the_same_task(db):
    greet.enqueue("Max")
    assert work.claim("one") is not None
    assert work.claim("two") is None


def test_a_failing_task_waits_longer_each_time_and_is_given_up_after_the_third_try(db):
    fail.enqueue()
    worker = work.Worker()
    for wait in work.BACK_OFF:
        assert worker.turn()
        assert row().status == TaskResultStatus.READY
        assert row().run_after > timezone.now() + wait - timedelta(seconds=5)
        assert not worker.turn()
        wait_over()
    assert worker.turn()
    assert row().status == TaskResultStatus.FAILED
    assert "not today" in row().traceback
    wait_over()
    assert not worker.turn()


def test_a_task_whose_worker_died_is_taken_again(db):
    greet.enqueue("Nora")
    work.claim("one that is killed")
    worker = work.Worker()
    assert not worker.turn()
    DBTaskResult.objects.update(started_at=timezone.now() - work.LEASE - timedelta(seconds=1))
    worker.turn()
    wait_over()
    worker.turn()
    assert done == ["Nora"]


def test_a_task_that_kills_its_workers_is_given_up(db):
    greet.enqueue("Nora")
    for n in range(work.TRIES):
        assert work.claim(f"killed {n}")
        work.take_back(timedelta())
        wait_over()
    assert row().status == TaskResultStatus.FAILED
    assert "WorkerDied" in row().exception_class_path


def test_regular_work_is_done_by_one_when_it_is_due(db, monkeypatch):
    times = []
    monkeypatch.setattr(work, "REGULAR", {"sweep": (timedelta(hours=1), lambda: times.append(1))})
    work.do_regular()
    assert times == []
    Schedule.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    work.do_regular()
    work.do_regular()
    assert times == [1]
    assert Schedule.objects.get().due_at > timezone.now() + timedelta(minutes=59)


def test_a_regular_job_that_fails_stops_no_other_work(db, monkeypatch):
    def broken():
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(work, "REGULAR", {"broken": (timedelta(hours=1), broken)})
    Schedule.objects.create(name="broken", due_at=timezone.now() - timedelta(seconds=1))
    greet.enqueue("Max")
    work.Worker().turn()
    assert done == ["Max"]


def test_old_events_go_from_the_front_of_each_stream_and_leave_no_gap(db):
    old, new = timezone.now() - timedelta(days=8), timezone.now()
    times = [old, old, new, old, new, new]  # clocks of two machines: the third is younger than the fourth
    Event.objects.bulk_create(Event(stream="a1", position=n, kind="item", object=n, at=at) for n, at in enumerate(times, 1))
    Event.objects.create(stream="i9", position=1, kind="item", object=9, at=new)
    assert trim.events() == 4
    assert list(Event.objects.order_by("stream", "position").values_list("stream", "position")) == [("a1", 5), ("a1", 6), ("i9", 1)]


def test_receipts_are_kept_for_a_week(people):
    Receipt.objects.create(member=people.max, key="k" * 8, at=timezone.now() - timedelta(days=8))
    Receipt.objects.create(member=people.max, key="l" * 8)
    assert trim.receipts() == 1
    assert Receipt.objects.get().key == "l" * 8


@pytest.mark.django_db(transaction=True)
def test_the_worker_goes_on_after_the_database_was_away_and_after_a_stumble(monkeypatch):
    worker, turns = work.Worker(), []

    def turn():
        turns.append(1)
        if len(turns) == 1:
            raise OperationalError("gone")
        if len(turns) == 2:
            raise RuntimeError("a stumble")
        worker.stop.set()
        return False

    monkeypatch.setattr(worker, "turn", turn)
    monkeypatch.setattr(work, "PAUSE", 0.01)
    worker.run()
    assert len(turns) == 3
