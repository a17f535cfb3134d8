import pytest

from pagebridge.gateway import Gateway, Undeliverable
from pagebridge.spooler import Spooler


class Dead:
    def __init__(self, but=()):
        self.calls, self.but = [], but

    def send(self, number, text):
        self.calls.append(number)
        if number in self.but:
            return "ok-" + number
        raise TimeoutError


def test_raises_after_the_last_attempt():
    transport, naps = Dead(), []
    with pytest.raises(Undeliverable):
        Gateway(transport, attempts=3, sleep=naps.append).submit("1", "x")
    assert transport.calls == ["1"] * 3 and naps == [2.0, 4.0]


def test_others_are_sent_and_it_waits():
    spooler = Spooler(Gateway(Dead(but={"2"}), sleep=lambda s: None))
    first, second = spooler.put("1", "a"), spooler.put("2", "b")
    assert spooler.round() == 1
    assert spooler.state(first) == ("new", None, 1)
    assert spooler.state(second) == ("sent", "ok-2", 1)


def test_dead_after_four_rounds():
    spooler = Spooler(Gateway(Dead(), sleep=lambda s: None))
    page = spooler.put("1", "a")
    assert [spooler.round() for _ in range(5)] == [0] * 5
    assert spooler.state(page) == ("dead", None, 4)
