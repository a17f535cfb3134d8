import pytest

from silo import quotas
from silo.sizes import human, parse


def test_human():
    assert [human(n) for n in (0, 1023, 1024, 1536, 10 * 1024 ** 2, 1610612736)] == [
        "0", "1023", "1K", "1.5K", "10M", "1.5G"]


def test_parse():
    assert parse("300m\n") == 300 * 1024 ** 2 and parse("17") == 17
    for text in ("-1", "-2G", "", "G", "lots"):
        with pytest.raises(ValueError):
            parse(text)


def test_over():
    assert quotas.over({"a": 10, "b": 10}, {"a": 11, "b": 10, "c": 99}) == {"a": 1}
