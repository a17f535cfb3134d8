from bisect import insort


class Taken(Exception):
    pass


class Rooms:
    def __init__(self, names):
        self.bookings = {name: [] for name in names}

    def book(self, room, window, by):
        for other, holder in self.bookings[room]:
            if window.overlaps(other):
                raise Taken(f"{holder} has it, {other}")
        insort(self.bookings[room], (window, by))

    def list(self, room):
        return [(str(window), by) for window, by in self.bookings[room]]
