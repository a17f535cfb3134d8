import logging

from jobrunner import envelope, handlers

log = logging.getLogger("jobrunner")
MAX_ATTEMPTS = 3


class Worker:
    def __init__(self, queue):
        self.queue = queue
        self.finished = []

    def drain(self):
        while True:
            job = self.queue.take()
            if job is None:
                return
            self.step(job)

    def step(self, job):
        log.info("job %s kind=%s attempt=%d", job["id"], job["kind"], job["attempts"] + 1)
        try:
            handlers.ALL[job["kind"]](**job["payload"])
        except handlers.Failed as failure:
            self.failed(job, str(failure))
        else:
            self.finished.append(job["id"])

    def failed(self, job, reason):
        if job["attempts"] + 1 < MAX_ATTEMPTS:
            self.queue.put(envelope.again(job, reason))
