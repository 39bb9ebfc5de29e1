"""What is wrong in a picture stays in the process that reads it."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from media import images
from media.images import BadPicture, draw
from tests.media.pictures import photo

INSIDE = """
import sys
sys.path.insert(0, {folder!r})
import walls
walls.limit()
import os, socket, resource, time, ctypes, threading, signal, pathlib
{before}
walls.close()
{attempt}
print("escaped")
"""

BEFORE = """
import walls, time, sys, os, signal, json, ctypes
walls.limit()
walls.close()
def lie(made, data=""):
    print(json.dumps({"width": 1, "height": 1, "peak": 1, "made": made}) + "\\n" + data)
"""


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "picture.jpg"
    path.write_bytes(photo())
    return path


def inside(attempt: str, before: str = "") -> subprocess.CompletedProcess:
    """Run a few lines behind the walls, as somebody would who took the decoder over."""
    code = INSIDE.format(folder=str(images.PROGRAM), attempt=attempt, before=before)
    return subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=30)


needs_seccomp = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is a thing of Linux")


def test_who_does_nothing_wrong_is_let_be():
    assert "escaped" in inside("threading.Thread(target=time.sleep, args=(0.01,)).start()").stdout


@needs_seccomp
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open('/proc/self/environ')",
        "open('/tmp/left-behind', 'w')",
        "os.mkdir('/tmp/left-behind')",
        "os.unlink('/tmp/left-behind')",
        "os.rename('/tmp/a', '/tmp/b')",
        "os.chmod('/tmp', 0o777)",
        "socket.socket()",
        "socket.socketpair()",
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "os.memfd_create('x')",
        "resource.setrlimit(resource.RLIMIT_CPU, (5, 5))",
        "os.setuid(0) if os.getuid() else 1 / 0",
    ],
)
def test_behind_the_walls_nothing_can_be_opened_started_or_reached(attempt):
    done = inside(attempt)
    assert "escaped" not in done.stdout
    assert "Error" in done.stderr


def test_one_who_wants_all_memory_gets_none():
    done = inside("x = bytearray(700 * 1024 * 1024)")
    assert "MemoryError" in done.stderr


def test_one_who_writes_without_end_is_stopped(tmp_path):
    with (tmp_path / "out").open("wb") as out:
        code = INSIDE.format(folder=str(images.PROGRAM), before="", attempt="while True: os.write(1, b'x' * 2**20)")
        done = subprocess.run([sys.executable, "-I", "-c", code], stdout=out, stderr=subprocess.PIPE, text=True, timeout=30)
    assert "File too large" in done.stderr
    assert (tmp_path / "out").stat().st_size <= 16 * 1024 * 1024


@pytest.fixture
def other_program(tmp_path, monkeypatch):
    """Let another program stand in the sandbox's place, behind the same walls."""

    def replace(lines: str):
        folder = tmp_path / "program"
        folder.mkdir(exist_ok=True)
        for name in ("walls.py", "sizes.py"):
            text = (Path(images.__file__).parent / "sandbox" / name).read_text()
            (folder / name).write_text(text.replace("CPU_SECONDS = 10", "CPU_SECONDS = 1"))
        (folder / "__main__.py").write_text(f"{BEFORE}{lines}\n")
        monkeypatch.setattr(images, "PROGRAM", folder)

    return replace


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ("while True: pass", "time"),
        ("time.sleep(60)", "time"),
        ("signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", "time"),
        ("sys.exit(3)", "broken"),
        ("ctypes.string_at(0)", "broken"),
        ("print('no json')", "broken"),
        ("pass", "broken"),
        ('print(\'{"bad": "<script>"}\')', "broken"),
        ("print('[]')", "broken"),
        ("print('{' * 9_000)", "broken"),
        ("print('[' * 4_000)", "broken"),
        ("lie([])", "broken"),
        ("lie([['w320', 1, 1, 5], ['w640', 1, 1, 5], ['w1280', 1, 1, 5]], 'x' * 15)", "broken"),
        ("lie([['../../x', 1, 1, 12]], 'RIFF1234WEBP')", "broken"),
        ("lie([['w320', 1, 1, -1], ['w640', 1, 1, 1e400], ['w1280', 1, 1, None]])", "broken"),
        ("lie([['w320', 1, 1, 12], ['w640', 1, 1, 12], ['w1280', 1, 0, 12]], 'RIFF1234WEBP' * 3)", "broken"),
    ],
)
def test_whatever_the_decoder_does_is_one_sentence_and_the_next_picture_is_fine(other_program, monkeypatch, picture, lines, word):
    real = images.PROGRAM
    monkeypatch.setattr(images, "WALL_SECONDS", 3)
    other_program(lines)
    with pytest.raises(BadPicture) as caught:
        draw(picture)
    assert caught.value.word == word
    monkeypatch.setattr(images, "PROGRAM", real)
    monkeypatch.setattr(images, "WALL_SECONDS", 20)
    assert draw(picture).width == 800


def test_two_at_once_and_not_too_many_in_the_queue(other_program, monkeypatch, picture):
    other_program("time.sleep(1)")
    monkeypatch.setattr(images, "WALL_SECONDS", 5)
    monkeypatch.setattr(images, "ROOMS", threading.BoundedSemaphore(2))
    monkeypatch.setattr(images, "QUEUE", threading.BoundedSemaphore(3))
    running, most, words = [0], [0], []
    real = images._run

    def counted(*args):
        running[0] += 1
        most[0] = max(most[0], running[0])
        try:
            return real(*args)
        finally:
            running[0] -= 1

    def one():
        try:
            draw(picture)
        except BadPicture as bad:
            words.append(bad.word)

    monkeypatch.setattr(images, "_run", counted)
    threads = [threading.Thread(target=one) for _ in range(5)]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    for thread in threads:
        thread.join(20)
    assert most[0] == 2
    assert sorted(words) == ["broken", "broken", "broken", "busy", "busy"]


def test_the_sandbox_knows_no_secret(other_program, monkeypatch, picture, tmp_path):
    """It gets no environment of ours, and none of our open files."""
    monkeypatch.setenv("PLEIN_SECRET_KEY", "a secret")
    secret = (tmp_path / "secret").open("w+b")
    import os

    os.set_inheritable(secret.fileno(), True)
    other_program(
        "seen = list(os.environ)\n"
        "for n in range(3, 30):\n"
        "    try: os.fstat(n); seen.append(n)\n"
        "    except OSError: pass\n"
        "print(json.dumps({'bad': 'kind' if not set(seen) - {'MALLOC_ARENA_MAX', 'LC_ALL', 'LC_CTYPE'} else 'broken'}))"
    )
    with pytest.raises(BadPicture) as caught:
        draw(picture)
    secret.close()
    assert caught.value.word == "kind"
