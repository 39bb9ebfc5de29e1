"""A backup of one database restored into the other, and everything that must not be restored."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Audience, Member, Membership
from media import blobs
from media.models import Blob
from plein.backup import make_backup
from plein.restore import BadBackup, restore, verify
from realtime.models import Epoch, Event, Stream
from social.items.models import Item
from tests.live.stack import Postgres
from tests.people import square

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Nora’s café: “één”, <script>, 🙂\n\ttwo lines"


@pytest.fixture
def town(transactional_db, settings, tmp_path):
    """Max and Nora, a post with a file, somebody signed in."""
    from tests.people import People

    settings.MEDIA_ROOT = tmp_path / "files"
    people = People()
    item = Item.objects.for_system("a story").create(kind=Item.Kind.STATUS, author=people.nora, audience=square(), text=TEXT)
    Membership.objects.create(audience=Audience.objects.create(kind=Audience.Kind.LISTED), member=people.max)
    Stream.objects.create(name=item.stream, head=3, audience=item.audience_id)
    Epoch.current()
    with blobs.arriving([b"a pic", b"ture"], 100) as loose, blobs.beside_sweeps():
        blobs.keep(loose)
        blobs.row_of(loose)
    Client().force_login(people.max)
    assert Session.objects.exists()
    return people


def rows() -> list:
    return [
        list(Member.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        list(Item.objects.for_system("a story").order_by("pk").values()),
        list(Blob.objects.values()),
        list(Stream.objects.exclude(name=Stream.ACCESS).values()),
    ]


def test_everything_comes_back_and_everybody_signs_in_again(town, tmp_path):
    before, epoch = rows(), Epoch.current()
    make_backup(tmp_path / "b.tar")
    Item.objects.for_system("later").update(text="changed")
    later = Item.objects.for_system("later").create(kind=Item.Kind.STATUS, author=town.max, audience=square(), text="later")
    town.max.name = "Somebody else"
    town.max.save()
    blob = Blob.objects.get()
    blobs.path_of(blob.sha256).unlink()
    restore(tmp_path / "b.tar")
    assert rows() == before
    assert blobs.path_of(blob.sha256).read_bytes() == b"a picture"
    assert not Session.objects.exists()
    assert Epoch.current() != epoch
    assert not Event.objects.exists()
    newest = Item.objects.for_system("after").create(kind=Item.Kind.STATUS, author=town.max, audience=square(), text="after")
    assert newest.pk > later.pk


def test_positions_of_access_only_rise(town, tmp_path):
    make_backup(tmp_path / "b.tar")
    Stream.objects.update_or_create(name=Stream.ACCESS, defaults={"head": 41})
    restore(tmp_path / "b.tar")
    assert Stream.objects.get(name=Stream.ACCESS).head == 42


@pytest.mark.parametrize("harm", ["cut", "changed", "no manifest", "another version", "a member too many", "no tar"])
def test_a_backup_that_is_not_whole_changes_nothing(town, tmp_path, harm):
    whole, bad = tmp_path / "b.tar", tmp_path / "bad.tar"
    make_backup(whole)
    spoil(whole, bad, harm)
    before, epoch = rows(), Epoch.current()
    with pytest.raises(BadBackup):
        restore(bad)
    assert (rows(), Epoch.current(), Session.objects.exists()) == (before, epoch, True)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", bad, "--yes")


def spoil(whole: Path, bad: Path, harm: str) -> None:
    data = bytearray(whole.read_bytes())
    if harm == "cut":
        bad.write_bytes(data[: len(data) // 2])
        return
    if harm == "no tar":
        bad.write_bytes(b"hello" * 1000)
        return
    with tarfile.open(whole) as source, tarfile.open(bad, "w") as target:
        for entry in source:
            content = bytearray(source.extractfile(entry).read())
            if harm == "no manifest" and entry.name == "manifest.json":
                continue
            if harm == "changed" and entry.name.startswith("files/"):
                content[0] ^= 1
            if harm == "another version" and entry.name == "manifest.json":
                manifest = json.loads(content)
                manifest["migrations"].append("social.0099_from_the_future")
                content = json.dumps(manifest).encode()
                entry.size = len(content)
            target.addfile(entry, io.BytesIO(bytes(content)))
            if harm == "a member too many" and entry.name.startswith("files/"):
                entry.name = "files/../../../etc/passwd"
                target.addfile(entry, io.BytesIO(bytes(content)))


def test_a_backup_says_what_is_in_it(town, tmp_path, capsys):
    call_command("backup", tmp_path / "b.tar")
    call_command("verify-backup", tmp_path / "b.tar")
    said = capsys.readouterr().out
    assert "1 files" in said
    assert "2 accounts_member" in said
    assert "The backup is whole." in said
    assert verify(tmp_path / "b.tar")["tables"]["social_item"]["rows"] == 1
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def manage(folder: Path, url: str, *words: str) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEIN_", "DATABASE_", "REDIS_", "DJANGO_"))}
    env |= {"PLEIN_DATA": str(folder)} | ({"DATABASE_URL": url} if url else {})
    ended = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


@pytest.mark.live
def test_a_backup_of_sqlite_becomes_a_postgresql_and_comes_home_the_same(town, tmp_path):
    """From the database of this test to SQLite, to PostgreSQL, and to SQLite again."""
    first, tmp = tmp_path / "first.tar", tmp_path / "pg"
    make_backup(first)
    tmp.mkdir()
    for folder in (tmp_path, tmp):
        folder.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and folder.name.startswith("pytest-"):
            folder.chmod(0o755)
    postgres = Postgres(tmp)
    try:
        url = postgres.start().url
        one, two, three = (tmp_path / name for name in ("one", "two", "three"))
        for folder, there in ((one, ""), (two, url), (three, "")):
            manage(folder, there, "migrate", "--verbosity", "0")
        manage(one, "", "restore", str(first), "--yes")
        manage(one, "", "backup", str(tmp_path / "second.tar"))
        manage(two, url, "restore", str(tmp_path / "second.tar"), "--yes")
        manage(two, url, "backup", str(tmp_path / "third.tar"))
        manage(three, "", "restore", str(tmp_path / "third.tar"), "--yes")
    finally:
        postgres.stop()
    members = [verify(tmp_path / name)["members"] for name in ("first.tar", "second.tar", "third.tar")]
    for name in members[0]:
        if "realtime_stream" not in name:
            assert members[0][name] == members[1][name] == members[2][name], name
    with sqlite3.connect(three / "plein.sqlite3") as home:
        assert home.execute("SELECT text FROM social_item").fetchall() == [(TEXT,)]
    home.close()
