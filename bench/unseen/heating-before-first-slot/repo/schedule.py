# A schedule is the same every day. Each slot lasts until the next one begins, over midnight as well.


def minutes(clock):
    h, m = clock.split(":")
    return 60 * int(h) + int(m)


def parse(lines):
    """[(minute of the day, degrees, mode)] in order"""
    slots = []
    for line in lines:
        line = line.split("#")[0].split()
        if line:
            slots.append((minutes(line[0]), float(line[1]), line[2]))
    if not slots:
        raise ValueError("a schedule needs one slot at least")
    return sorted(slots)


def mode_at(slots, minute):
    current = slots[-1]
    for slot in slots:
        if slot[0] <= minute:
            current = slot
    return current[2]


def target_at(slots, minute):
    for begin, degrees, _ in slots:
        if begin <= minute:
            target = degrees
    return target
