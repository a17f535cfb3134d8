import pytest

from edgeproxy import settings
from edgeproxy.__main__ import start

TEMPLATE = """[listen]
port = 1
drain = 1s
[upstream]
host = h
connect_timeout = 1s
idle_timeout = {}
retries = 0
"""


def idle(tmp_path, text):
    path = tmp_path / "s.ini"
    path.write_text(TEMPLATE.format(text))
    return settings.load(path).upstream.idle_timeout


@pytest.mark.parametrize("text, seconds", [("5m", 300.0), ("30s", 30.0), ("250ms", 0.25), ("1h", 3600.0), ("60", 60.0),
                                           ("2.5", 2.5)])
def test_units(tmp_path, text, seconds):
    got = idle(tmp_path, text)
    assert got == seconds and isinstance(got, float)


@pytest.mark.parametrize("text", ["soon", "5 days"])
def test_nonsense_is_still_refused(tmp_path, text):
    with pytest.raises(ValueError):
        idle(tmp_path, text)


def test_production():
    pool = start("deploy/production.ini")
    pool.touch("a", 0)
    assert pool.sweep(299) == [] and pool.sweep(301) == ["a"]
