import pytest

from silo import quotas
from silo.sizes import human, parse


def test_fractions():
    assert parse("1.5G") == 1610612736
    assert parse("0.5k") == 512
    assert parse(" 2.5T ") == 2748779069440
    assert isinstance(parse("1.5G"), int)


def test_whole():
    assert (parse("2T"), parse("300M"), parse("17"), parse("0")) == (2199023255552, 314572800, 17, 0)


@pytest.mark.parametrize("text", ["x", "-1.5G", "", "1.5.5G", "G", "1,5G"])
def test_nonsense(text):
    with pytest.raises(ValueError):
        parse(text)


def test_our_file():
    assert quotas.read("data/quotas") == {"backups": 2 << 40, "cadteam": 1610612736, "intern": 314572800, "scratch": 512}


def test_round_trip(tmp_path):
    path = str(tmp_path / "q")
    quotas.write(path, {"a": 1610612736, "b": 5 << 30, "c": 1023})
    assert quotas.read(path) == {"a": 1610612736, "b": 5 << 30, "c": 1023}
    assert all(human(parse(human(n))) == human(n) for n in (1 << 30, 3 << 19, 5 << 9, 900))
