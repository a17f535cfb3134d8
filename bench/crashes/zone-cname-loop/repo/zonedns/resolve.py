class ResolveError(Exception):
    """The zone holds no usable answer for the name."""


def addresses(zone, name):
    """IPv4 addresses of a name; aliases are followed as far as they go. Empty for an unknown name."""
    found = list(zone.get(name, "A"))
    for target in zone.get(name, "CNAME"):
        found += addresses(zone, target)
    return found


def follow_dname(zone, name):
    """The name after all DNAME substitutions.

    Raises ResolveError when the substitutions go round in a circle.
    """
    seen = {name}
    while True:
        for (owner, rtype), values in zone.records.items():
            if rtype == "DNAME" and name.endswith("." + owner):
                name = name[:-len(owner)] + values[0]
                break
        else:
            return name
        if name in seen:
            raise ResolveError(f"{name}: circular DNAME")
        seen.add(name)
