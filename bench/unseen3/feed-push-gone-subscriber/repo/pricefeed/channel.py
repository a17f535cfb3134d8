class Gone(Exception):
    """The other side has hung up."""


class Channel:
    """One connected client. Keeps what was written to it."""

    def __init__(self, name):
        self.name = name
        self.open = True
        self.received = []

    def write(self, message):
        if not self.open:
            raise Gone(self.name)
        self.received.append(message)

    def hang_up(self):
        self.open = False
