import logging
import time
from collections import defaultdict

log = logging.getLogger("lobbyhub")


class NotHere(KeyError):
    pass


class Hub:
    def __init__(self, idle=30, clock=time.monotonic):
        self.idle = idle
        self.clock = clock
        self.rooms = {}                  # room -> nick -> when last heard of
        self.inbox = defaultdict(list)   # nick -> lines not yet fetched

    def join(self, room, nick):
        members = self.rooms.setdefault(room, {})
        if nick not in members:
            self._tell(room, f"{nick} joined")
        members[nick] = self.clock()

    def touch(self, room, nick):
        if nick not in self.rooms.get(room, ()):
            raise NotHere(nick)
        self.rooms[room][nick] = self.clock()

    def leave(self, room, nick):
        members = self.rooms.get(room)
        if not members or nick not in members:
            raise NotHere(nick)
        del members[nick]
        if members:
            self._tell(room, f"{nick} left")
        else:
            del self.rooms[room]
            log.info("room %s closed", room)

    def sweep(self):
        """Puts out everybody who has been silent for too long; says how many these were."""
        limit = self.clock() - self.idle
        gone = 0
        for room, members in self.rooms.items():
            for nick, seen in members.items():
                if seen < limit:
                    self.leave(room, nick)
                    gone += 1
        return gone

    def fetch(self, nick):
        return self.inbox.pop(nick, [])

    def _tell(self, room, line):
        for nick in self.rooms[room]:
            self.inbox[nick].append(f"[{room}] {line}")
