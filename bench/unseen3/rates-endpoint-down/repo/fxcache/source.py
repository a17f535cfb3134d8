import json
import logging
import time
import urllib.request

log = logging.getLogger("fxcache.source")

ATTEMPTS = 3


class Source:
    def __init__(self, url, backoff=2.0, timeout=5.0):
        self.url = url
        self.backoff = backoff
        self.timeout = timeout

    def fetch(self):
        """{"base": ..., "rates": {...}}. Raises OSError when the service cannot be reached."""
        for attempt in range(ATTEMPTS):
            try:
                with urllib.request.urlopen(self.url, timeout=self.timeout) as answer:
                    return json.load(answer)
            except OSError as err:
                log.warning("attempt %d: %s", attempt + 1, err)
                if attempt + 1 == ATTEMPTS:
                    raise
                time.sleep(self.backoff * 2 ** attempt)
