import logging
import queue
import threading

from .letters import KINDS

log = logging.getLogger("quill")


class Worker(threading.Thread):
    def __init__(self, **common):
        super().__init__(daemon=True)
        self.events = queue.Queue()
        self.letters = []
        self.failed = 0
        self.common = common

    def run(self):
        while (event := self.events.get()) is not None:
            try:
                self.letters.append(KINDS[event["kind"]](event, **self.common))
            except Exception:
                self.failed += 1
                log.exception("letter %s for order %s failed", event["kind"], event["order"]["number"])
