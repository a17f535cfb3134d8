import logging

log = logging.getLogger("gatekeeper")


class RequireToken:
    """Lets requests through which carry a token that is known and has not expired."""

    def __init__(self, application, book):
        self.application = application
        self.book = book

    def __call__(self, environ, start_response):
        name = environ.get("HTTP_X_TOKEN", "")
        token = self.book.get(name)
        log.info("path=%s", environ.get("PATH_INFO"))
        if token is None or token.expired():
            start_response("401 Unauthorized", [("Content-Type", "text/plain")])
            return [b"token required\n"]
        environ["gatekeeper.subject"] = token.subject
        return self.application(environ, start_response)
