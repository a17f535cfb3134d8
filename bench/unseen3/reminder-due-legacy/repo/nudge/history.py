from datetime import timedelta

from .stamps import parse_stamp


def sent_within(entries, now, days):
    """What went out in the last days, newest first."""
    since = now - timedelta(days=days)
    found = [(parse_stamp(e["sent"]), e) for e in entries if e["sent"]]
    return [e for moment, e in sorted(found, key=lambda pair: pair[0], reverse=True) if moment >= since]
