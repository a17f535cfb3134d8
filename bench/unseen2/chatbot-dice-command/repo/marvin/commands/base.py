class UsageError(Exception):
    """Shown to whoever typed the command."""


class Command:
    name = ""
    usage = ""

    def __init__(self, bot):
        self.bot = bot

    def run(self, args: list[str], *, user: str) -> str:
        raise NotImplementedError

    def fail(self):
        raise UsageError(f"usage: !{self.name} {self.usage}".rstrip())
