from datetime import datetime, timezone


def now() -> datetime:
    """The present moment, with its zone (always UTC)."""
    return datetime.now(timezone.utc)
