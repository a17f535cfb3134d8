def usage(reading):
    return reading.now - reading.before


def total(readings):
    return sum(usage(r) for r in readings)
