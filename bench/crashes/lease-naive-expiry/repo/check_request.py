import argparse
import logging

from gatekeeper.middleware import RequireToken
from gatekeeper.tokens import Book


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"hello {environ['gatekeeper.subject']}\n".encode()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--token", default="")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    application = RequireToken(hello, Book("tokens.json"))
    try:
        for chunk in application({"PATH_INFO": "/", "HTTP_X_TOKEN": args.token}, lambda *said: print(said[0])):
            print(chunk.decode(), end="")
    except Exception:
        logging.exception("request failed")


if __name__ == "__main__":
    main()
