"""replay.py 'GET /code' ... - sends requests to the application, without a socket"""
import logging
import sys
from wsgiref.util import setup_testing_defaults

from kurz.storage import Links
from kurz.web import Application

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
links = Links()
links.put("gh", "https://example.org/repos", "ops")
app = Application(links)
for line in sys.argv[1:]:
    env = {}
    setup_testing_defaults(env)
    env["REQUEST_METHOD"], env["PATH_INFO"] = line.split()
    for chunk in app(env, lambda status, headers: print(status, headers)):
        print(chunk.decode(), end="")
