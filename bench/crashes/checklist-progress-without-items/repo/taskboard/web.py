import logging

from taskboard import store

log = logging.getLogger("taskboard")

HELP = "A green bar means that nothing is left to do, so an empty board is green from the start."


def board_page(number):
    board = store.load(number)
    rows = [f"{item.name}: {item.progress}%" for item in board.checklists]
    state = "green" if board.finished else "grey"
    return "\n".join([f"{board.title} [{board.progress}% {state}]", *rows, HELP])


def application(environ, start_response):
    path = environ["PATH_INFO"]
    log.info("GET %s", path)
    try:
        body = board_page(int(path.rsplit("/", 1)[1]))
    except Exception:
        log.exception("GET %s -> 500", path)
        start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
        return [b"internal error"]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body.encode()]
