"""Second attempt at dead letters after the stock was corrected by hand."""
from .deadletters import DeadLetters
from .jobs import JobError, decode


def replay(letters, stock):
    left = DeadLetters()
    for entry in letters.entries:
        try:
            job = decode(entry["line"])
        except JobError as exc:
            left.add(None, entry["line"], str(exc))
            continue
        try:
            stock.apply(job)
        except JobError as exc:
            left.add(job.id, entry["line"], str(exc))
    return left
