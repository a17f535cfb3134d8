import pytest

from pagebridge.gateway import Gateway, Rejected
from pagebridge.spooler import Spooler


class Flaky:
    def __init__(self, *answers):
        self.answers = list(answers)

    def send(self, number, text):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_second_attempt():
    naps = []
    gateway = Gateway(Flaky(TimeoutError(), "R1"), sleep=naps.append)
    assert gateway.submit("1", "x") == "R1"
    assert naps == [2.0]


def test_rejected_at_once():
    with pytest.raises(Rejected):
        Gateway(Flaky(Rejected("no"))).submit("1", "x")


def test_round():
    spooler = Spooler(Gateway(Flaky("R1", Rejected("no"))))
    first, second = spooler.put("1", "a"), spooler.put("2", "b")
    assert spooler.round() == 1
    assert spooler.state(first) == ("sent", "R1", 1)
    assert spooler.state(second) == ("dead", None, 1)
