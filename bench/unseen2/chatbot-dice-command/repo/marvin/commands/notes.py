from .base import Command


class Remember(Command):
    name = "remember"
    usage = "TEXT"

    def run(self, args, *, user):
        if not args:
            self.fail()
        self.bot.memory[user] = " ".join(args)
        return "noted"


class Recall(Command):
    name = "recall"

    def run(self, args, *, user):
        return self.bot.memory.get(user, "nothing")
