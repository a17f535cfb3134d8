import json
import logging
from datetime import date

from .errors import Rejected
from .forms import member_form
from .members import Members

log = logging.getLogger("clubsignup")


class App:
    def __init__(self, today=date.today):
        self.today = today
        self.members = Members()

    def __call__(self, environ, start_response):
        try:
            status, body = "201 Created", self.create(environ)
        except Rejected as exc:
            log.exception("%s %s turned down", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            status, body = exc.status, {"field": exc.field, "reason": exc.reason}
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    def create(self, environ):
        raw = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        try:
            data = json.loads(raw)
        except ValueError:
            raise Rejected("body", "is no JSON") from None
        return {"number": self.members.add(member_form(data, self.today()))}
