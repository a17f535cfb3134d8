import functools
import logging

log = logging.getLogger("flagship.audit")


def audited(function):
    """Logs each answer of an evaluation."""
    @functools.wraps(function)
    def wrapper(flag, user, country):
        answer = function(flag, user, country)
        log.info("%s(%s, %s, %s) = %r", function.__name__, flag, user, country, answer)
        return answer
    return wrapper
