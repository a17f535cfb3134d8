import re

from .base import Command

DICE = re.compile(r"(\d*)d(\d+)([+-]\d+)?")


class Roll(Command):
    name = "roll"
    usage = "[N]dSIDES[+-M]"

    def run(self, args):
        found = DICE.fullmatch(args[0] if args else "1d6")
        if not found:
            self.fail()
        number, sides, plus = int(found[1] or 1), int(found[2]), int(found[3] or 0)
        if not 1 <= number <= 20 or sides < 1:
            self.fail()
        return str(sum(self.bot.rng.randint(1, sides) for _ in range(number)) + plus)


class Flip(Roll):
    name = "flip"
    usage = ""

    def run(self, args, *, user):
        return "heads" if super().run(["1d2"]) == "1" else "tails"
