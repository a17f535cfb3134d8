import json

from .session import Session


class Request:
    def __init__(self, environ):
        self.method = environ["REQUEST_METHOD"]
        self.path = environ["PATH_INFO"]
        self.session = Session.from_cookie(environ.get("HTTP_COOKIE", ""))
        self._stream = environ.get("wsgi.input")
        self._length = int(environ.get("CONTENT_LENGTH") or 0)

    def json(self):
        return json.loads(self._stream.read(self._length) or b"{}")
