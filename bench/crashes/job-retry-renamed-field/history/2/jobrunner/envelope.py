"""Making of envelopes; see docs/envelope.md."""
import itertools

_numbers = itertools.count(1000)


def new(kind, payload):
    return {"id": f"j-{next(_numbers)}", "kind": kind, "attempts": 0, "payload": payload}


def again(job, reason):
    """The envelope with which a failed job goes back into the queue."""
    return dict(job, attempts=job["attempts"] + 1)
