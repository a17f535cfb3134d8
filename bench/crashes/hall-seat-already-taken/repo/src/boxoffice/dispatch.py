import logging

from boxoffice.errors import HTTPError

log = logging.getLogger("boxoffice")


def respond(hall, method, path, who):
    seat = path.rsplit("/", 1)[1]
    if method == "GET":
        return 200, hall.owner(seat) or "free"
    hall.sell(seat, who)
    return 201, f"{seat} for {who}"


def handle(hall, method, path, who=None):
    try:
        status, text = respond(hall, method, path, who)
    except HTTPError as error:
        log.error("%s %s by %s: %d", method, path, who, error.status, exc_info=error)
        status, text = error.status, error.detail
    log.info("%s %s -> %d %s", method, path, status, text)
    return status, text
