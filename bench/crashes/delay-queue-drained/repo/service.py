import logging

log = logging.getLogger("reminderd")


class Service:
    def __init__(self, queue, clock, say):
        self.queue = queue
        self.clock = clock
        self.say = say

    async def run(self, until):
        """Says each reminder when it is due, and returns at the given second or when nothing is left to say."""
        while True:
            at = self.queue.next_at()
            if at is None or at > until:
                return
            await self.clock.sleep_until(at)
            for text in self.queue.due(self.clock.now):
                self.say(text)

    def flush(self):
        """Says what is overdue, as after a restart."""
        texts = self.queue.due(self.clock.now)
        log.info("%d overdue", len(texts))
        for text in texts:
            self.say(text)
