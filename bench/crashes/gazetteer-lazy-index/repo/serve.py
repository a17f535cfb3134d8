"""Serves the gazetteer, or with --get answers one request and prints it."""
import sys
from wsgiref.handlers import SimpleHandler
from wsgiref.simple_server import make_server
from wsgiref.util import setup_testing_defaults

from gazetteer.web import Application


def get(application, target):
    path, _, query = target.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query}
    setup_testing_defaults(environ)
    handler = SimpleHandler(sys.stdin.buffer, sys.stdout.buffer, sys.stderr, environ)
    handler.origin_server = False
    handler.run(application)


if __name__ == "__main__":
    app = Application("places.tsv")
    if "--get" in sys.argv:
        get(app, sys.argv[sys.argv.index("--get") + 1])
    else:
        make_server("", 8000, app).serve_forever()
