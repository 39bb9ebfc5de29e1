"""A whole Plein of its own: database, Redis, serving processes, people with sessions. Things here are killed on purpose."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds: float, what: str):
    """Poll until `condition()` is true; raise TimeoutError saying `what` after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError, httpx.HTTPError):
            if found := condition():
                return found
        if time.monotonic() > end:
            raise TimeoutError(f"{what} not within {seconds} s")
        time.sleep(0.05)


def listening(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), 0.5):
        return True


def end(process: subprocess.Popen | None) -> None:
    if process and process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


class Redis:
    """A private Redis that can be stopped, started empty, and frozen."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.process = folder, free_port(), None
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "Redis":
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for(lambda: listening(self.port), 10, "Redis")
        return self

    def stop(self) -> None:
        self.thaw()
        end(self.process)

    def heal(self) -> None:
        self.thaw()
        if self.process.poll() is not None:
            self.start()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)


class Postgres:
    """A private PostgreSQL cluster that can be restarted."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder / "postgres", free_port()
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1] if Path("/usr/lib/postgresql").exists() else None
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, *command: str) -> None:
        as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_other, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def start(self) -> "Postgres":
        program = str(self.bin / "initdb") if self.bin else "initdb"
        if not self.folder.exists():
            self.folder.mkdir()
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres")
            self._run(program, "-D", str(self.folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self._control("start")
        wait_for(lambda: listening(self.port), 20, "PostgreSQL")
        return self

    def _control(self, verb: str) -> None:
        program = str(self.bin / "pg_ctl") if self.bin else "pg_ctl"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=120"
        self._run(program, "-D", str(self.folder), "-m", "fast", "-w", "-l", str(self.folder / "log"), "-o", options, verb)

    def restart(self) -> None:
        self._control("restart")

    def heal(self) -> None:
        if not (self.folder / "postmaster.pid").exists():
            self._control("start")

    def stop(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._control("stop")


class Maker:
    """The long-lived process that makes people and groups (tests/live/make.py)."""

    def __init__(self, env: dict):
        command = [sys.executable, "-m", "tests.live.make"]
        self.process = subprocess.Popen(command, env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def ask(self, wishes: dict) -> dict:
        self.process.stdin.write(json.dumps(wishes) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        end(self.process)
        self.process.stdout.close()


class Stack:
    """`real`: PostgreSQL + Redis and several web processes; otherwise embedded: SQLite, one process.

    `beside`: a real stack whose database and Redis these web processes share.
    """

    def __init__(self, *, real: bool, server: str = "uvicorn", webs: int | None = None, beside: "Stack | None" = None):
        self.real, self.server, self.beside = real, server, beside
        self.folder = Path(tempfile.mkdtemp(prefix="plein-stack-"))
        self.folder.chmod(0o755)
        self.ports = [free_port() for _ in range(webs or (2 if real else 1))]
        self.webs: dict[int, subprocess.Popen] = {}
        self.redis = (beside.redis if beside else Redis(self.folder)) if real else None
        self.postgres = (beside.postgres if beside else Postgres(self.folder)) if real else None
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEIN_", "DATABASE_", "REDIS_", "DJANGO_", "EMAIL_"))}
        self.env |= {"PLEIN_DATA": str(self.folder / "data"), "PYTHONUNBUFFERED": "1"}
        self._maker: Maker | None = None

    def __enter__(self) -> "Stack":
        try:
            if self.beside:
                self.env = dict(self.beside.env)
            elif self.real:
                self.redis.start()
                self.postgres.start()
                self.env |= {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url, "PLEIN_REDIS_PREFIX": "t"}
            if not self.beside:
                self.manage("migrate", "--verbosity", "0")
            self.start_webs()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exc) -> None:
        if self._maker:
            self._maker.close()
        for process in self.webs.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
            end(process)
        if self.real and not self.beside:
            self.postgres.stop()
            self.redis.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def heal(self) -> None:
        """Start again what a story before this one left dead."""
        if self.real:
            self.redis.heal()
            self.postgres.heal()
        for process in self.webs.values():
            process.send_signal(signal.SIGCONT)
        self.start_webs()

    def base(self, n: int = 0) -> str:
        return f"http://127.0.0.1:{self.ports[n % len(self.ports)]}"

    def manage(self, *words: str, timeout: float = 120) -> str:
        """Run a management command against this stack and return what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        done = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def people(self, **wishes) -> dict:
        """Make people, groups and sessions as tests/live/make.py does; return ids and cookies."""
        if self._maker is None or self._maker.process.poll() is not None:
            self._maker = Maker(self.env)
        return self._maker.ask(wishes)

    def deed(self, **said) -> None:
        """Let a process do this (tests/live/deed.py), and die right after its commit: nobody's doorbell rings."""
        command = [sys.executable, "-m", "tests.live.deed", json.dumps(said)]
        done = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != -signal.SIGKILL:
            raise RuntimeError(f"{said} did not commit: {done.returncode} {done.stderr[-3000:]}")

    def start_webs(self) -> None:
        """Start the web processes that do not run, and wait until all are ready."""
        for port in self.ports:
            if port not in self.webs or self.webs[port].poll() is not None:
                self._launch(port)
        for port in self.ports:
            self.wait_ready(port)

    def start_web(self, n: int = 0) -> None:
        self._launch(self.ports[n])
        self.wait_ready(self.ports[n])

    def _launch(self, port: int) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port), "--server", self.server]
        with (self.folder / f"web-{port}.log").open("ab") as log:
            self.webs[port] = subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=log, stderr=log)

    def wait_ready(self, port: int) -> None:
        try:
            wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200, 60, f"web on {port}")
        except TimeoutError as late:
            raise TimeoutError(f"{late}: {self.log(port)[-3000:]}") from None

    def kill_web(self, n: int = 0) -> None:
        """kill -9, as a machine does that runs out of memory."""
        process = self.webs[self.ports[n]]
        process.kill()
        process.wait(10)

    def log(self, port: int) -> str:
        return (self.folder / f"web-{port}.log").read_text(errors="replace")

    def complaints(self) -> str:
        """What the web processes logged that was not an ordinary request."""
        lines = [line for port in self.ports for line in self.log(port).splitlines() if '"level": "info"' not in line]
        return "\n".join(lines[-60:])
