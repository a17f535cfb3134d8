import io
import json

from rostering import leave
from wsgi import application


def call(path, login):
    box = []
    out = application({"REQUEST_METHOD": "POST", "PATH_INFO": path, "HTTP_COOKIE": "login=" + login,
                       "CONTENT_LENGTH": "2", "wsgi.input": io.BytesIO(b"{}")},
                      lambda s, h: box.append(s))
    return box[0][:3], json.loads(b"".join(out))


def setup_function(_):
    leave.REQUESTS["30"] = {"login": "mo", "days": 2, "state": "open"}


def test_manager_approves():
    status, body = call("/leave/30/approve", "ines")
    assert status == "200"
    assert body == {"login": "mo", "days": 2, "state": "approved", "by": "ines"}


def test_planner_may_not():
    assert call("/leave/30/approve", "mo")[0] == "403"
    assert leave.REQUESTS["30"]["state"] == "open"


def test_anonymous_may_not():
    assert call("/leave/30/approve", "")[0] == "403"
    assert leave.REQUESTS["30"]["state"] == "open"
