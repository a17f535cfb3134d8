import logging

log = logging.getLogger("kurz.web")


class Application:
    def __init__(self, links):
        self.links = links

    def __call__(self, environ, start_response):
        status, headers, body = self.dispatch(environ["PATH_INFO"].lstrip("/"))
        log.info("%s %s", environ["PATH_INFO"], status)
        start_response(status, headers)
        return [body.encode()]

    def dispatch(self, path):
        if not path:
            return "200 OK", [], "kurz\n"
        if path.endswith("+"):
            hits = self.links.hits(path[:-1])
            return self.missing() if hits is None else ("200 OK", [], f"{hits}\n")
        target = self.links.expand(path)
        if target is None:
            return self.missing()
        return "302 Found", [("Location", target)], ""

    def missing(self):
        return "404 Not Found", [], "no such link\n"
