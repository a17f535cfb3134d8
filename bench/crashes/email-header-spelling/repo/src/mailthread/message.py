class Message:
    """A mail: its headers and its text."""

    def __init__(self):
        self.headers = {}
        self.body = ""

    def add(self, name, value):
        """Sets a header; the last one wins."""
        self.headers[name.strip().lower()] = value.strip()

    @classmethod
    def parse(cls, text):
        head, _, body = text.partition("\n\n")
        message = cls()
        message.body = body
        name = None
        for line in head.splitlines():
            if line[:1].isspace() and name:
                message.headers[name] += " " + line.strip()
                continue
            name, _, value = line.partition(":")
            message.headers[name] = value.strip()
        return message

    @property
    def identity(self):
        return self.headers["message-id"]

    @property
    def parent(self):
        """Identity of the mail this one answers, or None."""
        return self.headers.get("in-reply-to")

    @property
    def subject(self):
        return self.headers.get("subject", "")
