import json
from urllib.parse import parse_qs

from gazetteer.catalogue import Catalogue


class Application:
    def __init__(self, path):
        self.catalogue = Catalogue(path)
        self.routes = {"/find": self.find}

    def __call__(self, environ, start_response):
        query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        route = self.routes.get(environ["PATH_INFO"])
        answer = route(**query) if route else None
        start_response("200 OK" if answer is not None else "404 Not Found", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    def find(self, q):
        return self.catalogue.find(q)

