import pytest

from nightcopy import daily
from nightcopy.transport import push


class Flaky:
    def __init__(self, failures):
        self.failures = failures
        self.tries = 0
        self.names = []

    def send(self, path, name):
        self.tries += 1
        if self.tries <= self.failures:
            raise OSError("share is gone")
        self.names.append(name)


def test_gives_up():
    target = Flaky(9)
    with pytest.raises(OSError):
        push("x/y.txt", target, attempts=2)
    assert target.tries == 2


def test_daily_is_patient():
    target = Flaky(2)
    daily.main("sets/office", target)
    assert target.names == ["plan.txt"] and target.tries == 3
