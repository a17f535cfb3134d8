import json
from urllib.parse import parse_qs

from gazetteer.catalogue import Catalogue


class Application:
    def __init__(self, path):
        self.catalogue = Catalogue(path)
        self.routes = {"/find": self.find, "/suggest": self.suggest}

    def __call__(self, environ, start_response):
        query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        answer = self.routes[environ["PATH_INFO"]](**query)
        start_response("200 OK" if answer is not None else "404 Not Found", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    def find(self, q):
        return self.catalogue.find(q)

    def suggest(self, q):
        return self.catalogue.suggest(q)
