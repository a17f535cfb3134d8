import json
import logging
from urllib.parse import parse_qsl

from lending.checks import check_application
from lending.offers import monthly

log = logging.getLogger("lending")


def application(environ, start_response):
    raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    try:
        numbers = check_application(dict(parse_qsl(raw)))
    except ValueError as problem:
        log.error("POST %s -> 422", environ["PATH_INFO"], exc_info=True)
        start_response("422 Unprocessable Entity", [("Content-Type", "application/json")])
        return [json.dumps({"error": str(problem)}).encode()]
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"monthly": monthly(**numbers)}).encode()]
