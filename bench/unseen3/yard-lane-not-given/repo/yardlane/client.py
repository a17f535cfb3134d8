import io
import json


class Client:
    """Calls a WSGI application without a server."""

    def __init__(self, app):
        self.app = app

    def call(self, method, path, body=None):
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        status = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(raw)),
                   "wsgi.input": io.BytesIO(raw)}
        chunks = self.app(environ, lambda line, headers: status.append(line))
        return int(status[0].split()[0]), json.loads(b"".join(chunks))
