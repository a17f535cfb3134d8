from .clock import parse_instant


def trip_record(msg):
    start, end = parse_instant(msg["start"]), parse_instant(msg["end"])
    return {"unit": msg["unit"], "start": start, "minutes": (end - start).total_seconds() / 60}
