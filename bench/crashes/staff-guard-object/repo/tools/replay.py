"""Send one recorded request through the application."""
import io
import json
import logging
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from wsgi import application  # noqa: E402


def main(path):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    with open(path) as fh:
        rec = json.load(fh)
    body = json.dumps(rec.get("body", {})).encode()
    seen = []
    out = application({"REQUEST_METHOD": rec["method"], "PATH_INFO": rec["path"],
                       "HTTP_COOKIE": rec.get("cookie", ""), "CONTENT_LENGTH": str(len(body)),
                       "wsgi.input": io.BytesIO(body)}, lambda status, headers: seen.append(status))
    print(seen[0], b"".join(out).decode())


main(sys.argv[1])
