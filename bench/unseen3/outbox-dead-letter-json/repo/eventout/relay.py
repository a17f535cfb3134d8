import logging

from .broker import Refused

log = logging.getLogger("eventout.relay")
MAX_TRIES = 3


class Relay:
    def __init__(self, tables, broker):
        self.tables = tables
        self.broker = broker

    def run_once(self):
        """Tries everything in the outbox once; returns how many went out."""
        sent = 0
        for identity, topic, body, tries in self.tables.waiting():
            try:
                self.broker.publish(topic, body)
            except Refused as err:
                log.warning("event %d, try %d: %s", identity, tries + 1, err)
                if tries + 1 < MAX_TRIES:
                    self.tables.failed(identity)
                else:
                    self.tables.bury(identity, topic, body, {"error": str(err), "tries": tries + 1})
                continue
            self.tables.done(identity)
            sent += 1
        return sent
