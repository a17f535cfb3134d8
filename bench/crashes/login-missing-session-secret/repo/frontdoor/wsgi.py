from wsgiref.simple_server import make_server

from frontdoor import sessions


def application(environ, start_response):
    user = sessions.user_of(environ.get("HTTP_COOKIE", ""))
    start_response("200 OK" if user else "401 Unauthorized", [("Content-Type", "text/plain")])
    return [(user or "please log in").encode()]


if __name__ == "__main__":
    make_server("", 8000, application).serve_forever()
