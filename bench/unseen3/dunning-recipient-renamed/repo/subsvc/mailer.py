from dataclasses import dataclass, field


@dataclass
class Mailer:
    """Keeps the mails for the sender thread."""
    queue: list = field(default_factory=list)

    def send(self, to, subject, body):
        self.queue.append((to, subject, body))


def euros(cents):
    return f"{cents // 100}.{cents % 100:02d} EUR"
