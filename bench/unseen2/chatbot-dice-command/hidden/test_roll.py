import random

from marvin.bot import Bot


class Ones(random.Random):
    def randint(self, a, b):
        return a


def test_roll():
    bot = Bot(Ones())
    assert bot.hear("a", "!roll 3d6+2") == "a: 5"
    assert bot.hear("a", "!roll d8-1") == "a: 0"
    assert bot.hear("a", "!roll") == "a: 1"


def test_usage():
    assert Bot().hear("a", "!roll 99d6") == "a: usage: !roll [N]dSIDES[+-M]"
    assert Bot().hear("a", "!roll x") == "a: usage: !roll [N]dSIDES[+-M]"


def test_spread():
    bot = Bot(random.Random(9))
    assert {bot.hear("a", "!roll d3") for _ in range(60)} == {"a: 1", "a: 2", "a: 3"}


def test_neighbours():
    bot = Bot(Ones())
    assert bot.hear("a", "!flip") == "a: heads"
    bot.hear("a", "!remember k")
    assert bot.hear("a", "!recall") == "a: k"


def test_called_as_the_base_says():
    bot = Bot(Ones())
    assert bot.commands["roll"].run(["2d4"], user="q") == "2"
    assert bot.commands["flip"].run([], user="q") == "heads"
