import io
import json
import unittest

from wsgi import application


def call(method, path, login, body=None):
    raw = json.dumps(body or {}).encode()
    box = []
    out = application({"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_COOKIE": "login=" + login,
                       "CONTENT_LENGTH": str(len(raw)), "wsgi.input": io.BytesIO(raw)},
                      lambda s, h: box.append(s))
    return box[0][:3], json.loads(b"".join(out))


class AppTest(unittest.TestCase):
    def test_show(self):
        self.assertEqual(call("GET", "/shifts/tue", "mo")[0], "200")

    def test_assign_needs_planner(self):
        self.assertEqual(call("POST", "/shifts/wed", "tariq", {"login": "mo"})[0], "403")

    def test_decline(self):
        status, body = call("POST", "/leave/18/decline", "ines")
        self.assertEqual((status, body["state"]), ("200", "declined"))


if __name__ == "__main__":
    unittest.main()
