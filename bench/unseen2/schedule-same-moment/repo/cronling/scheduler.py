import heapq
import logging

log = logging.getLogger("cronling")


class Scheduler:
    def __init__(self, clock):
        self.clock = clock
        self._heap = []

    def __len__(self):
        return len(self._heap)

    def at(self, moment, job):
        heapq.heappush(self._heap, (moment, job))

    def cancel(self, name):
        """Takes out a job; True when it was there."""
        left = [entry for entry in self._heap if entry[-1].name != name]
        found = len(left) < len(self._heap)
        heapq.heapify(left)
        self._heap = left
        return found

    def next_moment(self):
        return self._heap[0][0] if self._heap else None

    def pending(self):
        return [(moment, job.name) for moment, job in sorted(self._heap)]

    def run_due(self):
        """Runs what is due; returns the names in the order they ran."""
        ran = []
        now = self.clock()
        while self._heap and self._heap[0][0] <= now:
            moment, job = heapq.heappop(self._heap)
            job.run()
            job.runs += 1
            ran.append(job.name)
            if job.every:
                self.at(moment + job.every, job)
        return ran
