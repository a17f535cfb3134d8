import json


def events(path, seen):
    """The events of a file, each id once."""
    with open(path, encoding="utf-8") as fp:
        for line in fp:
            event = json.loads(line)
            if event["id"] in seen:
                continue
            seen.add(event["id"])
            yield event
