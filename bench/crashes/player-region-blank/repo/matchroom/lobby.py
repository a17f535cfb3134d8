import json

from .player import Player
from .queues import Queue, Squad


def load(path):
    duel, squad = Queue(), Squad()
    with open(path) as fh:
        for entry in json.load(fh):
            player = Player(entry["name"], entry["rating"], entry["region"])
            (squad if entry["mode"] == "squad" else duel).join(player)
    return duel, squad
