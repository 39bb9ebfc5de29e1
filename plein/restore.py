"""Reading a backup, and putting a database and its files back to it: everything is checked first, then all or nothing."""

import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.cache import cache
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from media import blobs
from plein.backup import FORMAT, forgotten_models, kept_models, migrations
from realtime.models import Epoch, Stream
from social.search.actions import rebuild

CHUNK = 1024 * 1024
BATCH = 500
LONGEST_ROW = 8 * 1024 * 1024  # bytes
PLAIN = re.compile(r"[a-z0-9_]{1,80}(\.jsonl\.gz)?\Z")


class BadBackup(Exception):
    """Why this backup cannot be used, as a sentence."""


def verify(path: Path, keep: Path | None = None) -> dict:
    """Read all of the backup, check every hash and count, and return its manifest; with `keep`, unpack into that folder."""
    hashes: dict[str, str] = {}
    counts: dict[str, int] = {}
    manifest = None
    with tempfile.TemporaryDirectory() as spare, _whole(path) as tar:
        for entry in tar:
            if manifest is not None:
                raise BadBackup("Something stands behind the end of this backup.")
            if entry.name == "manifest.json":
                manifest = json.load(tar.extractfile(entry))
                continue
            place, name = _known(entry)
            target = (keep or Path(spare)) / f"{place}-{name}" if keep or place == "tables" else Path(os.devnull)
            hashes[entry.name] = _unpack(tar.extractfile(entry), target)
            if place == "tables":
                counts[name] = _rows_in(target)
    try:
        _compare(manifest, hashes, counts)
    except (AttributeError, KeyError, TypeError) as error:
        raise BadBackup(f"This backup's manifest is damaged ({error!r}).") from error
    return manifest


def _rows_in(table: Path) -> int:
    """Count the lines, whatever a hostile file unpacks to: no line is read into memory before its length is known."""
    count = line = 0
    with gzip.open(table) as packed:
        while chunk := packed.read(CHUNK):
            count += chunk.count(b"\n")
            line = len(chunk) - chunk.rfind(b"\n") - 1 + (0 if b"\n" in chunk else line)
            if line > LONGEST_ROW:
                raise BadBackup("A row of this backup is longer than any row of Plein.")
    return count


@contextlib.contextmanager
def _whole(path: Path):
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError, OSError, ValueError, RecursionError) as error:
        raise BadBackup(f"This is not a whole backup ({error}).") from error


def _known(entry: tarfile.TarInfo) -> tuple[str, str]:
    """Return the place and name of a member; its name becomes one of a file here, so it must be a plain one."""
    place, _, name = entry.name.partition("/")
    if not entry.isfile() or place not in {"tables", "files"} or not PLAIN.match(name):
        raise BadBackup(f"{entry.name} does not belong in a backup.")
    return place, name


def _unpack(source, target: Path) -> str:
    """Copy the member to `target`; return its hash."""
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _compare(manifest: dict | None, hashes: dict[str, str], counts: dict[str, int]) -> None:
    if manifest is None:
        raise BadBackup("This backup was cut short: its manifest is missing.")
    if manifest.get("format") != FORMAT:
        raise BadBackup(f"This backup has format {manifest.get('format')}; this Plein reads format {FORMAT}.")
    if hashes != manifest["members"]:
        wrong = sorted(name for name in hashes.keys() | manifest["members"].keys() if hashes.get(name) != manifest["members"].get(name))
        raise BadBackup(f"This backup is damaged: {', '.join(wrong[:5])}.")
    for table, said in manifest["tables"].items():
        if counts[f"{table}.jsonl.gz"] != said["rows"]:
            raise BadBackup(f"This backup is damaged: {table} does not have the {said['rows']} rows it should have.")


def restore(path: Path) -> dict:
    """Put database and files back to the backup, end all sessions and start another epoch; return the manifest.

    Files come first, under the hash of what is in them, where nobody sees them before the rows that name them.
    Raises BadBackup before anything is changed.
    """
    with tempfile.TemporaryDirectory(dir=blobs.loose_folder(), prefix="restore-") as name:
        folder = Path(name)
        manifest = verify(path, keep=folder)
        _refuse_other_shape(manifest)
        with blobs.beside_sweeps():
            _place_files(manifest, folder)
            _replace_rows(manifest, folder)
    cache.clear()
    return manifest


def _refuse_other_shape(manifest: dict) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BadBackup("This database is not up to date; run manage.py migrate first.")
    theirs, ours = set(manifest["migrations"]), set(migrations())
    if theirs != ours:
        differing = ", ".join(sorted(theirs ^ ours)[:5])
        raise BadBackup(f"This backup is of another version of Plein ({manifest['plein']}): {differing}. Restore it with that version.")
    here = {model._meta.db_table: [field.column for field in model._meta.concrete_fields] for model in kept_models()}
    if here != {table: said["columns"] for table, said in manifest["tables"].items()}:
        raise BadBackup("The tables of this backup are not those of this Plein.")


def _place_files(manifest: dict, folder: Path) -> None:
    for name in manifest["members"]:
        place, _, sha256 = name.partition("/")
        if place == "files":
            target = blobs.path_of(sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            loose = folder / f"files-{sha256}"
            loose.chmod(0o640)
            shutil.move(loose, target)


def _replace_rows(manifest: dict, folder: Path) -> None:
    models = kept_models()
    with transaction.atomic(), connection.cursor() as cursor:
        _keep_writers_out(cursor, models + forgotten_models())
        last_access = Stream.objects.filter(name=Stream.ACCESS).values_list("head", flat=True).first() or 0
        for model in models + forgotten_models():
            cursor.execute(f"DELETE FROM {_quoted(model)}")  # noqa: S608
        for model in models:
            _insert(cursor, model, folder / f"tables-{model._meta.db_table}.jsonl.gz")
        _renew_sequences(cursor, models)
        _go_on_counting(last_access)
        rebuild()
        Epoch.renew()


def _keep_writers_out(cursor, models) -> None:
    """Until the commit nobody adds rows; readers go on. SQLite's transaction does that by itself."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        cursor.execute(f"LOCK TABLE {', '.join(_quoted(model) for model in models)} IN EXCLUSIVE MODE")


def _quoted(model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _insert(cursor, model, source: Path) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    command = f"INSERT INTO {_quoted(model)} ({columns}) VALUES ({marks})"  # noqa: S608
    for batch in _batches(source):
        rows = [[f.get_db_prep_save(_value(f, v), connection) for f, v in zip(fields, row, strict=True)] for row in batch]
        cursor.executemany(command, rows)


def _value(field, value):
    if value is None or field.get_internal_type() == "JSONField":
        return value
    return (field.target_field if field.is_relation else field).to_python(value)


def _batches(source: Path) -> Iterator[list]:
    batch = []
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _renew_sequences(cursor, models) -> None:
    """Numbers that were given out are not given out again, nor those in the backup: never lower a sequence."""
    if connection.vendor != "postgresql":
        return
    for model in models:
        key = model._meta.pk
        if key.get_internal_type() in {"AutoField", "BigAutoField", "SmallAutoField"}:
            column = connection.ops.quote_name(key.column)
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted(model), key.column])
            sequence = cursor.fetchone()[0]
            highest = f"(SELECT max({column}) FROM {_quoted(model)})"  # noqa: S608
            cursor.execute(f"SELECT setval('{sequence}', greatest((SELECT last_value FROM {sequence}), {highest}, 1))")  # noqa: S608


def _go_on_counting(last_access: int) -> None:
    """Positions of `access` only ever rise: a process that still counts from before must not miss what comes."""
    stream, _new = Stream.objects.get_or_create(name=Stream.ACCESS)
    Stream.objects.filter(name=Stream.ACCESS).update(head=max(stream.head, last_access) + 1)
