"""Background work: takes tasks from the database, tries them again, and does the regular jobs when they are due.

A task is only ever "look at this row": the truth is the row's state, so doing one twice does no harm. Whoever works on
a task renews its lease; a task whose lease ran out belonged to a worker that died, and is taken again.
"""

import threading
import uuid
from datetime import timedelta

import structlog
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from plein import trim
from plein.models import Schedule
from social.airing.actions import tend_sessions
from social.promising.actions import remind_of_promises
from social.scheduling.actions import publish_due

log = structlog.get_logger("plein.work")
LEASE = timedelta(seconds=60)
TRIES = 3
BACK_OFF = [timedelta(seconds=10), timedelta(minutes=2)]  # before the second and the third try
PAUSE = 5.0  # seconds after something went wrong with the work itself
IDLE = 1.0  # seconds between two looks when there is nothing to do
REGULAR = {
    "events": (timedelta(hours=1), trim.events),
    "deleted": (timedelta(minutes=1), trim.deleted),
    "receipts": (timedelta(hours=6), trim.receipts),
    "sessions": (timedelta(hours=12), trim.sessions),
    "tasks": (timedelta(hours=12), trim.tasks),
    "files": (timedelta(hours=1), trim.files),
    "scheduled": (timedelta(seconds=15), publish_due),
    "lobbies": (timedelta(seconds=15), tend_sessions),
    "promises": (timedelta(minutes=30), remind_of_promises),
}


class WorkerDied(Exception):
    """A task whose worker died each time it was tried."""


class Worker:
    """One worker: `run` until `stop` is set."""

    def __init__(self):
        self.name = f"worker-{uuid.uuid4().hex[:12]}"
        self.stop = threading.Event()
        self.current: uuid.UUID | None = None

    def run(self) -> None:
        threading.Thread(target=self.renew, name="lease", daemon=True).start()
        while not self.stop.is_set():
            try:
                close_old_connections()
                busy = self.turn()
            except DatabaseError as error:
                log.warning("the database is away, work waits", error=str(error)[:200])
                busy = False
                self.stop.wait(PAUSE)
            except Exception:
                log.exception("work stumbled, and goes on")
                busy = False
                self.stop.wait(PAUSE)
            if not busy:
                self.stop.wait(IDLE)

    def turn(self) -> bool:
        """Do what is due, one task at most; return whether there was one."""
        take_back(LEASE)
        do_regular()
        task = claim(self.name)
        if task:
            self.current = task.pk
            try:
                attempt(task)
            finally:
                self.current = None
        return task is not None

    def renew(self) -> None:
        """Keep the lease of the task at hand."""
        while not self.stop.wait(LEASE.total_seconds() / 4):
            try:
                close_old_connections()
                DBTaskResult.objects.filter(pk=self.current, status=TaskResultStatus.RUNNING).update(started_at=timezone.now())
            except DatabaseError as error:
                log.warning("a lease could not be renewed", error=str(error)[:200])


def claim(worker: str) -> DBTaskResult | None:
    """Take the next ready task for `worker`, or None. The update decides between two that want the same."""
    task = DBTaskResult.objects.ready().first()
    while task is not None:
        task.worker_ids = [*task.worker_ids, worker]
        task.status, task.started_at = TaskResultStatus.RUNNING, timezone.now()
        mine = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.READY)
        if mine.update(status=task.status, started_at=task.started_at, worker_ids=task.worker_ids):
            return task
        task = DBTaskResult.objects.ready().first()
    return None


def attempt(row: DBTaskResult) -> None:
    """Run the task; keep its result, or put it back for another try."""
    with structlog.contextvars.bound_contextvars(task=str(row.pk), path=row.task_path):
        try:
            task, result = row.task, row.task_result
            context = [TaskContext(task_result=result)] if task.takes_context else []
            row.set_successful(task.call(*context, *result.args, **result.kwargs))
        except Exception as error:
            log.exception("a task failed", tries=len(row.worker_ids))
            put_back(row, error)


def put_back(row: DBTaskResult, error: Exception) -> None:
    """Let the task be tried again later, unless it was tried often enough."""
    tries = len(row.worker_ids)
    if tries >= TRIES:
        row.set_failed(error)
        return
    again = timezone.now() + BACK_OFF[tries - 1]
    DBTaskResult.objects.filter(pk=row.pk).update(status=TaskResultStatus.READY, run_after=again)


def take_back(lease: timedelta) -> None:
    """Put back the tasks whose worker did not renew its lease for that long."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - lease)
    for row in lost[:100]:
        log.warning("a worker died", task=str(row.pk), path=row.task_path)
        put_back(row, WorkerDied(f"{len(row.worker_ids)} workers died on it"))


def do_regular() -> None:
    """Do the regular jobs that are due. Whoever moves the date on does the job."""
    now = timezone.now()
    due = dict(Schedule.objects.filter(name__in=REGULAR).values_list("name", "due_at"))
    for name, (every, job) in REGULAR.items():
        if name not in due:
            Schedule.objects.bulk_create([Schedule(name=name, due_at=now + every)], ignore_conflicts=True)
        elif due[name] <= now and Schedule.objects.filter(name=name, due_at=due[name]).update(due_at=now + every):
            try:
                done = job()
                (log.info if done else log.debug)("regular work", job=name, done=done)
            except DatabaseError:
                raise
            except Exception:
                log.exception("a regular job failed", job=name)


def start_thread() -> Worker:
    """Work in a thread of the one serving process: nobody else can hold a lease, so none is waited for."""
    worker = Worker()

    def run():
        try:
            take_back(timedelta())
        except DatabaseError:
            log.exception("work starts without what was left")
        worker.run()

    threading.Thread(target=run, name="work", daemon=True).start()
    return worker
