import json
from collections import deque


class Queue:
    def __init__(self, jobs=()):
        self._jobs = deque(jobs)
        self.dead = []

    @classmethod
    def load(cls, path):
        with open(path) as lines:
            return cls(json.loads(line) for line in lines)

    def put(self, job):
        self._jobs.append(job)

    def take(self):
        return self._jobs.popleft() if self._jobs else None

    def bury(self, job):
        self.dead.append(job)
