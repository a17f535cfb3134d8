from datetime import datetime, timezone


def parse_stamp(text):
    """An aware datetime from what the store holds."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment


def format_stamp(moment):
    return moment.isoformat(timespec="seconds")
