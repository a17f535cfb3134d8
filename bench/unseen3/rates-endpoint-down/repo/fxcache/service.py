import logging

log = logging.getLogger("fxcache")


def current(source, cache, now):
    """The rates to sell at."""
    try:
        data = source.fetch()
    except OSError:
        data = cache.load(now)
        if data is None:
            log.error("no rates, and the cached ones are too old or missing")
            raise
        log.warning("using rates of %s", data["fetched"])
        return data["rates"]
    cache.save(data, now)
    return data["rates"]
