import random

from marvin.bot import Bot


def test_notes_are_per_user():
    bot = Bot()
    bot.hear("a", "!remember x y")
    assert bot.hear("a", "!recall") == "a: x y"
    assert bot.hear("b", "!recall") == "b: nothing"
    assert bot.hear("b", "!remember") == "b: usage: !remember TEXT"


def test_flip():
    bot = Bot(random.Random(4))
    assert {bot.hear("a", "!flip") for _ in range(40)} == {"a: heads", "a: tails"}


def test_other_lines():
    assert Bot().hear("a", "hello") is None
    assert Bot().hear("a", "!dance") == "a: I do not know !dance"
    assert Bot().hear("a", "!help") == "!flip !recall !remember !roll"
