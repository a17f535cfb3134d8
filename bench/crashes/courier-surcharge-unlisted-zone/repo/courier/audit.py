import functools
import logging

log = logging.getLogger("courier.audit")


def audited(function):
    """Logs each answer of a quotation."""
    @functools.wraps(function)
    def wrapper(product, grams, zone):
        answer = function(product, grams, zone)
        log.info("%s(%s, %s, %s) = %r", function.__name__, product, grams, zone, answer)
        return answer
    return wrapper
