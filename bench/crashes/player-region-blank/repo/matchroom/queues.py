from collections import defaultdict

from .servers import server_for


class Queue:
    size = 2

    def __init__(self):
        self.waiting = []

    def join(self, player):
        self.waiting.append(player)

    def pools(self):
        pools = defaultdict(list)
        for player in sorted(self.waiting, key=lambda p: -p.rating):
            pools[player.region.lower()].append(player)
        return pools

    def matches(self):
        """(server, player, ...) for each full group, strongest players first."""
        found = []
        for region, players in self.pools().items():
            for i in range(0, len(players) - self.size + 1, self.size):
                found.append((server_for(region), *map(str, players[i:i + self.size])))
        return found


class Squad(Queue):
    size = 4
