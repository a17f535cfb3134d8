import contextlib
import copy

from boxoffice.errors import Conflict, NotFound


class Hall:
    def __init__(self, rows="ABC", width=20):
        self._seats = {f"{row}{number}": None for row in rows for number in range(1, width + 1)}

    @contextlib.contextmanager
    def transaction(self):
        """Puts the seats back as they were when the block fails."""
        before = copy.copy(self._seats)
        try:
            yield self._seats
        except BaseException:
            self._seats = before
            raise

    def owner(self, seat):
        if seat not in self._seats:
            raise NotFound(f"there is no seat {seat}")
        return self._seats[seat]

    def sell(self, seat, buyer):
        owner = self.owner(seat)
        with self.transaction() as seats:
            seats[seat] = buyer
            if owner is not None and owner != buyer:
                raise Conflict(f"seat {seat} is taken")
