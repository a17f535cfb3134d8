import json
import logging

from rostering import leave, shifts  # noqa: F401  (register routes)
from rostering.guard import Forbidden
from rostering.http import Request
from rostering.routes import find

log = logging.getLogger("rostering.wsgi")


def application(environ, start_response):
    req = Request(environ)
    handler, args = find(req.method, req.path)
    if handler is None:
        return reply(start_response, "404 Not Found", {"error": "no such page"})
    try:
        body = handler(req, *args)
    except Forbidden as exc:
        return reply(start_response, "403 Forbidden", {"error": str(exc)})
    except Exception:
        log.exception("%s %s user=%s", req.method, req.path, req.session.login)
        return reply(start_response, "500 Internal Server Error", {"error": "internal"})
    return reply(start_response, "200 OK", body)


def reply(start_response, status, body):
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]
