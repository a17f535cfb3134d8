from parlour.dispatch import handle
from parlour.room import Room


def talk(*lines):
    room = Room("lobby")
    for line in lines:
        handle(room, "mira", line)
    return room


def test_topic_is_set():
    room = talk("/topic  Tea at five ")
    assert room.topic == "Tea at five"
    assert room.log == ["mira set the topic to: Tea at five"]


def test_nick_and_back():
    assert talk("/nick Mimi", "hi", "/nick", "hi").log == ["<Mimi> hi", "<mira> hi"]


def test_info():
    assert talk("/info").log == ["lobby: 0 lines", "topic of lobby: (none)"]
