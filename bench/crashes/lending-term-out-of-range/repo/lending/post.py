"""Posts standard input to the application and prints the answer."""
import io
import logging
import sys

from lending.web import application

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
body = sys.stdin.read().strip().encode()
environ = {"PATH_INFO": sys.argv[1], "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
answer = application(environ, lambda status, headers: logging.info("answered %s", status))
print(b"".join(answer).decode())
