import logging
from dataclasses import dataclass, field

from .backoff import wait_seconds

log = logging.getLogger("courierhooks")


@dataclass
class Delivery:
    url: str
    body: bytes
    not_before: float = 0
    tries: int = 0


@dataclass
class Sender:
    post: object  # callable(url, body) -> (status, headers)
    clock: object
    waiting: list = field(default_factory=list)

    def offer(self, delivery):
        """True when the peer took it; otherwise it waits for another try."""
        status, headers = self.post(delivery.url, delivery.body)
        delivery.tries += 1
        log.info("POST %s -> %d", delivery.url, status)
        if status < 300:
            return True
        now = self.clock()
        delivery.not_before = now + wait_seconds(headers, now)
        self.waiting.append(delivery)
        return False

    def due(self):
        now = self.clock()
        ready = [d for d in self.waiting if d.not_before <= now]
        self.waiting = [d for d in self.waiting if d.not_before > now]
        return ready
