"""The organisation of 4,500 members and 100,000 posts, on SQLite and on PostgreSQL: made once, copied for every run.

What was made stands in bench/build, under a key of the migrations and the demo; with either changed it is made anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg

from bench.harness import BENCH, READER_CORE, ROOT, SERVER_CORE, Void
from tests.live.stack import Postgres, Redis
from tests.run import install_missing, present

BUILD = BENCH / "build"
MEMBERS, ITEMS = 4500, 100_000
OTHERS = re.compile(r"(PLEIN_|DATABASE_|REDIS_|DJANGO_|EMAIL_|PORT$|SERVER$|HOST$)")


def key(members: int = MEMBERS, items: int = ITEMS) -> str:
    """Return the name of this organisation, as long as the tables and the demo stay what they are."""
    sha = hashlib.sha256(f"{members} {items}".encode())
    demo = (path for path in (ROOT / "plein" / "demo").rglob("*") if path.suffix in {".py", ".txt"})
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("social/search/*.py"), *demo]):
        sha.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return sha.hexdigest()[:12]


def clean_env(**more: str) -> dict[str, str]:
    """The environment without what an operator set for a Plein of their own."""
    return {name: value for name, value in os.environ.items() if not OTHERS.match(name)} | more


def manage(env: Mapping[str, str], *words: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise Void(f"manage.py {words[0]} ended with {done.returncode}")


def _make(env: Mapping[str, str], members: int, items: int) -> None:
    print(f"Making an organisation of {members} members and {items} posts; it is kept for the next runs", flush=True)
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "demo", "--members", str(members), "--items", str(items))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One benchmark at a time: two would measure each other, and share a PostgreSQL that ends with the first."""
    with (_build() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another benchmark is running; waiting until it has ended", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def on_sqlite(members: int = MEMBERS, items: int = ITEMS) -> Iterator[dict[str, str]]:
    """The environment of a server on a fresh copy of the organisation in SQLite."""
    made = BUILD / f"organisation-{key(members, items)}"
    with alone():
        if not made.exists():
            for old in BUILD.glob("organisation-*"):
                shutil.rmtree(old)
            half = Path(tempfile.mkdtemp(prefix="half-", dir=_build()))
            _make(clean_env(PLEIN_DATA=str(half)), members, items)
            half.rename(made)
        yield from _copy(made)


def _copy(made: Path) -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="run-", dir=_build()) as folder:
        shutil.copytree(made, folder, dirs_exist_ok=True)
        yield clean_env(PLEIN_DATA=folder)


@contextlib.contextmanager
def on_postgres(members: int = MEMBERS, items: int = ITEMS) -> Iterator[dict[str, str]]:
    """The same in PostgreSQL, with Redis beside it; both are our own and end with the run."""
    with alone(), tempfile.TemporaryDirectory(prefix="run-", dir=_build()) as folder, _services(Path(folder)) as (postgres, redis):
        name = f"organisation_{key(members, items)}"
        env = clean_env(PLEIN_DATA=folder, REDIS_URL=redis.url, PLEIN_REDIS_PREFIX="bench")
        with psycopg.connect(postgres.url, autocommit=True) as admin:
            names = {row[0] for row in admin.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")}
            if name not in names:
                for old in names - {"postgres"}:
                    admin.execute(f'DROP DATABASE "{old}"')
                admin.execute("DROP DATABASE IF EXISTS half")
                admin.execute("CREATE DATABASE half")
                _make(env | {"DATABASE_URL": _at(postgres, "half")}, members, items)
                admin.execute(f'ALTER DATABASE half RENAME TO "{name}"')
            admin.execute("DROP DATABASE IF EXISTS run")
            admin.execute(f'CREATE DATABASE run TEMPLATE "{name}"')
        with psycopg.connect(_at(postgres, "run"), autocommit=True) as fresh:
            fresh.execute("VACUUM ANALYZE")  # as autovacuum would have done by now
        yield env | {"DATABASE_URL": _at(postgres, "run")}


@contextlib.contextmanager
def _services(folder: Path) -> Iterator[tuple[Postgres, Redis]]:
    """A PostgreSQL whose databases outlive the run and a Redis that does not, on the server's core."""
    if not (present("postgres") and present("redis-server")):
        install_missing()
    postgres, redis = Postgres(_build()), Redis(folder)
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        postgres.stop()  # one that a killed run left behind
        postgres.start()
        redis.start()
        os.sched_setaffinity(0, {READER_CORE})
        yield postgres, redis
    finally:
        redis.stop()
        postgres.stop()


def _at(postgres: Postgres, database: str) -> str:
    return postgres.url.rpartition("/")[0] + f"/{database}"


def _build() -> Path:
    BUILD.mkdir(exist_ok=True)
    return BUILD


DATABASES = {"sqlite": on_sqlite, "postgres": on_postgres}
