import pytest

from buchimport.job import run


class Fake:
    def __init__(self, titles=None):
        self.titles = titles

    def changes(self, since):
        if self.titles is None:
            raise TimeoutError("timed out")
        return self.titles


def test_run():
    catalogue = {"1": "a"}
    assert run(Fake([{"isbn": "1", "gone": True}, {"isbn": "2", "name": "b"}]), catalogue, "x") == 2
    assert catalogue == {"2": "b"}


def test_silent_partner():
    catalogue = {"1": "a"}
    with pytest.raises(TimeoutError):
        run(Fake(), catalogue, "x")
    assert catalogue == {"1": "a"}
