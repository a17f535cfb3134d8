from __future__ import annotations

import bisect

DAY = 24 * 60


class Timetable:
    """Departures of one line at one stop, as minutes after midnight.

    The same table is valid every day. A departure on another day is given by a number below 0 (yesterday) or from
    1440 on (tomorrow), so that the difference to the asked minute is always the time one has to wait.
    """

    def __init__(self, minutes: list[int]) -> None:
        self.minutes = sorted(minutes)

    def previous(self, minute: int) -> int:
        """The last departure before the minute."""
        index = bisect.bisect_left(self.minutes, minute) - 1
        if index < 0:
            return self.minutes[-1] - DAY
        return self.minutes[index]

    def following(self, minute: int) -> int:
        """The first departure at the minute or after it."""
        return self.minutes[bisect.bisect_left(self.minutes, minute)]

    def wait(self, minute: int) -> int:
        return self.following(minute) - minute
