import asyncio
import logging

from .notify import NoOwner, proof_ready

log = logging.getLogger("inkproof.worker")


class Worker:
    def __init__(self, directory, outbox):
        self.queue = asyncio.Queue()
        self.directory, self.outbox = directory, outbox
        self.orphans = []

    async def put(self, job):
        await self.queue.put(job)

    async def drain(self):
        """Works until the queue is empty."""
        while not self.queue.empty():
            job = await self.queue.get()
            try:
                await proof_ready(job, self.directory, self.outbox)
            except NoOwner as err:
                log.warning("nobody owns %s", err)
                self.orphans.append(job)
            finally:
                self.queue.task_done()
