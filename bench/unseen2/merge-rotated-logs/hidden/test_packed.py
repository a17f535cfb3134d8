import gzip
from datetime import datetime
from pathlib import Path

import pytest

from grepyard.files import in_order, started
from grepyard.search import context, hits


def test_order():
    assert [p.name for p in in_order(Path("logs"))] == ["web.log.1.gz", "api.log", "web.log"]


def test_hits():
    assert [(h.file, h.number) for h in hits(Path("logs"), "timeout")] == [
        ("web.log.1.gz", 2), ("api.log", 2), ("web.log", 2)]
    assert [h.text for h in hits(Path("logs"), "müller")] == ["2024-06-03T11:20:00 caller=web müller"]


def test_packed_between_plain(tmp_path):
    (tmp_path / "a.log").write_text("2024-01-03T00:00:00 x\n")
    (tmp_path / "b.log").write_text("")
    (tmp_path / "c.log.2.gz").write_bytes(gzip.compress("2024-01-04T00:00:00 x ß\n".encode()))
    (tmp_path / "d.log.3.gz").write_bytes(gzip.compress(b"2024-01-02T00:00:00 x\n"))
    (tmp_path / "e.log.4.gz").write_bytes(gzip.compress(b""))
    (tmp_path / "notes.txt").write_text("x\n")
    assert [p.name for p in in_order(tmp_path)] == ["d.log.3.gz", "a.log", "c.log.2.gz", "b.log", "e.log.4.gz"]
    assert started(tmp_path / "c.log.2.gz") == datetime(2024, 1, 4)
    assert context(tmp_path / "d.log.3.gz", 1) == ["2024-01-02T00:00:00 x"]


def test_rubbish_is_rubbish(tmp_path):
    (tmp_path / "a.log").write_bytes(b"\x8b\xff\n")
    with pytest.raises(ValueError):
        in_order(tmp_path)
