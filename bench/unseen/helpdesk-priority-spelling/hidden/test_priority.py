import pytest

from helpline.migrate import overview, tickets
from helpline.vocab import Priority


def priority(text):
    (t,) = tickets([f"1\tweb\tnew\t{text}\tx"])
    return t.priority


def test_any_spelling():
    assert [priority(p) for p in ("High", "URGENT", "low", "Normal")] == [
        Priority.HIGH, Priority.URGENT, Priority.LOW, Priority.NORMAL]


def test_export():
    with open("export/tickets.tsv", encoding="utf-8") as fh:
        assert [line.split()[0] for line in overview(fh)] == ["4416", "4415", "4410"]


def test_unknown_word():
    with pytest.raises(ValueError):
        priority("asap")
