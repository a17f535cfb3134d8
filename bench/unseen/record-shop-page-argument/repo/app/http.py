from urllib.parse import parse_qsl, urlsplit


class BadRequest(Exception):
    pass


class Request:
    def __init__(self, url):
        parts = urlsplit(url)
        self.path = parts.path
        self.args = dict(parse_qsl(parts.query))


def int_arg(request, name, default):
    text = request.args.get(name)
    if text is None:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise BadRequest(f"{name} has to be a positive number")
    return int(text)


class App:
    def __init__(self):
        self.routes = {}

    def route(self, path):
        def add(view):
            self.routes[path] = view
            return view
        return add

    def get(self, url):
        request = Request(url)
        view = self.routes.get(request.path)
        if view is None:
            return 404, None
        try:
            return 200, view(request)
        except BadRequest as exc:
            return 400, {"error": str(exc)}
