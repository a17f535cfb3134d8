"""Talks to the pager gateway."""
import logging
import time

log = logging.getLogger("pagebridge.gateway")


class Undeliverable(Exception):
    """The gateway did not take a page in all our attempts."""


class Rejected(Exception):
    """The gateway took notice of a page and does not want it, for instance because of an unknown number."""


class Gateway:
    def __init__(self, transport, attempts=3, pause=2.0, sleep=time.sleep):
        self.transport = transport
        self.attempts = attempts
        self.pause = pause
        self.sleep = sleep

    def submit(self, number, text):
        """Hands over a page. Returns the gateway's receipt."""
        for attempt in range(1, self.attempts + 1):
            try:
                receipt = self.transport.send(number, text[:160])
                break
            except TimeoutError:
                log.warning("no answer for %s, attempt %d", number, attempt)
                if attempt < self.attempts:
                    self.sleep(self.pause * attempt)
        return receipt
