import pytest

from pricefeed.broker import Broker
from pricefeed.channel import Channel
from pricefeed.script import Script


def setup(*gone):
    broker = Broker()
    channels = {name: Channel(name) for name in "abcd"}
    for channel in channels.values():
        broker.subscribe("X", channel)
        broker.subscribe("Y", channel)
    for name in gone:
        channels[name].hang_up()
    return broker, channels


@pytest.mark.parametrize("gone", ["a", "b", "d", "ab", "bc", "abc", "abcd", ""])
def test_others_get_it(gone):
    broker, channels = setup(*gone)
    assert broker.publish("X", 1.0) == 4 - len(gone)
    for name, channel in channels.items():
        assert channel.received == ([] if name in gone else [("X", 1.0)])
    left = [name for name in "abcd" if name not in gone]
    assert broker.subscribers("X") == left
    assert broker.subscribers("Y") == left


def test_script():
    script = Script(Broker())
    with open("scripts/morning.txt") as fp:
        got = [script.do(line) for line in fp]
    assert [n for n in got if n is not None] == [3, 2, 0]
    assert [p for _, p in script.channels["mo"].received] == [101.5, 101.7]


def test_back_again():
    broker, channels = setup("b")
    broker.publish("X", 1.0)
    channels["b"].open = True
    broker.subscribe("X", channels["b"])
    assert broker.subscribers("X") == ["a", "c", "d", "b"]
    assert broker.publish("X", 2.0) == 4
