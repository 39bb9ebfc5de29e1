"""Two questions of whoever watches over the server: does it live, and can it do its work."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from realtime import live

_up_to_date = False


@login_not_required
@require_safe
def alive(request):
    """This process answers."""
    return JsonResponse({"alive": True})


@login_not_required
@require_safe
def ready(request):
    """The database answers and is up to date, and the live channel reads it; else 503."""
    try:
        parts = {"database": database_answers(), "migrations": migrations_applied(), "live": live.is_fresh()}
    except DatabaseError:
        parts = {"database": False}
    fine = all(parts.values())
    return JsonResponse({"ready": fine, **parts}, status=200 if fine else 503)


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations_applied() -> bool:
    """Ask once: a process that was up to date stays so."""
    global _up_to_date
    if not _up_to_date:
        executor = MigrationExecutor(connection)
        _up_to_date = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _up_to_date
