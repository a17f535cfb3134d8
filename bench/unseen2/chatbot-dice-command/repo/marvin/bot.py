import logging
import random

from .commands import Command
from .commands.base import UsageError

log = logging.getLogger("marvin")


def family(cls):
    for sub in cls.__subclasses__():
        yield sub
        yield from family(sub)


class Bot:
    def __init__(self, rng=None):
        self.rng = rng or random.Random()
        self.memory = {}
        self.commands = {cls.name: cls(self) for cls in family(Command)}

    def hear(self, user, text):
        """What the bot says to a line, or None."""
        if not text.startswith("!"):
            return None
        word, *args = text[1:].split() or [""]
        if word == "help":
            return " ".join(f"!{name}" for name in sorted(self.commands))
        command = self.commands.get(word)
        if command is None:
            return f"{user}: I do not know !{word}"
        log.info("%s runs %s", user, word)
        try:
            return f"{user}: {command.run(args, user=user)}"
        except UsageError as err:
            return f"{user}: {err}"
