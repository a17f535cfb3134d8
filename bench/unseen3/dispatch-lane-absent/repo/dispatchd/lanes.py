import heapq
import itertools

# lane -> hours until delivery
DUE = {"day": 9, "night": 20, "bulk": 72}
CAPACITY = {"day": 40, "night": 200, "bulk": 5000}


class LaneFull(Exception):
    pass


class Lanes:
    """One queue a lane. Small orders go first, then first come, first served."""

    def __init__(self):
        self._queues = {lane: [] for lane in DUE}
        self._ticket = itertools.count()

    def put(self, lane, order):
        if self.units(lane) + order["units"] > CAPACITY[lane]:
            raise LaneFull(lane)
        heapq.heappush(self._queues[lane], (order["units"], next(self._ticket), order))

    def units(self, lane):
        return sum(units for units, _, _ in self._queues[lane])

    def refs(self, lane):
        return [order["ref"] for _, _, order in sorted(self._queues[lane])]
