"""Plays requests into the application, one per line: METHOD URL"""
import sys
from wsgiref.util import setup_testing_defaults

from binshelf.catalogue import Catalogue
from binshelf.stock import Stock
from binshelf.web import Application

catalogue = Catalogue.from_script("schema.sql")
app = Application(catalogue, Stock(catalogue))
with open(sys.argv[1]) as requests:
    for line in requests:
        method, url = line.split()
        path, _, query = url.partition("?")
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        setup_testing_defaults(environ)
        body = app(environ, lambda status, headers: print(method, url, "->", status))
        print(b"".join(body).decode(), end="")
