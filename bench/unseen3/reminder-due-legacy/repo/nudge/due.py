from datetime import datetime


def due(entries, now):
    """The open reminders whose time has come, earliest first."""
    found = []
    for entry in entries:
        at = datetime.fromisoformat(entry["at"])
        if at <= now:
            found.append((at, entry["id"], entry))
    return [entry for _, _, entry in sorted(found)]
