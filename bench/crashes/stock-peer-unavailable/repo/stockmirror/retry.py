import functools
import logging
import time
import urllib.error

log = logging.getLogger("stockmirror")


def retry(times, pause):
    """Calls again after a 5xx of the peer; the last error goes to the caller."""
    def deco(fn):
        @functools.wraps(fn)
        def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return fn(*args, **kwargs)
                except urllib.error.HTTPError as err:
                    if err.code < 500 or attempt == times:
                        raise
                    log.warning("attempt %d of %d: %s", attempt, times, err)
                    time.sleep(pause)
        return wrapper
    return deco
