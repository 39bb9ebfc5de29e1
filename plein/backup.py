"""A backup: one tar that either database can be restored from.

`tables/<table>.jsonl.gz` (a row a line, the values in the order the manifest says), `files/<sha256>`, and last of all
`manifest.json`: a backup that was cut short has none. Sessions, tasks, receipts and events are left out: they mean
nothing in another time.
"""

import contextlib
import datetime
import decimal
import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

import plein
from media import blobs
from media.models import Blob

FORMAT = 1
# Made by `migrate`, the same everywhere.
DERIVED = {"contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions"}
FORGOTTEN = {
    "sessions.Session",
    "usersessions.UserSession",
    "django_tasks_database.DBTaskResult",
    "accounts.Receipt",
    "realtime.Event",
    "realtime.Epoch",
    "plein.Schedule",
    "social.Entry",  # made anew from what was restored
}


def kept_models() -> list:
    """The models whose rows a backup holds."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and m._meta.label not in DERIVED | FORGOTTEN]


def forgotten_models() -> list:
    return [apps.get_model(label) for label in FORGOTTEN]


def migrations() -> list[str]:
    """The migrations this database has, as `app.name`."""
    installed = {config.label for config in apps.get_app_configs()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted(f"{app}.{name}" for app, name in cursor.fetchall() if app in installed)


def make_backup(path: Path) -> dict:
    """Write the backup to `path`, whole or not at all; return its manifest. The server may run meanwhile."""
    handle, loose = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out, blobs.beside_sweeps(), tarfile.open(fileobj=out, mode="w") as tar:
            manifest = _write(tar)
            tar.close()
            out.flush()
            os.fsync(out.fileno())
        os.replace(loose, path)
    finally:
        Path(loose).unlink(missing_ok=True)
    return manifest


def _write(tar: tarfile.TarFile) -> dict:
    manifest = {"format": FORMAT, "plein": plein.VERSION, "made_at": timezone.now().isoformat(), "members": {}}
    with one_moment():
        manifest["migrations"] = migrations()
        manifest["tables"] = {model._meta.db_table: _write_table(tar, model, manifest["members"]) for model in kept_models()}
        files = list(Blob.objects.order_by("pk").values_list("sha256", "size"))
    for sha256, _size in files:
        tar.add(blobs.path_of(sha256), f"files/{sha256}", recursive=False)
        manifest["members"][f"files/{sha256}"] = sha256
    manifest["files"] = {"count": len(files), "bytes": sum(size for _sha256, size in files)}
    _add(tar, "manifest.json", json.dumps(manifest, indent=1).encode())
    return manifest


@contextlib.contextmanager
def one_moment():
    """A transaction that sees the database as it was at one moment, and stops nobody from writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        usual, connection.transaction_mode = connection.transaction_mode, None
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = usual
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield


def _write_table(tar: tarfile.TarFile, model, members: dict) -> dict:
    """Add the table to the tar; return what the manifest says of it."""
    name = f"tables/{model._meta.db_table}.jsonl.gz"
    count = 0
    with tempfile.TemporaryFile() as loose:
        with gzip.GzipFile(fileobj=loose, mode="wb", compresslevel=6, mtime=0) as packed:
            for row in rows_of(model):
                packed.write(json.dumps(row, default=as_text, ensure_ascii=False).encode() + b"\n")
                count += 1
        size = loose.tell()
        loose.seek(0)
        members[name] = hashlib.file_digest(loose, "sha256").hexdigest()
        loose.seek(0)
        tar.addfile(_entry(name, size), loose)
    return {"rows": count, "columns": [field.column for field in model._meta.concrete_fields]}


def rows_of(model) -> Iterator[tuple]:
    names = [field.attname for field in model._meta.concrete_fields]
    return model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000)


def as_text(value) -> str:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    raise TypeError(f"a backup cannot hold {type(value).__name__} yet")


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(timezone.now().timestamp())
    return entry


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    tar.addfile(_entry(name, len(data)), io.BytesIO(data))
