import contextlib
import io
import os

import django.db
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.executor import MigrationExecutor

from plein import serving
from plein.models import Mark


class Command(BaseCommand):
    help = "Serves Plein: pages, files and the live channel."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--server", choices=["uvicorn", "daphne"], default=os.environ.get("SERVER") or "uvicorn")
        parser.add_argument("--workers", type=int, default=1, help="processes (uvicorn, with PostgreSQL and Redis)")
        parser.add_argument("--prepare", action="store_true", help="bring the database up to date first; fill an empty one with the demo")

    def handle(self, *, host, port, server, workers, prepare, **options):
        if workers > 1 and (settings.SQLITE or not settings.REDIS_URL or server == "daphne"):
            raise CommandError("More than one process needs uvicorn, PostgreSQL (DATABASE_URL) and Redis (REDIS_URL).")
        serving.refuse_taken(host, port)
        lock = serving.OneServer(settings.DATA / "serving.lock")
        if settings.SQLITE:
            lock.take()
        if prepare:
            prepare_database()
        refuse_old_database()
        serving.refuse_unsafe(host)
        serving.raise_file_limit()
        self.say_where(host, port)
        django.db.connections.close_all()
        with contextlib.suppress(KeyboardInterrupt):
            run(server, host, port, workers)

    def say_where(self, host, port):
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"Plein is at {settings.PLEIN_URL or f'http://{shown}:{port}'}  (Ctrl-C stops it)")
        if Mark.objects.filter(name=Mark.DEMO).exists():
            self.stdout.write(demo_logins())
        self.stdout.flush()


def prepare_database() -> None:
    """Migrate when there is something to migrate, and fill an empty database with the demo."""
    executor = MigrationExecutor(django.db.connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    from accounts.models import Member

    if "demo" in get_commands() and not Member.objects.exists():
        call_command("demo", stdout=io.StringIO())  # the logins are said last


def refuse_old_database() -> None:
    executor = MigrationExecutor(django.db.connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not up to date. Make a backup, then run: manage.py migrate")


def demo_logins() -> str:
    """Return the lines that say how to sign in to the demo."""
    try:
        from plein.management.commands.demo import LOGINS
    except ImportError:
        return ""
    return LOGINS


def run(server: str, host: str, port: int, workers: int) -> None:
    if server == "daphne":
        from plein import daphne

        return daphne.run(serving.application(), host, port, behind_proxy=settings.HTTPS)
    import uvicorn

    return uvicorn.run("plein.serving:application", factory=True, host=host, port=port, workers=workers, **serving.UVICORN)
