from __future__ import annotations

import json


class TooMany(Exception):
    pass


class Intake:
    LIMIT = 500

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, int]] = []

    def take(self, body: bytes) -> int:
        """Takes the events of a request's body; all of them or none."""
        document = json.loads(body)
        events = [(document["app"], event["name"], int(event["at"])) for event in document["events"]]
        if len(events) > self.LIMIT:
            raise TooMany(len(events))
        self.taken.extend(events)
        return len(events)
