import pytest

from nightcopy import weekly


class Target:
    def __init__(self, failures):
        self.failures, self.tries, self.names = failures, 0, []

    def send(self, path, name):
        self.tries += 1
        if self.tries <= self.failures:
            raise OSError("gone")
        self.names.append(name)


def test_all_files():
    target = Target(0)
    assert weekly.archive("sets/office", target) == 2
    assert sorted(target.names) == ["hr__leave.txt", "plan.txt"]


def test_four_failures_are_survived():
    target = Target(4)
    assert weekly.archive("sets/office", target) == 2
    assert target.tries == 6


def test_five_are_not():
    target = Target(99)
    with pytest.raises(OSError):
        weekly.archive("sets/office", target)
    assert target.tries == 5
