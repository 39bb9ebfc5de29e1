"""Writers on SQLite wait in a queue, and nobody keeps the lock who should not."""

import threading
import time
from collections import Counter

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.utils import OperationalError
from django.utils import timezone

from plein.models import Mark

sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
pytestmark = [sqlite, pytest.mark.django_db(transaction=True)]


def lock():
    from plein.db.sqlite import base

    return base.LOCK


def free() -> bool:
    """Whether another thread may write now."""
    return not lock()._held


def in_thread(work) -> threading.Thread:
    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_sixteen_writers_all_get_their_turns_and_none_is_refused():
    times, errors, end = Counter(), [], time.monotonic() + 3

    def write(number: int):
        while time.monotonic() < end:
            try:
                with transaction.atomic():
                    Mark.objects.update_or_create(name=f"w{number}")
                    Mark.objects.update_or_create(name="shared")
            except DatabaseError as error:
                errors.append(error)
            times[number] += 1

    for thread in [in_thread(lambda n=n: write(n)) for n in range(16)]:
        thread.join()
    assert errors == []
    assert len(times) == 16
    assert max(times.values()) <= 2 * min(times.values()) + 2, times
    assert free()


def test_a_single_write_gets_its_turn_among_many_transactions():
    """Autocommit: a session that is saved, a mark that is set."""
    end, waits = time.monotonic() + 4, []

    def busy():
        while time.monotonic() < end:
            with transaction.atomic():
                Mark.objects.update_or_create(name="busy")

    threads = [in_thread(busy) for _ in range(8)]
    time.sleep(0.2)
    Mark.objects.create(name="single")
    while time.monotonic() < end - 0.5:
        began = time.monotonic()
        Mark.objects.filter(name="single").update(at=timezone.now())
        waits.append(time.monotonic() - began)
    for thread in threads:
        thread.join()
    assert len(waits) > 20
    assert max(waits) < 1
    assert free()


def test_an_error_inside_a_transaction_gives_the_lock_back():
    Mark.objects.create(name="one")
    for _ in range(3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mark.objects.create(name="one")
        assert free()
    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert free()
    assert Mark.objects.count() == 1


def write_and_fail():
    with transaction.atomic():
        Mark.objects.create(name="two")
        assert not free()
        _ = 1 / 0


def test_a_savepoint_that_is_rolled_back_keeps_the_lock_for_the_rest():
    with transaction.atomic():
        Mark.objects.create(name="outer")
        with pytest.raises(IntegrityError), transaction.atomic():
            Mark.objects.create(name="outer")
        assert not free()
        Mark.objects.create(name="still")
    assert free()
    assert Mark.objects.count() == 2


def test_single_writes_and_reads_leave_the_lock_free():
    Mark.objects.create(name="one")
    assert free()
    Mark.objects.filter(name="one").update(name="two")
    assert free()
    with transaction.atomic():
        assert Mark.objects.exists()
    assert free()


def test_a_connection_closed_in_the_middle_gives_the_lock_back():
    def vanish():
        with pytest.raises(DatabaseError):
            write_and_close()

    in_thread(vanish).join()
    assert free()
    Mark.objects.create(name="next")
    assert not Mark.objects.filter(name="gone").exists()


def write_and_close():
    with transaction.atomic():
        Mark.objects.create(name="gone")
        connection.close()
        Mark.objects.exists()


def test_manual_transactions_queue_too():
    entered, leave = threading.Event(), threading.Event()

    def hold():
        transaction.set_autocommit(False)
        Mark.objects.create(name="held")
        entered.set()
        leave.wait(10)
        transaction.commit()
        transaction.set_autocommit(True)

    holder = in_thread(hold)
    assert entered.wait(10)
    waiting = in_thread(lambda: Mark.objects.create(name="waited"))
    waiting.join(0.5)
    assert waiting.is_alive()
    leave.set()
    holder.join(10)
    waiting.join(10)
    assert Mark.objects.count() == 2
    assert free()


def test_who_waits_too_long_is_told_and_harms_nobody(monkeypatch):
    monkeypatch.setattr("plein.db.sqlite.base.PATIENCE", 0.2)
    refusals = []

    def second():
        try:
            with transaction.atomic():
                Mark.objects.create(name="late")
        except OperationalError as error:
            refusals.append(str(error))

    with transaction.atomic():
        Mark.objects.create(name="slow")
        in_thread(second).join()
    assert len(refusals) == 1
    assert "locked" in refusals[0]
    assert free()
    second()
    assert Mark.objects.count() == 2
