from datetime import datetime, timezone


def parse_instant(value) -> datetime:
    """An aware UTC time from epoch seconds (units up to 6.x) or ISO 8601 text (units from 7.0 on)."""
    if isinstance(value, str):
        return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(timezone.utc)
    return datetime.fromtimestamp(value, tz=timezone.utc)
