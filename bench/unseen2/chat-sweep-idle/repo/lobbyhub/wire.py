"""The event file of the load balancer: seconds, verb, room, nick."""


def events(lines):
    for line in lines:
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        moment, verb, *rest = line.split()
        yield float(moment), verb, rest


def apply(hub, verb, rest):
    if verb == "sweep":
        return hub.sweep()
    return {"join": hub.join, "touch": hub.touch, "part": hub.leave}[verb](*rest)
