DEFAULT_WAIT = 30
LONGEST_WAIT = 3600


def wait_seconds(headers, now):
    """How long a peer that answered 429 or 503 wants to be left alone.

    Retry-After comes as seconds or as an HTTP date. DEFAULT_WAIT when the header is absent; never more than
    LONGEST_WAIT.
    """
    value = headers.get("Retry-After")
    if value is None:
        return DEFAULT_WAIT
    return min(int(value), LONGEST_WAIT)
