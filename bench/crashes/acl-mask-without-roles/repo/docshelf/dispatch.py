import logging

from docshelf import handlers
from docshelf.guard import Forbidden

log = logging.getLogger("docshelf")
ROUTES = {"open": handlers.open_document, "append": handlers.append}


def call(route, user, **arguments):
    """Gives (status, text)."""
    try:
        return 200, ROUTES[route](user, **arguments)
    except Forbidden as refusal:
        log.info("refused: %s", refusal)
        return refusal.status, "forbidden"
    except Exception:
        log.exception("%s failed user=%s arguments=%s", route, user, arguments)
        return 500, "internal error"
