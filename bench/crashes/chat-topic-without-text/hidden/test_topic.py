import pytest

from parlour.dispatch import handle
from parlour.room import Room


@pytest.mark.parametrize("line", ["/topic", "/topic ", "/topic   "])
def test_shows_the_topic(line):
    room = Room("lobby")
    handle(room, "joon", "/topic Tea")
    handle(room, "joon", line)
    assert room.topic == "Tea"
    assert room.log[-1].endswith("topic of lobby: Tea")
    assert len(room.log) == 2


def test_shows_that_there_is_none():
    room = Room("lobby")
    handle(room, "joon", "/topic")
    assert len(room.log) == 1 and "topic of lobby: (none)" in room.log[0]


def test_still_sets():
    room = Room("lobby")
    handle(room, "joon", "/topic a b  c")
    assert room.topic == "a b  c"
    assert room.log == ["joon set the topic to: a b  c"]
