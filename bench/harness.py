"""The small pieces every benchmark shares: processes on a core, the crowd of readers, memory, figures."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import queue
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
RESULTS = BENCH / "RESULTS.md"
SERVER_CORE, READER_CORE = 0, 1
READER_BUSY_AT_MOST = 0.9
LIBC, PR_SET_PDEATHSIG = ctypes.CDLL(None), 1


class Void(Exception):
    """The run measured something else than it says, so it has no figure."""


def raise_file_limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def from_debian(*packages: str) -> None:
    """Install a peer when we may, else say what to type."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(f"The benchmark also needs {packages[0]}. On Debian and Ubuntu type:\n\n    sudo {' '.join(command)}\n")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # it is ours to start, not the system's
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, stdout=subprocess.DEVNULL, check=False)
    if subprocess.run([*command, "-qq"], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
        raise SystemExit(f"{packages[0]} could not be installed.")


# ------------------------------------------------------------------ processes


def launch(command: Sequence[str | Path], core: int | None = None, **options: Any) -> subprocess.Popen[Any]:
    """Starts a program in a group of its own, on one core or on every one, with room for thousands of sockets."""

    def prepare() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # nothing outlives a benchmark that was itself killed
        raise_file_limit()
        os.sched_setaffinity(0, range(os.cpu_count() or 1) if core is None else {core})

    return subprocess.Popen([str(part) for part in command], preexec_fn=prepare, start_new_session=True, **options)


def stop(process: subprocess.Popen[Any] | None, seconds: float = 5) -> None:
    """Ends what `launch` started, and its children, and nothing else."""
    if process is None:
        return
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


@contextlib.contextmanager
def running(command: Sequence[str | Path], port: int, core: int | None = SERVER_CORE, **options: Any) -> Iterator[Any]:
    """A server for the length of a `with`, once it listens on its port."""
    process = launch(command, core, **options)
    try:
        wait_for_port(port, process)
        yield process
    finally:
        stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[Any] | None = None, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process is not None and process.poll() is not None:
            raise Void(f"the server ended with {process.returncode} before it listened")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise Void(f"nothing listens on port {port}")


def process_tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            for child in task.read_text().split():
                found += process_tree(int(child))
    return found


def memory_kib(pid: int) -> int:
    """Proportional set size of a process and its children."""
    total = 0
    for each in process_tree(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total


def cpu_seconds(pid: int) -> float:
    ticks = 0
    for each in process_tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class Neighbours:
    """Which part of the server's core went to others than the server, since this was made."""

    def __init__(self, server: int) -> None:
        self.server, self.began = server, time.monotonic()
        self.before = self._others()

    def _others(self) -> float:
        line = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith(f"cpu{SERVER_CORE} "))
        user, nice, system = (int(ticks) for ticks in line.split()[1:4])
        return (user + nice + system) / os.sysconf("SC_CLK_TCK") - cpu_seconds(self.server)

    def share(self) -> float:
        return max(0.0, (self._others() - self.before) / (time.monotonic() - self.began))


# ------------------------------------------------------------------ the crowd


def compile_reader() -> Path:
    source, program = BENCH / "reader.c", BENCH / "build" / "reader"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        program.parent.mkdir(exist_ok=True)
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", program, source], check=True)
    return program


def socket_line(path: str, headers: Iterable[str] = (), frames: Iterable[str] = ()) -> str:
    return "\t".join([path, *headers, "", *frames])


class Reader:
    """The program reader.c on its core; see the top of that file for what it is told and answers."""

    def __init__(self, port: int, lines: Iterable[str], *options: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="plein-bench-")
        sockets = Path(self.folder, "sockets")
        sockets.write_text("\n".join(lines) + "\n")
        command = [compile_reader(), "--port", port, "--sockets", sockets, *options]
        self.process = launch(command, READER_CORE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.put(json.loads(line))
        self.events.put({"event": "ended"})

    def tell(self, command: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def wait(self, event: str, seconds: float = 60) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while True:
            try:
                heard = self.events.get(timeout=max(0.01, until - time.monotonic()))
            except queue.Empty:
                raise Void(f"no '{event}' within {seconds} s: {self.stats()}") from None
            if heard["event"] == event:
                return heard
            if heard["event"] in ("ended", "failed"):
                raise Void(f"the reader {heard['event']} while '{event}' was awaited: {heard}")

    def ask(self, command: str, answer: str, seconds: float = 30) -> dict[str, Any]:
        self.tell(command)
        return self.wait(answer, seconds)

    def start(self, expect: int = 0) -> dict[str, Any]:
        return self.ask(f"start {expect}", "started")

    def stats(self) -> dict[str, Any]:
        return self.ask("stats", "stats")

    def times(self) -> list[tuple[int, int, int, int]]:
        """(position, µs of the first socket, µs of the last socket or 0, sockets) for each position."""
        return [tuple(row) for row in self.ask("times", "times")["positions"]]

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        stop(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)


def measure(reader: Reader, server: int, expect: int, send: Callable[[], object], seconds: float = 120) -> dict[str, Any]:
    """What the reader counted from the start of sending to the last of `expect` deliveries.

    `per_s` is what everyone means; `per_cpu_s` divides by the server's own CPU time instead, and is therefore
    deaf to neighbours on the machine. `share` below 1 is how much of its core the server really had.
    """
    reader.start(expect)
    before = cpu_seconds(server)
    send()
    stats = reader.wait("reached", seconds)
    wall, cpu = (stats["last_us"] - stats["start_us"]) / 1e6, cpu_seconds(server) - before
    if stats["busy"] > READER_BUSY_AT_MOST:
        raise Void(f"the reader was the bottleneck: busy {stats['busy']}")
    return {**stats, "per_s": stats["delivered"] / wall, "per_cpu_s": stats["delivered"] / cpu, "share": cpu / wall}


# ------------------------------------------------------------------ what is sent

ROW = (
    '<article id="item-{n}" class="item item--status" data-v="1"><header class="item-head">'
    '<a class="avatar" href="/people/{n}/"><img src="/media/avatars/{n}-64.webp" alt="" width="40" height="40"'
    ' loading="lazy"></a><p class="item-by"><a href="/people/{n}/">Max de Vries</a> <span class="item-to">in '
    '<a href="/groups/bouwplaats/">Bouwplaats</a></span></p><a class="item-when" href="/items/{n}/">'
    '<time datetime="2026-01-15T09:30:00Z">09:30</time></a></header><div class="prose"><p>Morgen om half tien'
    " zetten we de eerste balken van de nieuwe hal. Wie wil komen kijken is van harte welkom; veiligheidsschoenen"
    " staan klaar bij de poort. Daarna is er koffie met iets lekkers in de keet, en om elf uur lopen we samen de"
    ' tekeningen na met iedereen die daar vragen over heeft.</p></div><footer class="item-foot"><form method="post"'
    ' action="/items/{n}/reactions/"><button class="react" name="kind" value="like"><svg class="icon"><use'
    ' href="#thumbs-up"></use></svg> Leuk</button></form><a class="talk" href="/items/{n}/#comments"><svg'
    ' class="icon"><use href="#message"></use></svg> Reageer</a></footer></article>'
)


def run_frame(position: int, stream: str = "a1", html: str = ROW) -> bytes:
    """One position of one stream, as the live channel says it."""
    row = html.replace("{n}", str(100000 + position))
    frame = {
        "t": "run", "s": stream, "from": position, "to": position,
        "o": [{"id": f"item-{100000 + position}", "v": 1, "html": row, "n": {"comments": 0, "reactions": 0}}],
    }  # fmt: skip
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False).encode()


# ------------------------------------------------------------------ figures


def median(values: Iterable[float]) -> float:
    return float(statistics.median(values))


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(figures: dict[str, float | int | str]) -> None:
    """The last lines of every benchmark."""
    for name, value in figures.items():
        print(f"{name}={value:.4g}" if isinstance(value, float) and value < 1000 else f"{name}={value:.0f}"
              if isinstance(value, float) else f"{name}={value}")  # fmt: skip
    sys.stdout.flush()


def record(section: str, cells: dict[str, object]) -> None:
    """Adds a row to the table under `## section` of RESULTS.md, and the heading or the table when they are new."""
    names, rule = "| " + " | ".join(cells) + " |", "|" + " --- |" * len(cells)
    row = "| " + " | ".join(str(value) for value in cells.values()) + " |"
    lines = RESULTS.read_text().splitlines() if RESULTS.exists() else ["# Results"]
    if f"## {section}" not in lines:
        lines += ["", f"## {section}"]
    at = lines.index(f"## {section}") + 1
    end = next((n for n in range(at, len(lines)) if lines[n].startswith("## ")), len(lines))
    while end > at and not lines[end - 1].strip():
        end -= 1
    has_table = lines[end - 1].startswith("|")
    lines[end:end] = [row] if has_table else ["", names, rule, row]
    RESULTS.write_text("\n".join(lines) + "\n")
