from datetime import date, timedelta

TASKS = [
    ("ana", "File taxes", date(2026, 3, 1), {"money", "home"}),
    ("ana", "Repot the fig", date(2026, 4, 2), {"garden"}),
    ("bo", "Renew pass", date(2026, 2, 28), set()),
]


def due(day, within=timedelta(days=7)):
    """Tasks by reader which fall due from the day on."""
    readers = {}
    for reader, title, when, tags in TASKS:
        if day <= when <= day + within:
            readers.setdefault(reader, []).append({"title": title, "due": when, "tags": tags})
    return readers
