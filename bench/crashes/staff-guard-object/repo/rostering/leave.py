from .guard import require
from .routes import route

REQUESTS = {"17": {"login": "tariq", "days": 3, "state": "open"},
            "18": {"login": "mo", "days": 1, "state": "open"}}


@route("POST", "/leave/([0-9]+)/decline")
def decline(req, number):
    require(req.session, "manager")
    REQUESTS[number]["state"] = "declined"
    return REQUESTS[number]


@route("POST", "/leave/([0-9]+)/approve")
def approve(req, number):
    require(req, "manager")
    entry = REQUESTS[number]
    entry["state"] = "approved"
    entry["by"] = req.session.login
    return entry
