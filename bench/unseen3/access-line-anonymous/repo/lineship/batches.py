from itertools import islice


def batches(records, size):
    """Lists of at most size records."""
    records = iter(records)
    while batch := list(islice(records, size)):
        yield batch
