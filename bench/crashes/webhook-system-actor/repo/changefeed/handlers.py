from .actors import from_payload
from .model import SYSTEM_ACTOR, Entry

HANDLERS = {}


def handles(event):
    def register(fn):
        HANDLERS[event] = fn
        return fn
    return register


@handles("comment")
def comment(payload):
    actor = from_payload(payload["actor"]) if "actor" in payload else SYSTEM_ACTOR
    return Entry(f"{actor.login} wrote: {payload['comment']['body'][:60]}", actor, actor.human)


@handles("merge")
def merge(payload):
    actor = from_payload(payload["actor"])
    change = payload["change"]
    return Entry(f"{actor.login} merged #{change['number']} into {change['branch']}", actor, actor.human)


@handles("ping")
def ping(payload):
    return None
