"""A file that only looks like a backup is refused in a sentence, before anything is changed."""

import gzip
import io
import tarfile

import pytest

from plein import restore
from plein.restore import BadBackup, verify

MEMBERS = "tables/accounts_member.jsonl.gz"
HOSTILE = {
    "a way out": [("files/../../x", b"x")],
    "an absolute name": [("/etc/x", b"x")],
    "a manifest that is a list": [("manifest.json", b"[]")],
    "a manifest without parts": [("manifest.json", b'{"format": 1}')],
    "a manifest of numbers": [("manifest.json", b'{"format": 1, "members": 3}')],
    "a manifest that names what is not there": [("manifest.json", b'{"format": 1, "members": {}, "tables": {"x": {"rows": 1}}}')],
    "a manifest without bottom": [("manifest.json", b"[" * 100_000)],
    "no gzip": [(MEMBERS, b"xx")],
}


def packed(path, entries, kind=None):
    with tarfile.open(path, "w") as tar:
        for name, data in entries:
            entry = tarfile.TarInfo(name)
            if kind:
                entry.type, entry.linkname = kind, "/etc/hostname"
                tar.addfile(entry)
            else:
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    return path


@pytest.mark.parametrize("entries", HOSTILE.values(), ids=HOSTILE.keys())
def test_it_is_refused_in_a_sentence(tmp_path, entries):
    with pytest.raises(BadBackup):
        verify(packed(tmp_path / "x.tar", entries))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_refused(tmp_path, kind):
    with pytest.raises(BadBackup, match="does not belong"):
        verify(packed(tmp_path / "x.tar", [("files/abc", b"")], kind))


def test_a_row_without_end_is_not_read_into_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(restore, "LONGEST_ROW", 2 * restore.CHUNK)
    table = gzip.compress(b"[" * (8 * restore.CHUNK))
    with pytest.raises(BadBackup, match="longer than any row"):
        verify(packed(tmp_path / "x.tar", [(MEMBERS, table)]))


def test_rows_are_counted_across_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(restore, "CHUNK", 7)
    monkeypatch.setattr(restore, "LONGEST_ROW", 30)
    (tmp_path / "t").write_bytes(gzip.compress(b"".join(b"x" * n + b"\n" for n in range(30))))
    assert restore._rows_in(tmp_path / "t") == 30
