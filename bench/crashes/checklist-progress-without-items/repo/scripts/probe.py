"""Sends one request through the application, as the smoke test after a deployment does."""
import logging
import os
import sys
from wsgiref.util import setup_testing_defaults

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from taskboard.web import application  # noqa: E402

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
environ = {"PATH_INFO": sys.argv[1]}
setup_testing_defaults(environ)
for chunk in application(environ, lambda status, headers: logging.info("status %s", status)):
    if b"error" not in chunk:
        print(chunk.decode())
