import json
import logging

from .lanes import DUE, LaneFull, Lanes
from .validate import Invalid, check

log = logging.getLogger("yardlane")

STATUS = {200: "200 OK", 201: "201 Created", 400: "400 Bad Request", 404: "404 Not Found", 409: "409 Conflict"}


class App:
    """The WSGI application."""

    def __init__(self, lanes=None):
        self.lanes = lanes or Lanes()
        self.routes = {("POST", "/orders"): self.take, ("GET", "/lanes"): self.show}

    def __call__(self, environ, start_response):
        route = self.routes.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        code, answer = route(environ) if route else (404, {"error": "no such page"})
        body = json.dumps(answer).encode()
        start_response(STATUS[code], [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def take(self, environ):
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            order = json.loads(raw)
            check(order)
        except Invalid as err:
            return 400, {"error": str(err)}
        except json.JSONDecodeError:
            return 400, {"error": "not JSON"}
        lane = order["lane"]
        try:
            self.lanes.put(lane, order)
        except LaneFull:
            return 409, {"error": f"{lane} is full"}
        log.info("%s to %s by %s", order["ref"], order["site"], lane)
        return 201, {"ref": order["ref"], "lane": lane, "due": DUE[lane]}

    def show(self, environ):
        return 200, {lane: self.lanes.refs(lane) for lane in DUE}
