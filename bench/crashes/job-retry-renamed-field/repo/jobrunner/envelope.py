"""Making of envelopes; see docs/envelope.md."""
import itertools

_numbers = itertools.count(1000)


def new(kind, payload):
    return {"id": f"j-{next(_numbers)}", "kind": kind, "attempts": 0, "payload": payload}


def again(job, reason):
    """The envelope with which a failed job goes back into the queue."""
    return {
        "id": job["id"],
        "kind": job["kind"],
        "attempt": job["attempts"] + 1,
        "payload": job["payload"],
        "reason": reason,
    }
