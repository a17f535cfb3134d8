import json
from dataclasses import dataclass


class JobError(Exception):
    """A job that can not be carried out."""


@dataclass
class Job:
    id: str
    kind: str
    barcode: str


def decode(raw: str) -> Job:
    try:
        data = json.loads(raw)
        return Job(str(data["id"]), data["kind"], data["barcode"])
    except (ValueError, KeyError, TypeError) as exc:
        raise JobError(f"unreadable line: {exc!r}") from exc
