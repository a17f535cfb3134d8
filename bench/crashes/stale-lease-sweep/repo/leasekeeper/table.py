from .lease import Lease


class Taken(Exception):
    pass


class LeaseTable:
    def __init__(self, clock, on_lapse=None):
        self._clock = clock
        self._leases = set()
        self._on_lapse = on_lapse

    def __len__(self):
        return len(self._leases)

    def acquire(self, resource, owner, seconds):
        for lease in self._leases:
            if lease.resource == resource and not lease.lapsed(self._clock()):
                raise Taken(f"{resource} is held by {lease.owner}")
        lease = Lease(resource, owner, self._clock() + seconds)
        self._leases.add(lease)
        return lease

    def release_all(self, owner):
        """Give back whatever the owner holds; returns how many."""
        mine = [lease for lease in self._leases if lease.owner == owner]
        for lease in mine:
            self._leases.discard(lease)
        return len(mine)

    def sweep(self):
        """Remove every lapsed lease and tell the listener about each, after it has left the table."""
        now = self._clock()
        swept = 0
        for lease in self._leases:
            if lease.lapsed(now):
                self._leases.discard(lease)
                swept += 1
                if self._on_lapse:
                    self._on_lapse(lease)
        return swept
